"""Foreign names in Chinese whose parts posts part by dots."""

import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansions.dotted_names import expand_dotted_names
from indexer.search.query.words import WordReader
from indexer.search.results import SearchRequest

WORDS = WordReader(ANALYZER)
SITE = make_searcher(
    make_post("a", "斯嘉丽由费雯·丽扮演，她很美丽"),
    make_post("b", "達‧芬奇的畫"),
    make_post("c", "芬奇一家到达，达到了"),
    make_post("d", "费雯说：美丽，芬奇也说，达芬"),
)


def found(text):
    return [hit.id for hit in SITE.search(SearchRequest(text)).hits]


def expand(text, weight=0.95):
    return [*expand_dotted_names(WORDS.read(text), WORDS, Lookup(SITE.snapshot), weight)]


@pytest.mark.parametrize(("text", "ids"), [("费雯丽", ["a.md"]), ("費雯麗", ["a.md"]), ("费雯丽 扮演", ["a.md"])])
def test_a_name_in_one_piece_finds_the_posts_that_have_it_with_a_dot(text, ids):
    assert found(text) == ids


def test_the_dot_may_be_that_of_another_region_and_such_a_post_comes_first():
    assert found("达芬奇")[0] == "b.md"


def test_it_is_no_missing_word_and_only_with_the_dot_it_is_the_name():
    result = SITE.search(SearchRequest("费雯丽"))
    assert (result.total, result.complete, result.notes) == (1, 1, ())


@pytest.mark.parametrize("text", ["芬奇", "vivien", "美丽的家", "没有的词"])
def test_other_words_are_left_alone(text):
    assert not expand(text)


def test_a_weight_of_0_turns_it_off():
    assert expand("费雯丽")
    assert not expand("费雯丽", 0)

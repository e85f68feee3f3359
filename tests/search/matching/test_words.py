import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.search.matching.characters import CharacterLookup
from indexer.search.matching.match import flatten
from indexer.search.matching.terms import TermLookup
from indexer.search.matching.words import WordMatcher
from indexer.search.query.words import WordReader

READER = WordReader(ANALYZER)
SITE = make_searcher(
    make_post("word", "处理一件小事。kube-proxy runs v1.18.2", title="x"),
    make_post("inside", "待处理的任务。kube and then a proxy", title="处理"),
    make_post("parts", "流量也要管理。kube", title="y"),
    make_post("whole", "流量管理。", title="z"),
)


def make_matcher():
    return WordMatcher(TermLookup(SITE.snapshot), CharacterLookup(SITE.reader))


def match(text, **parameters):
    (node,) = READER.read(text, **parameters)
    flat = flatten(make_matcher().match(node))
    names = [SITE.reader.metadata(doc).id.removesuffix(".md") for doc in flat.docs.tolist()]
    return dict(zip(names, zip(flat.scores.tolist(), flat.is_exact.tolist(), strict=True), strict=True))


def exact(found):
    return {name: is_exact for name, (_, is_exact) in found.items()}


def test_characters_inside_other_words_match_but_are_not_exact():
    assert exact(match("务")) == {"inside": False}


def test_a_word_in_the_title_is_exact_wherever_else_it_stands_inside_others():
    assert exact(match("处理")) == {"word": True, "inside": True}
    assert exact(match("处理", in_title=True)) == {"inside": True}


def test_a_compound_is_found_by_its_parts_and_counts_less_there():
    found = match("kube-proxy")
    assert exact(found) == {"word": True, "inside": True}
    assert found["word"][0] > found["inside"][0]


def test_the_parts_of_a_chinese_word_do_not_make_it_exact():
    assert exact(match("流量管理")) == {"parts": False, "whole": True}


@pytest.mark.parametrize(("text", "names"), [("1.18", {"word": True}), ("1.18.2", {"word": True}), ("1.17", {})])
def test_a_version_is_exact_in_every_later_one_of_its_line(text, names):
    assert exact(match(text)) == names


def test_what_a_word_matches_is_shared_by_the_queries_of_a_snapshot():
    (node,) = READER.read("处理")
    one, other = (make_matcher().match(node) for _ in range(2))
    assert one is other

"""English words in one piece or two."""

import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansions.word_breaks import expand_word_breaks
from indexer.search.query.words import WordReader
from indexer.search.results import SearchRequest

WORDS = WordReader(ANALYZER)
SITE = make_searcher(
    make_post("a", "Our codebase is open source", language="en"),
    make_post("b", "A codebase, and a code base, in open source", language="en"),
    make_post("c", "An opensource codebase, a rollout, the end of a point", language="en"),
    make_post("d", "A rollout; roll out a car for a pet, a car pet, endpoint", language="en"),
    make_post("e", "endpoint", language="en"),
)


def expand(text, weight=0.95, **options):
    typed = WORDS.read(text, **options)
    return [str(each) for each in expand_word_breaks(typed, text, WORDS, Lookup(SITE.snapshot), weight)]


@pytest.mark.parametrize(
    ("text", "expansions"),
    [
        ("code base", ["code base = codebase"]),
        ("opensource licence", ["opensource = open source"]),
    ],
)
def test_what_more_posts_write_otherwise_is_looked_for_so(text, expansions):
    assert expand(text) == expansions


@pytest.mark.parametrize(
    "text",
    [
        "codebase",  # as most write it
        "rollout",
        "open source",
        "carpet",  # a word in general use
        "end-point",  # words, but not as neighbours
        "source code",
    ],
)
def test_what_is_written_as_in_most_posts_is_left_alone(text):
    assert expand(text) == []


def test_words_that_something_stands_between_make_none():
    words = (*WORDS.read("end"), *WORDS.read("point"))
    found = [
        expand_word_breaks(words, text, WORDS, Lookup(SITE.snapshot), 0.95) for text in ("end of point", "end point")
    ]
    assert [len([*each]) for each in found] == [0, 1]


def test_words_that_no_post_has_make_a_short_one_too():
    site = make_searcher(
        make_post("a", "Mapo tofu, in to it", language="en"), make_post("b", "into tofu", language="en")
    )
    results = site.search(SearchRequest("ma po tofu"))
    assert (results.total, results.complete, results.notes) == (2, 1, ())
    in_to = WORDS.read("in to")
    assert [*expand_word_breaks(in_to, "in to", WORDS, Lookup(site.snapshot), 0.95)] == []


def test_neither_titles_that_are_asked_for_nor_a_weight_of_none_bring_anything():
    assert expand("code base", in_title=True) == expand("code base", 0) == []


def test_a_post_with_the_word_in_one_piece_is_complete():
    results = SITE.search(SearchRequest("code base"))
    assert {hit.id for hit in results.hits[:3]} == {"a.md", "b.md", "c.md"}
    assert results.complete == 3

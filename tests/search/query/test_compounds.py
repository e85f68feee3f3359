"""English words in one piece or two, and numbers in digits or letters."""

import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansions.compounds import expand_compounds
from indexer.search.query.words import WordReader
from indexer.search.results import SearchRequest

WORDS = WordReader(ANALYZER)
SITE = make_searcher(
    make_post("a", "Our codebase is open source", title="Lesson Two", language="en"),
    make_post("b", "A codebase, and a code base, in open source", title="Lesson Three", language="en"),
    make_post("c", "An opensource codebase, a rollout, the end of a point", title="Part 2", language="en"),
    make_post("d", "A rollout; roll out a car for a pet, a car pet, endpoint", title="Part 3", language="en"),
    make_post("e", "endpoint", language="en"),
)


def expand(text, weight=0.95, **options):
    typed = WORDS.read(text, **options)
    return [str(each) for each in expand_compounds(typed, text, WORDS, Lookup(SITE.snapshot), weight)]


@pytest.mark.parametrize(
    ("text", "expansions"),
    [
        ("code base", ["code base = codebase"]),
        ("opensource licence", ["opensource = open source"]),
        ("lesson 2", ["lesson 2 = lesson two | lesson ii"]),
        ("lesson two", ["lesson two = lesson 2 | lesson ii"]),
        ("part ii", ["part ii = part 2 | part two"]),
        ("3 lessons", ["3 lessons = three lessons | iii lessons"]),
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
        "lesson v",
        "2 3",
    ],
)
def test_what_is_written_as_in_most_posts_is_left_alone(text):
    assert expand(text) == []


def test_words_that_something_stands_between_make_none():
    words = (*WORDS.read("end"), *WORDS.read("point"))
    found = [
        expand_compounds(words, text, WORDS, Lookup(SITE.snapshot), 0.95) for text in ("end of point", "end point")
    ]
    assert [len([*each]) for each in found] == [0, 1]


def test_words_that_no_post_has_make_a_short_one_too():
    site = make_searcher(
        make_post("a", "Mapo tofu, in to it", language="en"), make_post("b", "into tofu", language="en")
    )
    results = site.search(SearchRequest("ma po tofu"))
    assert (results.total, results.complete, results.notes) == (2, 1, ())
    in_to = WORDS.read("in to")
    assert [*expand_compounds(in_to, "in to", WORDS, Lookup(site.snapshot), 0.95)] == []


def test_neither_titles_that_are_asked_for_nor_a_weight_of_none_bring_anything():
    assert expand("code base", in_title=True) == expand("code base", 0) == []


def test_the_lesson_that_was_asked_for_comes_first():
    results = SITE.search(SearchRequest("lesson 2"))
    assert (results.hits[0].id, results.complete, results.notes) == ("a.md", 1, ())


def test_a_post_with_the_word_in_one_piece_is_complete():
    results = SITE.search(SearchRequest("code base"))
    assert {hit.id for hit in results.hits[:3]} == {"a.md", "b.md", "c.md"}
    assert results.complete == 3

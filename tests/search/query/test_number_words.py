"""Numbers in digits or letters."""

import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.search.query.expansions.number_words import expand_number_words
from indexer.search.query.words import WordReader
from indexer.search.results import SearchRequest

WORDS = WordReader(ANALYZER)


def expand(text, weight=0.95, **options):
    return [str(each) for each in expand_number_words(WORDS.read(text, **options), text, WORDS, weight)]


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("lesson 2", "lesson two | lesson ii"),
        ("lesson two", "lesson 2 | lesson ii"),
        ("part ii", "part 2 | part two"),
        ("3 lessons", "three lessons | iii lessons"),
    ],
)
def test_a_number_beside_a_word_is_looked_for_as_it_is_written_otherwise(text, others):
    assert expand(text) == [f"{text} = {others}"]


@pytest.mark.parametrize("text", ["lesson v", "2 3", "2", "two three", "lesson-2"])
def test_letters_and_numbers_without_a_word_are_left_alone(text):
    assert expand(text) == []


def test_neither_titles_that_are_asked_for_nor_a_weight_of_none_bring_anything():
    assert expand("lesson 2", in_title=True) == expand("lesson 2", 0) == []


def test_the_lesson_that_was_asked_for_comes_first():
    site = make_searcher(
        make_post("a", "Our codebase", title="Lesson Two", language="en"),
        make_post("b", "A codebase", title="Lesson Three", language="en"),
        make_post("c", "A point", title="Part 2", language="en"),
    )
    results = site.search(SearchRequest("lesson 2"))
    assert (results.hits[0].id, results.complete, results.notes) == ("a.md", 1, ())

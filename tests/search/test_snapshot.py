import numpy as np
import pytest
from small_index import day, make_post, read_index

from indexer.index.format.layout import FIELD_NUMBERS
from indexer.search.facets.facet_table import COUNTED_FACETS
from indexer.search.snapshot import IndexSnapshot
from indexer.search.tuning import Tuning
from indexer.text.document import TITLE, WORD_FIELDS

POSTS = [
    make_post("new", "istio", title="a b", date=day(2024)),
    make_post("old", "istio", title="a", date=day(2023)),
    make_post("undated", "istio", language="en"),
    make_post("dead", "istio", date=day(2026)),
]
READER = read_index(POSTS, dead=[3])


def test_every_column_has_a_row_for_each_document_dead_ones_too():
    snapshot = IndexSnapshot(READER, Tuning())
    columns = (snapshot.recency, snapshot.title_lengths, snapshot.live, snapshot.languages)
    assert [len(column) for column in columns] == [snapshot.max_doc] * 4
    assert len(snapshot.norms) == snapshot.max_doc * len(WORD_FIELDS)
    assert snapshot.live.tolist() == [True, True, True, False]
    assert IndexSnapshot(read_index(POSTS), Tuning()).live.tolist() == [True] * 4


def test_the_newest_living_post_gains_most_and_one_a_year_older_half_of_that():
    recency = IndexSnapshot(READER, Tuning(recency=0.5)).recency
    assert recency.tolist() == pytest.approx([0.5, 0.25, 0, 0], abs=1e-3)


def test_an_occurrence_counts_more_in_a_shorter_title():
    norms = IndexSnapshot(READER, Tuning()).norms.reshape(-1, len(WORD_FIELDS))[:, FIELD_NUMBERS[TITLE]]
    assert norms[1] > norms[0]


def test_titles_have_at_least_one_word():
    empty = IndexSnapshot(read_index([make_post("a", "x", title="！")]), Tuning())
    assert empty.title_lengths.tolist() == [1]


def test_languages_are_numbered_as_their_facet_is():
    snapshot = IndexSnapshot(READER, Tuning())
    names = READER.facets["lang"].names
    assert [names[number] for number in snapshot.languages[:3]] == ["zh", "zh", "en"]
    assert snapshot.facets.facets == COUNTED_FACETS
    assert snapshot.facet_numbers["lang"] == {name: number for number, name in enumerate(names)}


def test_an_empty_index_has_empty_columns():
    snapshot = IndexSnapshot(read_index([]), Tuning())
    assert [len(each) for each in (snapshot.norms, snapshot.recency, snapshot.title_lengths)] == [0, 0, 0]
    assert np.diff(snapshot.translations.offsets).tolist() == []

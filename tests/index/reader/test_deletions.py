import numpy as np
import pytest
from small_index import POSTS, read_index

from indexer.index.format.layout import hash_term
from indexer.index.reader.deletions import Deletions, count_deletions, read_deletions, write_deletions


@pytest.fixture(scope="module")
def index():
    return read_index(POSTS)


def count(index, *docs, before=None):
    return count_deletions(before or Deletions(), np.array(docs, dtype=np.int64), index.locate)


def plain(deletions):
    """Return deletions as values that can be compared; what was counted down to nothing is left out."""
    spellings = {name: dict(values) for name, values in deletions.spellings.items() if values}
    rows = zip(deletions.keys.tolist(), deletions.counts.tolist(), deletions.names.tolist(), strict=True)
    terms = {key: (count, names) for key, count, names in rows}
    return terms, spellings, dict(deletions.surfaces)


def test_a_document_takes_its_postings_spellings_and_latin_words_with_it(index):
    terms, spellings, surfaces = plain(count(index, 1))
    assert terms[hash_term("maxsurg")] == (1, 0)
    assert terms[hash_term("istio")] == (1, 1)
    assert spellings == {"lang": {"en": 1}, "tag": {"istio": 1}}
    assert surfaces == {"istio": 1, "maxsurge": 1}


def test_all_documents_take_all_postings(index):
    terms = {key: count for key, (count, _) in plain(count(index, *range(index.max_doc)))[0].items()}
    numbers = np.arange(index.terms)
    keys = index.documents.words.ordinals.keys_of(numbers)
    assert terms == dict(zip(keys.tolist(), index.posting_counts(numbers).tolist(), strict=True))


@pytest.mark.parametrize("before", [(), (0, 1), (2,), (0, 1, 2)])
@pytest.mark.parametrize("docs", [(), (0,), (1, 2), (0, 1, 2)])
def test_only_documents_that_were_not_counted_before_are_added_and_others_are_taken_back(index, before, docs):
    found = count(index, *docs, before=count(index, *before))
    assert plain(found) == plain(count(index, *docs))
    assert found.docs.tolist() == list(docs)


def test_names_that_are_lost_are_told_by_keys_and_none_for_others(index):
    deletions = count(index, 1)
    keys = np.array([hash_term("istio"), 5, hash_term("maxsurg")], dtype=np.uint64)
    assert (deletions.names_of(keys).tolist(), Deletions().names_of(keys).tolist()) == ([1, 0, 0], [0, 0, 0])


def test_they_come_back_as_they_were_written(tmp_path, index):
    deletions = count(index, 0, 2)
    write_deletions(tmp_path, deletions)
    assert plain(read_deletions(tmp_path)) == plain(deletions)


def test_where_none_were_written_there_are_none(tmp_path):
    assert plain(read_deletions(tmp_path)) == plain(Deletions()) == ({}, {}, {})

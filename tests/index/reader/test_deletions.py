import numpy as np
import pytest
from small_index import POSTS, read_index

from indexer.index.format.layout import hash_term
from indexer.index.reader.deletions import Deletions, count_deletions, read_deletions, write_deletions


@pytest.fixture(scope="module")
def index():
    return read_index(POSTS)


def count(index, *docs, before=None):
    return count_deletions(before or Deletions(), map(index.locate, docs))


def plain(deletions):
    """Return deletions as values that can be compared; what was counted down to nothing is left out."""
    spellings = {name: dict(values) for name, values in deletions.spellings.items() if values}
    terms = dict(zip(deletions.keys.tolist(), deletions.counts.tolist(), strict=True))
    return terms, spellings, dict(deletions.surfaces)


def test_a_document_takes_its_postings_spellings_and_latin_words_with_it(index):
    terms, spellings, surfaces = plain(count(index, 1))
    assert terms[hash_term("maxsurg")] == 1
    assert spellings == {"lang": {"en": 1}, "tag": {"istio": 1}}
    assert surfaces == {"istio": 1, "maxsurge": 1}


def test_all_documents_take_all_postings(index):
    terms, _, _ = plain(count(index, *range(index.max_doc)))
    numbers = np.arange(index.terms)
    assert terms == dict(zip(index.keys_of(numbers).tolist(), index.posting_counts(numbers).tolist(), strict=True))


def test_deletions_add_up(index):
    assert plain(count(index, 2, before=count(index, 0, 1))) == plain(count(index, 0, 1, 2))


def test_they_come_back_as_they_were_written(tmp_path, index):
    deletions = count(index, 0, 2)
    write_deletions(tmp_path, deletions)
    assert plain(read_deletions(tmp_path)) == plain(deletions)


def test_where_none_were_written_there_are_none(tmp_path):
    assert plain(read_deletions(tmp_path)) == plain(Deletions()) == ({}, {}, {})

"""Postings of several parts are those of one part with all documents, deleted ones left out."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.format.inverted import Inverted, invert
from indexer.index.reader.multi_part_postings import MultiPartPostings, PartPostings, Postings

TEXTS = st.lists(st.lists(st.integers(0, 6), max_size=6), min_size=1, max_size=8)
"""Of each document its keys, in the order of their places."""


class Lists(NamedTuple):
    """Inverted lists that lie in memory, read as those of a part."""

    inverted: Inverted

    @property
    def keys(self):
        return self.inverted.keys

    @property
    def postings(self):
        return self.inverted.postings

    @property
    def occurrences(self):
        return self.inverted.occurrences

    def read_postings(self, number):
        begin, end = self.inverted.postings[number : number + 2]
        return self.inverted.entries[begin:end], self.inverted.counts[begin:end]

    def read_all_postings(self, numbers):
        none = np.empty(0, np.int32), np.empty(0, np.uint16)
        entries, counts = zip(none, *map(self.read_postings, numbers), strict=True)
        return np.concatenate(entries), np.concatenate(counts), np.array([len(each) for each in entries[1:]], int)

    def read_places(self, number):
        begin, end = self.inverted.occurrences[number : number + 2]
        return self.inverted.positions[begin:end]

    def read_all_places(self, numbers):
        return np.concatenate([np.empty(0, np.int32), *map(self.read_places, numbers)])


def part_of(texts):
    """Return documents as inverted lists, and where each begins in the line of places."""
    line = np.cumsum([0, *(len(text) + 1 for text in texts)])
    keys = np.array([key for text in texts for key in text], dtype=np.uint64)
    docs = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) for text in texts])
    places = np.array([line[doc] + at for doc, text in enumerate(texts) for at in range(len(text))], dtype=np.int32)
    used, numbers = np.unique(keys, return_inverse=True)
    return Lists(invert(used, numbers.astype(np.int32), docs, places, np.ones(len(keys), dtype=bool))), line


def join(texts, cuts, deleted):
    pieces = [part_of(texts[begin:end]) for begin, end in zip([0, *cuts], [*cuts, len(texts)], strict=True)]
    live = np.isin(np.arange(len(texts)), deleted, invert=True)
    joined = PartPostings([inverted for inverted, _ in pieces], [line for _, line in pieces], entry_bits=0)
    return MultiPartPostings(joined, live if deleted else None, np.array(deleted, dtype=np.int64))


@given(TEXTS, st.data())
def test_parts_are_read_as_the_documents_that_are_not_deleted(texts, data):
    numbers = st.sets(st.integers(0, len(texts) - 1), max_size=3).map(sorted)
    deleted = data.draw(numbers)
    joined = join(texts, data.draw(numbers), deleted)
    line = np.cumsum([0, *(len(text) + 1 for text in texts)])
    assert joined.bases.tolist() == line.tolist()
    sizes, entries, places = [], [], []
    for number in range(joined.ordinals.total):
        key = int(joined.ordinals.keys_of(np.array([number]))[0])
        counts = {doc: text.count(key) for doc, text in enumerate(texts) if key in text and doc not in deleted}
        found = joined.postings(number)
        assert dict(zip(found.entries.tolist(), found.counts.tolist(), strict=True)) == counts
        where = [line[doc] + at for doc in counts for at, each in enumerate(texts[doc]) if each == key]
        assert joined.places(number).tolist() == where
        places += where
        assert joined.posting_counts()[number] == sum(key in text for text in texts)
        sizes.append(len(counts))
        entries += counts
    together, counted = joined.postings_of(np.arange(joined.ordinals.total))
    assert (together.entries.tolist(), counted.tolist()) == (entries, sizes)
    assert joined.places_of(np.arange(joined.ordinals.total)).tolist() == sorted(places)


def test_a_key_that_no_part_has_occurs_nowhere():
    joined = join([[1], [2]], [1], [])
    assert joined.postings(-1).entries.tolist() == joined.places(-1).tolist() == []


@pytest.mark.parametrize("kept", [[True, True], [True, False]])
def test_postings_that_are_all_kept_are_not_copied(kept):
    postings = Postings(np.array([1, 2], dtype=np.int32), np.array([3, 4], dtype=np.uint16))
    some = postings.keep(np.array(kept))
    assert (some is postings) == all(kept)
    assert some.entries.tolist() == [1, 2][: sum(kept)]

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.format.inverted import invert

OCCURRENCES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), st.booleans()), max_size=40)
"""Of each the key's number, what it occurs in, and whether its place is kept."""


def arrays(rows):
    numbers, entries, placed = (np.array(column) for column in zip(*rows, strict=True))
    places = np.arange(len(rows), dtype=np.int32) * 2
    return numbers.astype(np.int32), entries.astype(np.int32), places, placed.astype(bool)


@given(OCCURRENCES.filter(bool))
def test_every_key_has_what_it_occurs_in_how_often_and_where(rows):
    numbers, entries, places, placed = arrays(rows)
    used, numbers = np.unique(numbers, return_inverse=True)
    keys = used.astype(np.uint64) * np.uint64(7)
    inverted = invert(keys, numbers.astype(np.int32), entries, places, placed)
    for number in range(len(keys)):
        begin, end = inverted.postings[number : number + 2]
        mine = entries[numbers == number].tolist()
        counted = dict(zip(inverted.entries[begin:end].tolist(), inverted.counts[begin:end].tolist(), strict=True))
        assert counted == {entry: mine.count(entry) for entry in sorted(set(mine))}
        begin, end = inverted.occurrences[number : number + 2]
        assert inverted.positions[begin:end].tolist() == places[(numbers == number) & placed].tolist()


def test_counts_stop_at_what_their_type_holds():
    many = np.zeros(70_000, dtype=np.int32)
    inverted = invert(np.array([1], dtype=np.uint64), many, many, many, many.astype(bool))
    assert (inverted.counts.tolist(), len(inverted.positions)) == ([65535], 0)

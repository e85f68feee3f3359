"""Places of words as single numbers: the document shifted left by 32, plus the position in it.

So that neighbours, phrases and sets of documents are plain operations on sorted arrays.
"""

import numpy as np

from indexer.index.layout import Int64s
from indexer.index.part_reader import Occurrences

NOWHERE: Int64s = np.empty(0, dtype=np.int64)


def place(occurrences: Occurrences) -> Int64s:
    """Return where a term occurs, ascending."""
    places: Int64s = (occurrences.docs.astype(np.int64) << 32) + occurrences.positions
    return places


def sort_unique(places: Int64s) -> Int64s:
    """Return places in order, each once. ``np.unique`` hashes, which takes hundreds of times as long here."""
    ordered = np.sort(places, kind="stable")
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]


def unique_docs(places: Int64s) -> Int64s:
    """Return the documents of places that are in order, each once."""
    docs = places >> 32
    return docs[np.flatnonzero(np.diff(docs, prepend=-1))]

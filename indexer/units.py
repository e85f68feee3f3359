"""The units of the index: what a number, or each number of an array, stands for.

Counts of two kinds are told apart by the type checker, because taking one for the other weighs words wrongly: a term
has one *posting* for each (document, field) pair it occurs in, and its *document frequency* counts each document once.
"""

from typing import NewType

import numpy as np
from numpy.typing import NDArray

DocId = NewType("DocId", int)
"""A document's number in one opened generation, from 0."""
DocIds = NDArray[np.int32]
"""Document numbers, ascending unless said otherwise."""
LocalDocId = NewType("LocalDocId", int)
"""A document's number in one part of an index, from 0."""

TermId = NewType("TermId", int)
"""A term's number in one opened generation: those of the first part first; -1 for none."""
TermIds = NDArray[np.int64]
"""Term numbers."""
LocalTermId = NewType("LocalTermId", int)
"""A term's number in one part of an index: its place among the part's hashed keys."""
TermOrdinals = NDArray[np.int64]
"""Places of terms in the order of their hashed keys: the same whatever parts an index has."""
GramId = NewType("GramId", int)
"""A character's or a pair's number in one opened generation; -1 for none."""
LocalGramId = NewType("LocalGramId", int)
"""A character's or a pair's number in one part of an index."""

DocFreq = NewType("DocFreq", int)
"""In how many living documents something occurs."""
DocFreqs = NewType("DocFreqs", NDArray[np.int64])
"""Document frequencies, one for each term asked for."""
PostingCount = NewType("PostingCount", int)
"""In how many (document, field) pairs a term occurs: never less than its document frequency."""
PostingCounts = NewType("PostingCounts", NDArray[np.int64])
"""Posting counts, one for each term asked for."""

Position = NewType("Position", int)
"""A place in the line of words, which runs through all documents: neighbours in a text differ by 1."""
Positions = NDArray[np.int32] | NDArray[np.int64]
"""Positions, ascending, each once; 32 bits as long as the line is short enough."""
CharOffset = NewType("CharOffset", int)
"""A place in the line of characters, which runs through all texts: counts code points."""
CharOffsets = NDArray[np.int32] | NDArray[np.int64]
"""Character offsets, ascending, each once."""
TextOffset = NewType("TextOffset", int)
"""A place in one document's text: counts code points from its start."""
TextOffsets = NewType("TextOffsets", NDArray[np.int32])
"""Places in one document's text."""
PageOffset = NewType("PageOffset", int)
"""A place in the text of one page of hits, all their texts laid end to end: counts code points from its start."""
PageOffsets = NewType("PageOffsets", NDArray[np.int64])
FoldedOffsets = NewType("FoldedOffsets", NDArray[np.int32])
"""Places in a folded text, which may be shorter or longer than the text as written: count its code points."""
Columns = NewType("Columns", int)
"""Width on a page: a Chinese character takes two columns, a Latin letter one."""

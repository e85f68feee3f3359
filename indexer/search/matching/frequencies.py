"""Term frequencies of documents, weighted by the fields the term stands in (the tf of BM25F)."""

from collections.abc import Sequence

import numpy as np

from indexer.arrays import Floats, Int8s, Int32s, Mask
from indexer.cache import kept_property
from indexer.index.format.layout import FIELD_BITS, FIELD_COUNT, FIELD_NUMBERS
from indexer.index.reader.multi_part_postings import Postings
from indexer.native.matching.words import WeighedWord
from indexer.native.spec import Spec
from indexer.search.formulas import saturate
from indexer.search.matching.match import begin_runs
from indexer.text.document import SUBWORDS, TITLE
from indexer.units import DocIds

_FIELDS = FIELD_COUNT - 1
"""Bits of a doc_field that number the field."""
_IN_SUBWORDS = FIELD_NUMBERS[SUBWORDS]
_IN_TITLE = FIELD_NUMBERS[TITLE]
assert _IN_SUBWORDS == _FIELDS, "a document's first doc_field tells whether it has a term as a word"

TermsKey = tuple[tuple[str, ...], bool]
"""Some terms, and whether they are looked for in titles alone."""


class Frequencies:
    """Weighted frequencies of a term. Immutable."""

    def __init__(self, docs: DocIds, values: Floats, saturated: Floats, fields: Int8s) -> None:
        """Take arrays.

        Args:
            docs: int32[n], ascending.
            values: float32[n].
            saturated: float32[n], their BM25 saturation.
            fields: int8[n], the first field of each document that has it, see ``FIELD_NUMBERS``.
        """
        self._docs, self._values, self._saturated, self._fields = docs, values, saturated, fields

    @property
    def docs(self) -> DocIds:
        """The documents: int32[n], ascending."""
        return self._docs

    @property
    def doc_count(self) -> int:
        """How many documents there are: n."""
        return len(self._docs)

    @property
    def values(self) -> Floats:
        """Weighted frequencies: float32[n]."""
        return self._values

    @property
    def saturated(self) -> Floats:
        """Their BM25 saturation: float32[n]."""
        return self._saturated

    @property
    def fields(self) -> Int8s:
        """The first field of each document that has it: int8[n]."""
        return self._fields

    @kept_property
    def titled(self) -> DocIds:
        """The documents that have it in their titles, ascending."""
        titled: DocIds = self.docs[self.fields == _IN_TITLE]
        return titled

    @kept_property
    def _spec(self) -> Spec:
        spec = Spec()
        spec.add_array(self.docs, np.int32)
        spec.add_array(self.fields, np.int8)
        return spec

    @property
    def numbers(self) -> list[int]:
        """Where documents and first fields lie, as the kernel takes them."""
        return self._spec.numbers

    @property
    def is_exact(self) -> Mask:
        """Mask of the documents that have it as a word, not only inside longer ones: bool[n]."""
        is_exact: Mask = self.fields < _IN_SUBWORDS
        return is_exact

    @property
    def size(self) -> int:
        """Bytes that its arrays take."""
        return self.docs.nbytes + self.values.nbytes + self.saturated.nbytes + self.fields.nbytes


class ReadFrequencies(WeighedWord, Frequencies):
    """Frequencies that the kernel has read: arrays are made of them where Python asks for them."""

    @property
    def numbers(self) -> list[int]:
        """Where documents and first fields lie, as the kernel takes them."""
        return self.list_frequencies()


def weigh(postings: Postings, norms: Floats, k1: float, *, in_title: bool = False) -> Frequencies:
    """Add up the weighted counts of postings by document; ``norms`` is ``IndexSnapshot.norms``.

    ``words.c`` does the same.
    """
    doc_fields, counts = postings.entries, postings.counts
    if in_title:
        kept = np.flatnonzero((doc_fields & _FIELDS) == _IN_TITLE)
        doc_fields, counts = doc_fields[kept], counts[kept]
    docs = doc_fields >> FIELD_BITS
    values = norms.take(doc_fields) * counts
    begins = begin_runs(docs)
    if len(begins) < len(docs):
        docs, values, doc_fields = docs.take(begins), np.add.reduceat(values, begins), doc_fields.take(begins)
    return Frequencies(docs, values, saturate(values, k1), _fields_of(doc_fields))


def _fields_of(doc_fields: Int32s) -> Int8s:
    return (doc_fields & _FIELDS).astype(np.int8)


def join_postings(several: Sequence[Postings]) -> Postings:
    """Merge the postings of several terms, in the order of doc_fields; a doc_field may come several times."""
    if len(several) == 1:
        return several[0]
    if not several:
        return Postings(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.uint16))
    entries = np.concatenate([postings.entries for postings in several])
    order = np.argsort(entries, kind="stable")
    return Postings(entries.take(order), np.concatenate([postings.counts for postings in several]).take(order))

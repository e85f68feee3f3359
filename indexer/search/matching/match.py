"""The documents that match one node of a plan, with scores, and how such matches combine.

A match is sparse: it names only documents that match, so what is rare costs little however large the site.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Floats, Int32s, Int64s, Mask, distinct
from indexer.cache import kept_property
from indexer.native.spec import MatchSpec, Spec
from indexer.units import DocIds

_NO_DOCS: DocIds = np.empty(0, dtype=np.int32)
_FEW = 500
"""Documents that are looked up in a list one by one sooner than it is laid out for them."""


@dataclass(frozen=True, slots=True)
class ScoredDocs:
    """Documents that match a node in one way.

    Attributes:
        docs: int32[n], ascending, each once.
        scores: float32[n], more than 0.
        is_exact: bool[n]; True where the node is there as a word, not only as characters inside others.
    """

    docs: DocIds
    scores: Floats
    is_exact: Mask


class Match:
    """Documents that match a node; a document in several layers has the best of its scores. Immutable."""

    def __init__(self, layers: tuple[ScoredDocs, ...] = (), inside: DocIds = _NO_DOCS) -> None:
        """Take arrays.

        Args:
            layers: Of each way to match.
            inside: See there.
        """
        self._layers, self._inside = layers, inside

    @property
    def layers(self) -> tuple[ScoredDocs, ...]:
        """A layer for each way to match."""
        return self._layers

    @property
    def inside(self) -> DocIds:
        """Those that have the characters of a word in one piece, but it not as a word, ascending: int32[]."""
        return self._inside

    def list_docs(self) -> Sequence[DocIds]:
        """Return the documents of each layer."""
        return [layer.docs for layer in self.layers]

    @kept_property
    def found(self) -> bool:
        """True if any document matches."""
        return any(len(layer.docs) for layer in self.layers)

    @kept_property
    def has_exact(self) -> bool:
        """True if any document has the node as a word."""
        return any(layer.is_exact.any() for layer in self.layers)

    @kept_property
    def best(self) -> float:
        """The highest score."""
        return max((float(layer.scores.max(initial=0)) for layer in self.layers), default=0.0)

    @kept_property
    def exact_count(self) -> int:
        """Documents that have it as a word."""
        exact = [layer.docs[layer.is_exact] for layer in self.layers]
        several = [docs for docs in exact if len(docs)]
        return len(distinct(np.concatenate(several))) if len(several) > 1 else sum(map(len, several))

    @kept_property
    def spec(self) -> MatchSpec:
        """All of it, as the kernel takes it."""
        spec = Spec()
        spec.add_layers(self.layers)
        return MatchSpec([len(self.layers), *spec.numbers], sum([len(layer.docs) for layer in self.layers]), spec)

    @kept_property
    def size(self) -> int:
        """Bytes that its arrays take."""
        return sum(layer.docs.nbytes + layer.scores.nbytes + layer.is_exact.nbytes for layer in self.layers)


def either(matches: Iterable[Match]) -> Match:
    """Return the union of several matches; a document scores as in the best of them."""
    return Match(tuple(layer for match in matches for layer in match.layers if len(layer.docs)))


def both(one: Match, other: Match, max_doc: int) -> Match:
    """Return the intersection of two matches, the scores added up; ``max_doc`` is the number of all documents."""
    left, right = flatten(one), flatten(other)
    mine, theirs = find_common(left.docs, right.docs, max_doc)
    scores = left.scores.take(mine) + right.scores.take(theirs)
    return Match((ScoredDocs(left.docs.take(mine), scores, left.is_exact.take(mine) & right.is_exact.take(theirs)),))


def scale(match: Match, factor: float) -> Match:
    """Multiply the scores of a match."""
    weight = np.float32(factor)
    return Match(tuple(ScoredDocs(layer.docs, layer.scores * weight, layer.is_exact) for layer in match.layers))


def as_inexact(match: Match) -> Match:
    """Copy a match with every ``is_exact`` flag cleared."""
    return Match(tuple(ScoredDocs(layer.docs, layer.scores, np.zeros_like(layer.is_exact)) for layer in match.layers))


def keep_docs(match: Match, mask: Mask) -> Match:
    """Return a match in some documents only; ``mask`` is bool[N]."""
    kept = ((layer, mask.take(layer.docs)) for layer in match.layers)
    return Match(tuple(ScoredDocs(each.docs[at], each.scores[at], each.is_exact[at]) for each, at in kept if at.any()))


def flatten(match: Match) -> ScoredDocs:
    """Merge the layers of a match into one, each document once."""
    if len(match.layers) == 1:
        return match.layers[0]
    if not match.layers:
        return ScoredDocs(np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, bool))
    return reduce(_merge, match.layers)


def _merge(one: ScoredDocs, other: ScoredDocs) -> ScoredDocs:
    docs = np.concatenate([one.docs, other.docs])
    order = np.argsort(docs, kind="stable")
    docs = docs.take(order)
    begins = begin_runs(docs)
    scores = np.concatenate([one.scores, other.scores]).take(order)
    is_exact = np.concatenate([one.is_exact, other.is_exact]).take(order)
    if not len(begins):
        return one
    return ScoredDocs(docs.take(begins), np.maximum.reduceat(scores, begins), np.logical_or.reduceat(is_exact, begins))


def exact_mask(match: Match, max_doc: int) -> Mask:
    """Mark the documents that have a match as a word: bool[max_doc]."""
    mask = np.zeros(max_doc, dtype=bool)
    for layer in match.layers:
        mask[layer.docs[layer.is_exact]] = True
    return mask


def found_mask(match: Match, max_doc: int) -> Mask:
    """Mark the documents of a match: bool[max_doc]."""
    mask = np.zeros(max_doc, dtype=bool)
    for layer in match.layers:
        mask[layer.docs] = True
    return mask


def scores_at(match: Match, docs: DocIds, max_doc: int) -> Floats:
    """Return the scores of some documents, which ascend: float32[len(docs)], 0 where they do not match."""
    scores = np.zeros(len(docs), dtype=np.float32)
    for layer in match.layers:
        if len(docs) > _FEW:
            mine, theirs = find_common(docs, layer.docs, max_doc)
            scores[mine] = np.maximum(scores[mine], layer.scores[theirs])
        elif len(layer.docs):
            at = layer.docs.searchsorted(docs)
            is_there = layer.docs.take(at, mode="clip") == docs
            scores = np.maximum(scores, layer.scores.take(at, mode="clip") * is_there)
    return scores


def find_common(one: DocIds, other: DocIds, max_doc: int) -> tuple[Int32s, Int64s]:
    """Return the indexes, into each of two ascending lists of documents, of those that are in both.

    A scratch column of all documents beats every search and merge of the two lists, however large the site.
    """
    index = np.full(max_doc, -1, dtype=np.int32)
    index[one] = np.arange(len(one), dtype=np.int32)
    at = index.take(other)
    theirs = (at >= 0).nonzero()[0]
    return at.take(theirs), theirs


def begin_runs(values: NDArray[np.integer]) -> Int64s:
    """Return the indexes at which runs of equal values begin."""
    if not len(values):
        return np.empty(0, dtype=np.int64)
    changes = np.empty(len(values), dtype=bool)
    changes[0] = True
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return changes.nonzero()[0]

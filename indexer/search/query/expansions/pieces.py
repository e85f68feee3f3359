"""Pieces of Latin words, as they are remembered or copied: ``netesserv`` stands for words that contain it."""

import re
from collections.abc import Iterator, Sequence
from heapq import nlargest

from indexer.native import kernel
from indexer.native.matching.near import find_lines
from indexer.search.index_view import IndexView
from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import WordNode
from indexer.search.query.spelling.spelling import Speller, count_mistakes
from indexer.text.analysis.word_forms import word_term

MAX_WORDS = 24
"""Words that a piece stands for, those in most posts."""
_LONG = 6
"""A shorter piece may be in a word by chance, as "isto" is in "history": if it is spelt better so, that was meant."""
_TOLD = 3
"""Of these words, so many are named to the visitor."""
_PIECE = re.compile(r"[a-z0-9]{4,}", re.ASCII)


class PieceExpander:
    """Find the Latin words of one site that contain a piece. Safe to be shared by threads.

    All words stand in one text, which is searched: a megabyte for 100,000 words, in well under a millisecond.
    """

    def __init__(self, reader: IndexView, speller: Speller, weight: float) -> None:
        """Look pieces up among an index's words; a ``weight`` of 0 turns them off."""
        self._speller = speller
        self._weight = weight
        self._reader = reader

    def expand(self, words: Sequence[WordNode], lookup: Lookup) -> Iterator[Expansion]:
        """Yield what stands for those words that no post has, but that are part of others."""
        for word in words if self._weight else ():
            longer = [] if lookup.match(word).found or self._is_misspelt(word.text) else self.find(word.text)
            if longer:
                told = " | ".join(longer[:_TOLD]) + (" …" if len(longer) > _TOLD else "")
                node = WordNode(told, tuple(dict.fromkeys(map(word_term, longer))))
                yield Expansion((word,), (node,), ExpansionKind.PIECE, self._weight)

    def _is_misspelt(self, text: str) -> bool:
        """Check whether a text had better be spelt another way; a long one inside a word is hardly there by chance."""
        return not _PIECE.fullmatch(text) or (len(text) < _LONG and self._speller.correct(text) is not None)

    def find(self, piece: str) -> list[str]:
        """Return the words that contain a folded piece, those in most posts first; none if one of them is but longer.

        A word to which only so many letters were missing as the speller adds is no longer word, but this one misspelt.
        """
        found, missing = list(dict.fromkeys(self._find_all(piece))), count_mistakes(piece)
        if any(len(word) - len(piece) <= missing for word in found):
            return []
        return nlargest(MAX_WORDS, found, key=self._speller.words.doc_freq)

    def _find_all(self, piece: str) -> Iterator[str]:
        text, encoded, library = self._reader.surfaces.words.lines, piece.encode(), kernel()
        lines = find_lines(library, text, encoded) if library else None
        for begin, end in _find_lines(text, encoded) if lines is None else lines:
            yield text[begin:end].decode()


def _find_lines(text: bytes, piece: bytes) -> Iterator[tuple[int, int]]:
    at = text.find(piece)
    while at >= 0:
        end = text.index(b"\n", at)
        yield text.rindex(b"\n", 0, at) + 1, end
        at = text.find(piece, end)

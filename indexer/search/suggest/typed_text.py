"""What a visitor typed so far, taken to pieces. Pure: no index here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from indexer.search.query.spelling.spaced_pinyin import find_begun
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import HAN, UNSPACED, UNSPACED_SCRIPTS

_UNSPACED = "".join(UNSPACED_SCRIPTS)
_PIECE = re.compile(rf'[{_UNSPACED}]+|[^\s"{_UNSPACED}]+')
_LAST_PIECE = re.compile(rf'(?:[{HAN}]+|[^\W{HAN}][^\s"{HAN}:/<>()&=$@]*)\Z')
"""Without the signs before it: ``--dry`` ends with a word that is being typed, and so does ``std::str``."""


class Closeness(IntEnum):
    """How near a name is to what was typed; lower is nearer."""

    BEGINS = 0
    """It begins with the text typed."""
    AT_WORDS = 1
    """It has every piece, Latin ones at the beginning of a word."""
    INSIDE = 2
    """It has every piece somewhere."""


@dataclass(frozen=True, slots=True)
class TypedText:
    """A folded text that is still being typed.

    Attributes:
        text: All of it, folded, on one line, without space around it.
        pieces: Its runs of one kind of script, at least one: ``istio流量`` has two. A name that has them all is meant.
        head: What stands before the last piece; with ``last`` it makes up the text.
        last: The piece at the end, which may be half of a word.
        syllables: If ``last`` is pinyin that was typed with spaces or tones, its letters as they were cut; else empty.
    """

    text: str
    pieces: tuple[str, ...]
    head: str
    last: str
    syllables: tuple[str, ...] = ()

    @property
    def has_words_before(self) -> bool:
        """Whether words stand before the last piece, and not only signs as in ``--dry``."""
        return any(map(str.isalnum, self.head))

    def read_pinyin(self) -> "Iterator[TypedText]":
        """Yield this text with what may be spaced pinyin at its end as one piece, the longest first."""
        for spaced in find_begun(self.text):
            head, letters = self.text.removesuffix(spaced.typed), "".join(spaced.pieces)
            yield TypedText(head + letters, (letters,), head, letters, spaced.pieces)

    def closeness_of(self, name: str) -> Closeness | None:
        """Return how near a folded name is; None where it has not every piece."""
        if name.startswith(self.text):
            return Closeness.BEGINS
        if not all(piece in name for piece in self.pieces):
            return None
        return Closeness.AT_WORDS if all(_begins_a_word(piece, name) for piece in self.pieces) else Closeness.INSIDE


def read_typed(text: str) -> TypedText | None:
    """Take a text to pieces; None where nothing was typed that could be looked for."""
    folded = " ".join(fold_text(text).split())
    return _take_apart(folded) if any(map(str.isalnum, folded)) else None


def _take_apart(text: str) -> TypedText:
    pieces = tuple(_PIECE.findall(text)) or (text,)
    match = _LAST_PIECE.search(text)
    last = match[0] if match else ""
    return TypedText(text, pieces, text.removesuffix(last), last)


def _begins_a_word(piece: str, name: str) -> bool:
    """Say whether a piece stands in a name where a word may begin: Chinese anywhere, Latin after no letter or digit."""
    if UNSPACED.match(piece):
        return True
    at = name.find(piece)
    while at > 0 and name[at - 1].isalnum() and not UNSPACED.match(name[at - 1]):
        at = name.find(piece, at + 1)
    return at >= 0

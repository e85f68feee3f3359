"""One occurrence of a word in a text."""

from typing import NamedTuple


class Token(NamedTuple):
    """One occurrence of a term.

    A named tuple, not a dataclass: a site has tens of millions of them.

    Attributes:
        term: The word as the index knows it: folded and stemmed.
        position: Counts words from 0, so neighbours in a phrase differ by exactly 1. Tokens that are different
            readings of the same stretch (a compound and its parts) may share one.
        start: Offset into the original text, in code points.
        end: Offset past the last code point: ``text[start:end]`` is the word as written.
    """

    term: str
    position: int
    start: int
    end: int

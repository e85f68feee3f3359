"""Pinyin typed syllable by syllable: with spaces, apostrophes or the digits of tones. Pure: no index here."""

import re
from collections.abc import Iterator
from typing import NamedTuple

MOST_TOKENS = 8
"""Neighbouring tokens that may be one word: an idiom of four characters, and its like with a name."""

_FINAL = "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ue|ui|[aoeiu]"
_BARE = "ang|eng|ai|ei|ao|ou|an|en|er|[aoe]"
_SYLLABLE = rf"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])(?:{_FINAL})|[nl]ve?|{_BARE})"
_MARKS = re.compile(r"[1-5']+")
_SPELLED = re.compile(rf"(?:{_SYLLABLE}[1-5']*)+")
_BEGUN = re.compile(rf"(?:{_SYLLABLE}[1-5']+)*[a-z]+[1-5]?")
"""The last token while it is being typed: it may end with half of a syllable."""


class SpacedPinyin(NamedTuple):
    """Some tokens of a query that may be pinyin.

    Attributes:
        typed: The tokens as they were typed, folded, with the spaces between them.
        pieces: Their letters, cut where a syllable ends: at least two, or one whose tone was typed.
    """

    typed: str
    pieces: tuple[str, ...]


def is_spelled(letters: str) -> bool:
    """Say whether folded letters are whole syllables one after the other, as far as can be told without a list."""
    return _SPELLED.fullmatch(letters) is not None


def find_spelled(text: str) -> Iterator[list[str]]:
    """Yield the runs of neighbouring tokens of a folded text that may be pinyin, each a list of tokens."""
    run: list[str] = []
    for token in text.split():
        if _SPELLED.fullmatch(token):
            run.append(token)
        elif run:
            yield run
            run = []
    if run:
        yield run


def join_tokens(tokens: list[str]) -> SpacedPinyin | None:
    """Return tokens as pinyin; None for a single one in which nothing tells syllables apart."""
    pieces = tuple(piece for token in tokens for piece in _MARKS.split(token) if piece)
    typed = " ".join(tokens)
    return SpacedPinyin(typed, pieces) if len(pieces) > 1 or (pieces and pieces[0] != typed) else None


def find_begun(text: str) -> Iterator[SpacedPinyin]:
    """Yield what a text that is still being typed may end with as pinyin, the most tokens first.

    Args:
        text: Folded, on one line.
    """
    tokens = text.split()[-MOST_TOKENS:]
    count = 0
    while count < len(tokens) and (_SPELLED if count else _BEGUN).fullmatch(tokens[-1 - count]):
        count += 1
    for length in range(count, 0, -1):
        if found := join_tokens(tokens[-length:]):
            yield found


def fits_syllables(pieces: tuple[str, ...], syllables: tuple[str, ...]) -> bool:
    """Say whether each piece but the last ends where a syllable of a word ends, and all begin the word's pinyin."""
    ends, end = {0}, 0
    for syllable in syllables:
        end += len(syllable)
        ends.add(end)
    cut = 0
    for piece in pieces[:-1]:
        cut += len(piece)
        if cut not in ends:
            return False
    return "".join(syllables).startswith("".join(pieces))

"""A surface -> its readings: the rules by which a word is understood, each applied to one word alone.

A surface is a stretch of folded text that holds one word as the eye sees it: a word that was cut out of a Han run,
or a Latin word with all its hyphens, dots and signs. What it means to an index are its readings: terms, where in it
they stand, and how many positions they are away from its first one. They depend on nothing but the surface, the way
it was written and the dictionary; so whoever meets it again may keep them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from indexer.text.analysis.segmenter import Segmenter

LONGEST_TERM = 64
"""Code points of a term that are kept: what is longer is no word but data, and its beginning still finds it."""

REMEMBERED = 1 << 16
"""Words whose stem or parts are kept in memory: a site uses the same ones again and again."""

HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
NET = ".net"
"""The one name that begins with a dot."""

_NO_JOINTS = str.maketrans("", "", "-._'’")
_VERSION = re.compile(r"v?\d+(?:\.\d+)+", re.ASCII)
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_IS_HAN = re.compile(f"[{HAN}]")
_ENGLISH = Stemmer.Stemmer("english")

Written = Callable[[int, int], str]
"""Gives the way a stretch of a surface was written, before it was folded."""
Subwords = Callable[[str], Sequence[tuple[str, int]]]
"""Gives the dictionary words inside a Han word, each with its offset in the word."""


class WordForms(NamedTuple):
    """One way to understand a surface or a stretch of it.

    Attributes:
        term: Folded and stemmed.
        start, end: Offsets into the folded surface, in code points, half-open.
        step: Positions after the surface's first.
        is_part: Whether it is a shorter word inside a word, for those who typed only that.
    """

    term: str
    start: int
    end: int
    step: int = 0
    is_part: bool = False


@lru_cache(maxsize=REMEMBERED)
def word_term(word: str) -> str:
    """Return the term of a folded Latin word: its English stem, or itself where there is none to take.

    Source:
        Snowball's English stemmer (Porter 2). Apostrophes go first: ``it's`` is ``it``.
    """
    bare = word.replace("’", "'").removesuffix("'s").replace("'", "")
    return str(_ENGLISH.stemWord(bare))[:LONGEST_TERM] if bare.isalpha() else bare[:LONGEST_TERM]


def is_version(text: str) -> bool:
    """Say whether a folded text is a version number: digits with dots between them, with a v before them or not."""
    return "." in text and _VERSION.fullmatch(text) is not None


def read_surface(surface: str, written: Written, subwords: Subwords) -> list[WordForms]:
    """Return the readings of a folded surface; each of its positions holds at least one that is no part.

    Args:
        surface: A Han word, or a Latin word with its connectors and signs.
        written: Asked for the humps of camel case, which folding takes away.
        subwords: Asked for the parts of a Han word.
    """
    if surface == NET:
        return [WordForms(NET, 0, len(NET))]
    if _IS_HAN.match(surface):
        return list(_read_han(surface, subwords))
    return list(_read_word(surface, 0, 0, written) if surface.isalnum() else _read_compound(surface, written))


def count_positions(readings: Sequence[WordForms]) -> int:
    """Return how many positions the readings of one surface take up."""
    return max([reading.step for reading in readings], default=-1) + 1


def find_subwords(word: str, segmenter: Segmenter) -> tuple[tuple[str, int], ...]:
    """Return the dictionary words inside a folded Han word, each with its offset in the word."""
    shorter = segmenter.subwords(word) if len(word) > 2 else ()  # noqa: PLR2004  a word has two characters
    return tuple((part, word.find(part)) for part in dict.fromkeys(shorter))


def _read_han(word: str, subwords: Subwords) -> Iterator[WordForms]:
    for part, inside in subwords(word):
        yield WordForms(part, inside, inside + len(part), is_part=True)
    yield WordForms(word, 0, len(word))


def _read_compound(compound: str, written: Written) -> Iterator[WordForms]:
    atoms = list(_split_compound(compound))
    if len(atoms) > 1:
        for whole in _whole_forms(compound):
            yield WordForms(whole, 0, len(compound))
    for step, (atom, start) in enumerate(atoms):
        yield from _read_atom(atom, start, step, written)


def _read_atom(atom: str, start: int, step: int, written: Written) -> Iterator[WordForms]:
    return _read_version(atom, start, step) if is_version(atom) else _read_word(atom, start, step, written)


def _read_word(word: str, start: int, step: int, written: Written) -> Iterator[WordForms]:
    end = start + len(word)
    for hump, inside in _humps(written(start, end), len(word)):
        yield WordForms(word_term(hump.lower()), start + inside, start + inside + len(hump), step, is_part=True)
    yield WordForms(word_term(word), start, end, step)


def _read_version(version: str, start: int, step: int) -> Iterator[WordForms]:
    number, end = version.removeprefix("v"), start + len(version)
    if number != version:
        yield WordForms(version[:LONGEST_TERM], start, end, step)
    major, minor, *rest = number.split(".")
    if rest:
        yield WordForms(f"{major}.{minor}"[:LONGEST_TERM], start, end, step, is_part=True)
    yield WordForms(number[:LONGEST_TERM], start, end, step)


def _humps(written: str, length: int) -> Iterator[tuple[str, int]]:
    """Yield the humps of a camel-case word and their offsets in it; nothing for any other word."""
    if written.islower() or not written.isascii() or written.isupper() or len(written) != length:
        return
    humps = list(_HUMP.finditer(written))
    if len(humps) > 1:
        yield from ((hump[0], hump.start()) for hump in humps if len(hump[0]) > 1)


def _split_compound(compound: str) -> Iterator[tuple[str, int]]:
    """Yield the atoms of a compound and their offsets: hyphens and underscores part, dots do but in versions."""
    start = 0
    for piece in compound.replace("_", "-").split("-"):
        inside = start
        for atom in [piece] if is_version(piece) else piece.split("."):
            yield atom, inside
            inside += len(atom) + 1
        start += len(piece) + 1


def _whole_forms(compound: str) -> Iterator[str]:
    """Yield the terms of a compound as a whole: as written, and written together if it has letters."""
    yield compound[:LONGEST_TERM]
    together = compound.translate(_NO_JOINTS)
    if together != compound and not together.isdigit():
        yield word_term(together)

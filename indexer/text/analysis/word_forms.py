"""A raw token -> its word forms: the rules by which a word is understood, each applied to one word alone.

Word forms are the terms that an index has of a raw token, where in it they stand, and how many positions they are
away from its first one. They depend on nothing but the raw token and the dictionary, so they may be kept.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import NamedTuple

import Stemmer

from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import IS_HAN, STEMMERS
from indexer.text.analysis.segmenter import Segmenter
from indexer.text.lexicon.spellings import spell_american
from indexer.text.lexicon.word_lists import unstemmed_words

LONGEST_TERM = 64
"""Code points of a term that are kept: what is longer is no word but data, and its beginning still finds it."""

LATIN_WORD = re.compile(r"[a-z][a-z0-9]{2,31}")
"""A Latin word as written, in a folded text: what spelling is corrected to, and beginnings are completed to."""

_NET = ".net"
"""The one name that begins with a dot."""
LONG = 3
"""Characters from which on a Han word may have shorter ones inside."""
_UNCASED = "\u2e7f"
"""Past this are the scripts without spaces, which have no capitals."""

_NO_JOINTS = str.maketrans("", "", "-._'’")
_VERSION = re.compile(r"v?\d+(?:\.\d+)*\.(?:\d+|x)", re.ASCII)
_DOTTED_PART = re.compile(r"(?<![^.])(?:(?<![0-9]\.)v?\d+(?:\.\d+)*\.(?:\d+|x)(?![^.])|[^.]*)", re.ASCII)
"""What stands between the dots of a compound: a version stays whole where a file's ending follows, and behind a name,
but not where it begins with the name's own number: ``v18.2.0.tar.gz``, ``Python3.11.4``."""
_ANY = ".x"
"""Ends a version that stands for all that begin so."""
_ARTICLES = (
    "c|d|j|l|m|n|s|t|v|qu|jusqu|lorsqu|puisqu|quoiqu|un|gl|agl|dagl|degl|negl|sugl|all|coll|dall|dell|nell|pell|sull"
)
_ELIDED = re.compile(f"(?:{_ARTICLES})['’](?=[aehiouy])")
"""What French, Italian and Catalan write together with the next word, which begins with a vowel: ``l'été`` is été.
Source: Lucene 9, the articles of ``FrenchAnalyzer``, ``ItalianAnalyzer`` and ``CatalanAnalyzer``."""
_CAMEL_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


class WordForm(NamedTuple):
    """One way to understand a raw token or a stretch of it.

    Attributes:
        term: Folded and stemmed.
        start, end: Offsets into the raw token, in code points, half-open.
        step: Positions after the raw token's first.
        is_subword: Whether it is a shorter word inside a word, for those who typed only that.
    """

    term: str
    start: int
    end: int
    step: int = 0
    is_subword: bool = False


class _Stemmers:
    """Stemmers by the letters of a script; safe to be shared by threads, which a stemmer of Snowball is not."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._lock = Lock()
        # A stemmer's own cache takes longer than to stem: 0.8 μs a word, not 0.3.
        self._rows = [(re.compile(f"[{letters}]"), Stemmer.Stemmer(name, 0)) for letters, name in rows]

    def stem(self, words: Sequence[str]) -> list[str]:
        """Return words without their endings, all of one script: by the stemmer of the first one's last letter."""
        for letters, stemmer in self._rows:
            if words and letters.match(words[0][-1]):
                with self._lock:
                    return list(stemmer.stemWords(words))
        return list(words)

    def stem_one(self, word: str) -> str:
        """Return a word without its ending."""
        for letters, stemmer in self._rows:
            if letters.match(word[-1]):
                with self._lock:
                    return str(stemmer.stemWord(word))
        return word


_STEMMERS = _Stemmers(STEMMERS)


def stem_words(words: Sequence[str]) -> list[str]:
    """Return folded words, none of them empty and all of letters of one script, without their endings.

    What only looks like an ending stays: ``ios`` is no plural. *Colour* and *color* are one word.
    """
    unstemmed = unstemmed_words()
    stems = _STEMMERS.stem([*map(spell_american, words)])
    return [word if word in unstemmed else stem for word, stem in zip(words, stems, strict=True)]


def word_term(word: str) -> str:
    """Return the term of a folded word that is not Han: its stem, or itself where there is none to take.

    Apostrophes go first: ``it's`` is ``it``.
    """
    bare = word if word.isalnum() else word.replace("’", "'").removesuffix("'s").replace("'", "")
    is_stemmed = bare.isalpha() and bare not in unstemmed_words()
    return (_STEMMERS.stem_one(spell_american(bare)) if is_stemmed else bare)[:LONGEST_TERM]


def is_version(text: str) -> bool:
    """Say whether a folded text is a version number: digits with dots between them, with a v before them or not.

    Behind the last dot an x may stand: ``1.18.x``.
    """
    return "." in text and _VERSION.fullmatch(text) is not None


def is_plain(raw: str) -> bool:
    """Say whether a raw token surely has one form: no compound, camel case, or Han word with shorter ones inside."""
    if not raw.isalnum():
        return False
    if raw.islower() or raw.isupper() or raw.isdigit():
        return True
    return raw.isalpha() and (raw[1:].islower() or (len(raw) < LONG and raw > _UNCASED))


def find_word_forms(raw: str, segmenter: Segmenter) -> tuple[WordForm, ...]:
    """Return the forms of a raw token in order of where they begin, the longer first.

    Each of its positions holds at least one that is no subword.

    Args:
        raw: As ``cut_raw_tokens`` gives it.
        segmenter: Asked for the shorter words inside a Han word.
    """
    folded = fold_text(raw)
    if folded == _NET or is_plain(raw):
        return (WordForm(word_term(folded), 0, len(folded)),)
    if IS_HAN.match(folded):
        return tuple(read_han(folded, segmenter))
    return tuple(_read_word(raw, folded) if folded.isalnum() else _read_compound(raw, folded))


def count_positions(forms: Sequence[WordForm]) -> int:
    """Return how many positions the forms of one raw token take up, as ``find_word_forms`` orders them."""
    return forms[-1].step + 1


def read_han(word: str, segmenter: Segmenter) -> Iterator[WordForm]:
    """Yield the forms of a folded Han word."""
    yield WordForm(word, 0, len(word))
    subwords = set(segmenter.subwords(word) if len(word) >= LONG else ())
    for inside, past, subword in sorted((at := word.find(sub), -at - len(sub), sub) for sub in subwords):
        yield WordForm(subword, inside, -past, is_subword=True)


def _read_compound(raw: str, folded: str) -> Iterator[WordForm]:
    parts = list(split_compound(folded))
    if len(parts) > 1:
        for joined in _joined_terms(folded):
            yield WordForm(joined, 0, len(folded))
    for step, (part, start) in enumerate(parts):
        if is_version(part):
            yield from _read_version(part, start, step)
        else:
            yield from _read_word(raw[start : start + len(part)], part, start, step)


def _read_word(raw: str, folded: str, start: int = 0, step: int = 0) -> Iterator[WordForm]:
    yield WordForm(word_term(folded), start, start + len(folded), step)
    camel = [
        WordForm(word_term(part.lower()), start + inside, start + inside + len(part), step, is_subword=True)
        for part, inside in _camel_parts(raw)
    ]
    elided = None if folded.isalnum() else _ELIDED.match(folded)
    if elided:
        rest = WordForm(word_term(folded[elided.end() :]), start + elided.end(), start + len(folded), step)
        camel = sorted([rest, *camel], key=lambda form: (form.start, -form.end))
    yield from camel


def _read_version(version: str, start: int, step: int) -> Iterator[WordForm]:
    number, end = version.removeprefix("v"), start + len(version)
    if number != version:
        yield WordForm(version[:LONGEST_TERM], start, end, step)
    begun = ".".join(number.removesuffix(_ANY).split(".")[:2])
    if begun != number:
        yield WordForm(begun[:LONGEST_TERM], start, end, step, is_subword=True)
    yield WordForm(number[:LONGEST_TERM], start, end, step)


def _camel_parts(raw: str) -> Iterator[tuple[str, int]]:
    """Yield the parts of a camel-case word and their offsets in it; nothing for any other word."""
    if raw.islower() or not raw.isascii() or raw.isupper():
        return
    parts = list(_CAMEL_PART.finditer(raw))
    if len(parts) > 1:
        yield from ((part[0], part.start()) for part in parts if len(part[0]) > 1)


def split_compound(compound: str) -> Iterator[tuple[str, int]]:
    """Yield the parts of a compound and their offsets: hyphens and underscores part, dots do but in versions."""
    start = 0
    for piece in compound.replace("_", "-").split("-"):
        for part in _DOTTED_PART.finditer(piece):
            yield part[0], start + part.start()
        start += len(piece) + 1


def _joined_terms(compound: str) -> Iterator[str]:
    """Yield the terms of a compound as a whole: as written, and written together if it has letters."""
    yield compound[:LONGEST_TERM]
    together = write_together(compound)
    if together != compound:
        yield word_term(together)


def write_together(compound: str) -> str:
    """Return a compound without the signs that join its parts; itself where nothing but digits would be left."""
    together = compound.translate(_NO_JOINTS)
    return compound if together.isdigit() else together

"""Text -> tokens: the one analysis that posts and queries pass alike.

A text is folded, then read from left to right::

    Han run        服务网格的        jieba's words 服务网格 · 的, and as parts the shorter words inside them
    Latin word     running           its stem: run
    compound       kube-proxy        its atoms kube · proxy, and at the first one's position kube-proxy, kubeproxy
    version        v1.18.2           1.18.2 and v1.18.2, and as part 1.18
    camel case     maxSurge          maxsurge, and as parts max, surg
    names          C++ C# .NET ℃     c++ · c# · .net · °c, never c or net

Words count positions one by one, so that neighbours differ by exactly 1; readings of the same stretch share the
position of its first word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import Stemmer

from indexer.text.folding import Folded, fold
from indexer.text.segmenter import Segmenter, default_segmenter
from indexer.text.token import Token

LONGEST_TERM = 64
"""Code points of a term that are kept: what is longer is no word but data, and its beginning still finds it."""

REMEMBERED = 1 << 16
"""Words whose stem or parts are kept in memory: a site uses the same ones again and again."""

HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"(?:[0-9a-z]|(?![{HAN}])[^\W_\x00-\x7f])"
_TOKEN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|(?P<net>(?<![\w.])\.net(?!{_LETTER}))"
    rf"|(?P<word>°?{_LETTER}+(?:['’._-]{_LETTER}+)*(?:(?:\+\+|\#)(?!{_LETTER}))?)"
)
_CONNECTOR = re.compile(r"[-_]")
_DOT = re.compile(r"[.]")
_VERSION = re.compile(r"v?\d+(?:\.\d+)+", re.ASCII)
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ENGLISH = Stemmer.Stemmer("english")


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a text is made of.

    Attributes:
        words: Every word in reading order, and the whole forms of compounds.
        parts: Shorter words inside words, for those who typed only them; they stand at the whole word's position.
        positions: How many positions were counted.
    """

    words: list[Token] = field(default_factory=list)
    parts: list[Token] = field(default_factory=list)
    positions: int = 0


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
    return _VERSION.fullmatch(text) is not None


class Analyzer:
    """Cuts text into tokens with one segmenter."""

    def __init__(self, segmenter: Segmenter | None = None) -> None:
        self._segmenter = segmenter or default_segmenter()
        self._subwords: dict[str, tuple[tuple[str, int], ...]] = {}

    def analyze(self, text: str, offset: int = 0, position: int = 0) -> Analysis:
        """Cut a text into tokens.

        Args:
            text: As a reader sees it.
            offset: Added to every token's offsets: where ``text`` begins in a longer one.
            position: Of the first word.
        """
        return _Reader(text, fold(text), offset, position, self).read()

    def segment(self, run: str) -> Sequence[str]:
        """Cut a folded Han run into words."""
        return self._segmenter.segment(run)

    def subwords(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return the dictionary words inside a folded Han word, each with its offset in the word."""
        if word not in self._subwords:
            if len(self._subwords) >= REMEMBERED:
                self._subwords.clear()
            self._subwords[word] = self._find_subwords(word)
        return self._subwords[word]

    def _find_subwords(self, word: str) -> tuple[tuple[str, int], ...]:
        shorter = self._segmenter.subwords(word) if len(word) > 2 else ()  # noqa: PLR2004  a word has two characters
        return tuple((part, word.find(part)) for part in dict.fromkeys(shorter))


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, folded: Folded, offset: int, position: int, analyzer: Analyzer) -> None:
        self._text = text
        self._folded = folded
        self._shift = offset
        self._first = position
        self._position = position
        self._analyzer = analyzer
        self._found = Analysis()

    def read(self) -> Analysis:
        for match in _TOKEN.finditer(self._folded.text):
            kind, start, end = match.lastgroup, match.start(), match.end()
            if kind == "han":
                self._read_han(match[0], start)
            elif kind == "net":
                self._add_word(".net", start, end)
            else:
                self._read_compound(match[0], start)
        return Analysis(self._found.words, self._found.parts, self._position - self._first)

    def _token(self, term: str, start: int, end: int) -> Token:
        first, last = self._folded.span(start, end)
        return Token(term, self._position, first + self._shift, last + self._shift)

    def _add_word(self, term: str, start: int, end: int) -> None:
        self._found.words.append(self._token(term, start, end))
        self._position += 1

    def _add_part(self, term: str, start: int, end: int) -> None:
        self._found.parts.append(self._token(term, start, end))

    def _read_han(self, run: str, start: int) -> None:
        for word in self._analyzer.segment(run):
            for part, inside in self._analyzer.subwords(word):
                self._add_part(part, start + inside, start + inside + len(part))
            self._add_word(word, start, start + len(word))
            start += len(word)

    def _read_compound(self, compound: str, start: int) -> None:
        atoms = list(_split_compound(compound))
        if len(atoms) > 1:
            for whole in _whole_forms(compound):
                self._found.words.append(self._token(whole, start, start + len(compound)))
        for atom, inside in atoms:
            self._read_atom(atom, start + inside)

    def _read_atom(self, atom: str, start: int) -> None:
        end = start + len(atom)
        if is_version(atom):
            self._read_version(atom, start, end)
            return
        for hump, inside in self._humps(start, end):
            self._add_part(word_term(hump.lower()), start + inside, start + inside + len(hump))
        self._add_word(word_term(atom), start, end)

    def _read_version(self, version: str, start: int, end: int) -> None:
        number = version.removeprefix("v")
        if number != version:
            self._found.words.append(self._token(version[:LONGEST_TERM], start, end))
        major, minor, *rest = number.split(".")
        if rest:
            self._add_part(f"{major}.{minor}"[:LONGEST_TERM], start, end)
        self._add_word(number[:LONGEST_TERM], start, end)

    def _humps(self, start: int, end: int) -> Iterator[tuple[str, int]]:
        """Yield the humps of a camel-case word and their offsets in it; nothing for any other word."""
        written = self._text[slice(*self._folded.span(start, end))]
        if not written.isascii() or written.islower() or written.isupper() or len(written) != end - start:
            return
        humps = list(_HUMP.finditer(written))
        if len(humps) > 1:
            yield from ((hump[0], hump.start()) for hump in humps if len(hump[0]) > 1)


def _split_compound(compound: str) -> Iterator[tuple[str, int]]:
    """Yield the atoms of a compound and their offsets: hyphens and underscores part, dots do but in versions."""
    start = 0
    for piece in _CONNECTOR.split(compound):
        inside = start
        for atom in [piece] if is_version(piece) else _DOT.split(piece):
            yield atom, inside
            inside += len(atom) + 1
        start += len(piece) + 1


def _whole_forms(compound: str) -> Iterator[str]:
    """Yield the terms of a compound as a whole: as written, and written together if it has letters."""
    yield compound[:LONGEST_TERM]
    together = re.sub(r"[-._'’]", "", compound)
    if together != compound and not together.isdigit():
        yield word_term(together)


@dataclass(frozen=True, slots=True)
class Gram:
    """One or two neighbouring characters of a script without spaces.

    Attributes:
        term: Folded.
        start, end: Offsets into the original text, in code points.
    """

    term: str
    start: int
    end: int


UNSPACED = re.compile(rf"[{HAN}\u3041-\u30ff\uac00-\ud7af]+")
"""A run of Han, kana or Hangul."""


def cut_grams(text: str, offset: int = 0) -> Iterator[Gram]:
    """Yield every single character and every pair of neighbours in the runs of Han, kana and Hangul of a text.

    They find what is there but no segmenter cut so: any two characters that stand together on a page.
    """
    folded = fold(text)
    for run in UNSPACED.finditer(folded.text):
        characters, first = run[0], run.start()
        spans = [folded.span(first + i, first + i + 1) for i in range(len(characters))]
        for i, (start, end) in enumerate(spans):
            yield Gram(characters[i], start + offset, end + offset)
            if i + 1 < len(spans):
                yield Gram(characters[i : i + 2], start + offset, spans[i + 1][1] + offset)

"""Text -> tokens: the one analysis that posts and queries pass alike.

A text is folded, then read from left to right::

    Han run        服务网格的        jieba's words 服务网格 · 的, and as parts the shorter words inside them
    Latin word     running           its stem: run
    compound       kube-proxy        its atoms kube · proxy, and at the first one's position kube-proxy, kubeproxy
    version        v1.18.2           1.18.2 and v1.18.2, and as part 1.18
    camel case     maxSurge          maxsurge, and as parts max, surg
    names          C++ C# .NET ℃     c++ · c# · .net · °c, never c or net; C++17 is c++ · 17

Words count positions one by one, so that neighbours differ by exactly 1; readings of the same stretch share the
position of its first word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indexer.text.analysis.folding import Folded, fold
from indexer.text.analysis.readings import (
    HAN,
    LONGEST_TERM,
    REMEMBERED,
    Written,
    count_positions,
    find_subwords,
    is_version,
    read_surface,
    word_term,
)
from indexer.text.analysis.segmenter import Segmenter, default_segmenter
from indexer.text.analysis.token import Token

__all__ = ["HAN", "LONGEST_TERM", "UNSPACED", "Analysis", "Analyzer", "Gram", "cut_grams", "is_version", "word_term"]

LETTER = rf"(?:[0-9a-z]|(?![{HAN}])[^\W_\x00-\x7f])"
"""A letter or digit of a folded word of any script but Han."""
_TOKEN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|(?P<net>(?<![\w.])\.net(?!{LETTER}))"
    rf"|(?P<word>°?{LETTER}+(?:['’._-]{LETTER}+)*(?:(?:\+\+|\#)(?:(?=[0-9])|(?!{LETTER})))?)"
)


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
        words, parts, first, folded = list[Token](), list[Token](), position, fold(text)
        for surface, start in self._cut(folded.text):
            readings = read_surface(surface, _written(text, folded, start), self.subwords)
            for reading in readings:
                begin, end = folded.span(start + reading.start, start + reading.end)
                token = Token(reading.term, position + reading.step, begin + offset, end + offset)
                (parts if reading.is_part else words).append(token)
            position += count_positions(readings)
        return Analysis(words, parts, position - first)

    def segment(self, run: str) -> Sequence[str]:
        """Cut a folded Han run into words."""
        return self._segmenter.segment(run)

    def subwords(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return the dictionary words inside a folded Han word, each with its offset in the word."""
        if word not in self._subwords:
            if len(self._subwords) >= REMEMBERED:
                self._subwords.clear()
            self._subwords[word] = find_subwords(word, self._segmenter)
        return self._subwords[word]

    def _cut(self, folded: str) -> Iterator[tuple[str, int]]:
        """Yield every surface of a folded text in reading order, and where it begins."""
        for match in _TOKEN.finditer(folded):
            start = match.start()
            for surface in self.segment(match[0]) if match.lastgroup == "han" else (match[0],):
                yield surface, start
                start += len(surface)


def _written(text: str, folded: Folded, start: int) -> Written:
    """Return what gives the original of stretches of the surface that begins at ``start``."""
    return lambda first, last: text[slice(*folded.span(start + first, start + last))]


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

"""Text -> tokens, as objects: for queries, whose few words are looked up one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, islice

from indexer.text.analysis.folding import fold
from indexer.text.analysis.raw_tokens import split_raw_tokens
from indexer.text.analysis.segmenter import Segmenter, default_segmenter
from indexer.text.analysis.token import Token
from indexer.text.analysis.word_forms import LONG, count_positions, find_word_forms
from indexer.text.memo import Memo

_REMEMBERED = 1 << 14
"""Raw tokens whose forms are kept in memory: visitors ask for the same things again and again."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The tokens of a text.

    Attributes:
        words: Every word in reading order, and the joined forms of compounds.
        subwords: Shorter words inside words, for those who typed only them; they stand at the whole word's position.
    """

    words: list[Token]
    subwords: list[Token]


class Analyzer:
    """Cuts text into tokens with one segmenter; safe to be shared by threads."""

    def __init__(self, segmenter: Segmenter | None = None) -> None:
        self._segmenter = segmenter or default_segmenter()
        self._find_forms = Memo(partial(find_word_forms, segmenter=self._segmenter), _REMEMBERED)

    def analyze(self, text: str, offset: int = 0, position: int = 0) -> Analysis:
        """Cut a text into tokens.

        Args:
            text: As a reader sees it.
            offset: Added to every token's offsets: where ``text`` begins in a longer one.
            position: Of the first word.
        """
        words, subwords, folded = list[Token](), list[Token](), fold(text)
        pieces = split_raw_tokens(folded, self._segmenter)
        for raw, begin in zip(pieces[1::2], islice(accumulate(map(len, pieces)), 0, None, 2), strict=False):
            forms = self._find_forms(raw)
            for form in forms:
                start, end = folded.span(begin + form.start, begin + form.end)
                token = Token(form.term, position + form.step, start + offset, end + offset)
                (subwords if form.is_subword else words).append(token)
            position += count_positions(forms)
        return Analysis(words, subwords)

    def cut_han(self, runs: Sequence[str]) -> list[str]:
        """Cut folded runs of Han characters into words, as in a text; a line end follows the words of each run."""
        return self._segmenter.segment_runs(runs) if runs else []

    def forget(self) -> None:
        """Forget the forms of all words that were cut; each is found again when it is next met."""
        self._find_forms.forget()

    def subwords(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return the dictionary words inside a folded Han word, each with its offset in the word."""
        if len(word) < LONG:  # as most are
            return ()
        return tuple([(form.term, form.start) for form in self._find_forms(word) if form.is_subword])

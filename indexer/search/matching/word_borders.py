"""Where a phrase of several scripts begins or ends inside a word of spaced letters: ``"1月"`` is not said by "11月"."""

import re
from collections.abc import Iterable
from itertools import takewhile

from indexer.arrays import Int64s
from indexer.index.format.text_codes import TextCodes
from indexer.patterns import compile_later
from indexer.search.query.nodes import PhraseNode
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import UNSPACED, UNSPACED_SCRIPTS
from indexer.text.analysis.word_forms import word_term

_LAST_WORD = compile_later(rf"(?:(?![{''.join(UNSPACED_SCRIPTS)}])[^\W_])+$")
_LONGEST = 32
"""Letters before and behind a phrase that are looked at: a longer word is not its last one."""


class WordBorders:
    """The borders of a folded phrase.

    Attributes:
        matter: Whether it begins or ends with a letter or digit of a script whose words are parted by spaces.
    """

    def __init__(self, phrase: PhraseNode) -> None:
        last = _LAST_WORD.search(phrase.text)
        self._begins_word, self._last = _is_of_word(phrase.text[:1]), last[0] if last else ""
        self._terms = {word_term(self._last), *[term for word in phrase.words[-1:] for term in word.terms]}
        self.matter = self._begins_word or bool(self._last)

    def hold(self, text: str, spans: Iterable[tuple[int, int]]) -> bool:
        """Check whether a phrase begins and ends with whole words at any of the places where it stands in a text."""
        return any(self._may_begin(text, begin) and self._may_end(text, end) for begin, end in spans)

    def hold_in(self, codes: TextCodes, spans: Int64s) -> bool:
        """Check the same of a text that is long: nothing but what stands around the phrase is decoded."""
        around = ((max(begin - _LONGEST, 0), begin, end) for begin, end in spans.tolist())
        return any(
            self.hold(codes.cut(first, end + _LONGEST), [(begin - first, end - first)]) for first, begin, end in around
        )

    def _may_begin(self, text: str, at: int) -> bool:
        """Check whether no word goes on at a place: parts of camel case, and the number of a version, begin there."""
        before, first = text[at - 1 : at] if at else "", text[at : at + 1]
        earlier = text[at - 2 : at - 1] if at > 1 else ""
        if not self._begins_word:
            return True
        if _is_of_word(before):
            is_version = before in "vV" and first.isdigit() and not _is_of_word(earlier)
            return is_version or (before.islower() and first.isupper())
        return not (before == "." and earlier.isdigit() and first.isdigit())

    def _may_end(self, text: str, at: int) -> bool:
        """Check whether no word goes on at a place, or but by an ending, or as one that was begun when it was typed."""
        beside = text[at - 1 : at + 1]
        if not self._last or not _is_of_word(beside[1:]) or (beside[0].islower() and beside[1].isupper()):
            return True
        ending = "".join(takewhile(_is_of_word, text[at : at + _LONGEST]))
        return word_term(self._last + fold_text(ending)) in self._terms


def find_in_text(phrase: str, text: str) -> list[tuple[int, int]]:
    """Return where a phrase without spaces stands in a text, spaces aside."""
    pattern = re.compile(r"\s*".join(map(re.escape, phrase)))
    return [match.span() for match in pattern.finditer(text)]


def _is_of_word(character: str) -> bool:
    """Check whether a character is a letter or digit of a script whose words are parted by spaces."""
    folded = fold_text(character)[:1]
    return folded.isalnum() and not UNSPACED.match(folded)

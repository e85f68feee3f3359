"""A better spelling of words that were typed, and the query that has it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.search.query.nodes import WordNode, is_han
from indexer.text.analysis.folding import fold_text


@dataclass(frozen=True, slots=True)
class Correction:
    """Words of a query, and a better word of the site.

    Attributes:
        spaced: Spaced pinyin as it was typed, folded; empty for words that stand in the query one after the other.
        is_searched: Whether the better word is searched for; else it is only suggested.
    """

    covers: tuple[WordNode, ...]
    better: str
    spaced: str = ""
    is_searched: bool = True

    @property
    def typed(self) -> str:
        """The words as they stand in the query, folded."""
        return self.spaced or "".join(word.text for word in self.covers)

    def replace_in(self, text: str) -> str:
        """Put the better word where it was typed: once, no part of a word, and not in a filter or after a minus."""
        # A pattern would have to be compiled for each word, which takes as long as the rest of a plan.
        typed = self.typed
        at = text.find(typed)
        while at >= 0 and typed.isascii() and not _stands_alone(text, at, at + len(typed)):
            at = text.find(typed, at + 1)
        return text if at < 0 else text[:at] + self.better + text[at + len(typed) :]


def _stands_alone(text: str, begin: int, end: int) -> bool:
    """Check whether a stretch of a text is no part of a word, and not in a filter or after a minus."""
    before, after = text[begin - 1 : begin] if begin else "", text[end : end + 1]
    return not (before in {":", "-", "_"} or _goes_on(before) or after == "_" or _goes_on(after))


def _goes_on(beside: str) -> bool:
    """Check whether a character beside a Latin word belongs to it, as Chinese does not: ``以及Service``."""
    return beside.isalnum() and not is_han(beside)


def suggest_query(text: str, corrections: Sequence[Correction]) -> str | None:
    """Return a query with its corrections put in, folded; None where that changes nothing."""
    if not corrections:
        return None
    typed = suggestion = fold_text(text)
    for correction in corrections:
        suggestion = correction.replace_in(suggestion)
    return suggestion if suggestion != typed else None


def join_covered(correction: Correction) -> Correction:
    """Return a correction of Chinese that was cut into several words as one of the one word that it is.

    Of its own, 往 and 格 of 服务往格 would find posts by characters that are no words there.
    """
    covers, text = correction.covers, "".join(word.text for word in correction.covers)
    if len(covers) == 1 or correction.spaced or not is_han(text):
        return correction
    return replace(correction, covers=(WordNode(text, (text,), (), covers[0].in_title),))

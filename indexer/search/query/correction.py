"""A second chance for words that are nowhere on the site: misspelt, heard wrongly, or typed in pinyin."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion
from indexer.search.query.nodes import Node, WordNode, is_han
from indexer.search.query.plan import Plan
from indexer.search.query.planner import Planner
from indexer.search.query.spelling import Speller
from indexer.text.analysis.folding import fold_text

LONGEST_PIECE = 4
"""Words that are heard as one."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Words of a query, and what is on the site instead."""

    covers: tuple[WordNode, ...]
    better: str

    @property
    def typed(self) -> str:
        """The words as they stand in the query, folded."""
        return "".join(word.text for word in self.covers)


class Corrector:
    """Corrects plans for one index."""

    def __init__(self, lookup: Lookup, speller: Speller, planner: Planner) -> None:
        self._lookup = lookup
        self._speller = speller
        self._planner = planner

    def correct(self, plan: Plan) -> tuple[Plan, str | None]:
        """Let better words stand for those that find nothing.

        Returns:
            The plan, and the query in a better spelling; the same plan and None where there is nothing to correct.
        """
        if not self._lookup.tuning.corrected:
            return plan, None
        known = {word for expansion in plan.expansions for word in expansion.covers}
        corrections = [c for c in self._find(plan.wanted) if not known & set(c.covers)]
        if not corrections:
            return plan, None
        expansions = [self._expand(correction) for correction in corrections]
        suggestion = fold_text(plan.text)
        for correction in corrections:
            suggestion = _replace_word(suggestion, correction)
        language = "zh" if any(is_han(correction.better) for correction in corrections) else plan.language
        corrected = replace(plan, language=language, expansions=(*plan.expansions, *expansions))
        return corrected, suggestion if suggestion != fold_text(plan.text) else None

    def _expand(self, correction: Correction) -> Expansion:
        nodes = self._planner.read_phrase(correction.better)
        return Expansion(correction.covers, (nodes,), "corrected", self._lookup.tuning.corrected)

    def _find(self, wanted: Sequence[Node]) -> Iterator[Correction]:
        for node in wanted:
            if isinstance(node, WordNode) and node.text.isascii() and not self._is_there(node):
                better = self._speller.correct(node.text)
                if better:
                    yield Correction((node,), better)
        for run in _han_runs(wanted):
            yield from self._hear(run)

    def _is_there(self, node: WordNode) -> bool:
        return self._lookup.match(node).found

    def _hear(self, run: Sequence[WordNode]) -> Iterator[Correction]:
        """Yield corrections of neighbouring words that no post has so, one of which is no whole word; longest first."""
        begin = 0
        while begin < len(run):
            lengths = range(min(LONGEST_PIECE, len(run) - begin), 0, -1)
            found = next((c for length in lengths if (c := self._hear_piece(run[begin : begin + length]))), None)
            if found:
                yield found
            begin += len(found.covers) if found else 1

    def _hear_piece(self, words: Sequence[WordNode]) -> Correction | None:
        text = "".join(word.text for word in words)
        doubtful = any(len(word.text) == 1 or not self._lookup.match(word).has_exact for word in words)
        if len(text) == 1 or not doubtful or len(self._lookup.characters.find(text)):
            return None
        better = self._speller.hear(text)
        return Correction(tuple(words), better) if better else None


def _han_runs(wanted: Sequence[Node]) -> Iterator[list[WordNode]]:
    """Yield the Chinese words that were typed next to each other."""
    run: list[WordNode] = []
    for node in wanted:
        if isinstance(node, WordNode) and is_han(node.text):
            run.append(node)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _replace_word(text: str, correction: Correction) -> str:
    """Put a better word where it was typed: once, whole, and not inside a filter or after a minus."""
    typed = re.escape(correction.typed)
    pattern = rf"(?<![\w:-]){typed}(?!\w)" if correction.typed.isascii() else typed
    return re.sub(pattern, lambda _: correction.better, text, count=1)

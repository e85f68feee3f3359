"""What of a plan is to be highlighted, and what each highlight counts in choosing a passage."""

from collections.abc import Iterator
from typing import NamedTuple

from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.nodes import LeafNode, PhraseNode, PrefixNode, is_unspaced, list_leaves
from indexer.search.query.plan import Plan

RUN_WEIGHT = 3.0
"""What Chinese counts that stands in one piece as it was typed, besides what its words count: about as much as a word
that one in twenty posts has. Not measured."""


class HighlightTarget(NamedTuple):
    """Something to be highlighted.

    Attributes:
        label: What was typed for it; targets of the same label stand for each other.
        share: What it counts in choosing a passage, against the words typed.
        typed: Whether it was typed itself.
        words: Labels of the words that a run of characters was cut into: where it stands, all of them are shown.
        by_parts: Whether the parts of a compound stand for it too: of words typed, or meant by misspelt ones.
    """

    node: LeafNode
    label: str
    share: float
    typed: bool = False
    words: tuple[str, ...] = ()
    by_parts: bool = False

    @property
    def run(self) -> str:
        """Its text where that is a run of characters that pairs of characters find; else empty."""
        node = self.node
        is_run = len(node.text) > 1 and not isinstance(node, PrefixNode) and is_unspaced(node.text)
        return node.text if is_run and not self.is_word_phrase else ""

    @property
    def is_word_phrase(self) -> bool:
        """Whether it is words one after the other, none of which is found by its characters."""
        return isinstance(self.node, PhraseNode) and self.node.has_positions

    @property
    def is_in_text(self) -> bool:
        """Whether only a text itself tells where it stands: single characters, phrases of several scripts."""
        node = self.node
        return not node.has_positions if isinstance(node, PhraseNode) else is_unspaced(node.text)

    @property
    def is_found_otherwise(self) -> bool:
        """Whether it is found neither by terms nor by pairs of characters alone."""
        return self.is_word_phrase or self.is_in_text


def list_highlight_targets(plan: Plan) -> Iterator[HighlightTarget]:
    """Yield all that is to be highlighted; other words for a typed one are labelled as that one."""
    for node in plan.scored:
        for leaf in list_leaves(node):
            leaves = leaf.words if isinstance(leaf, PhraseNode) and leaf in plan.shortened else (leaf,)
            yield from (
                HighlightTarget(each, str(each), 1.0, typed=True, by_parts=True) for each in dict.fromkeys(leaves)
            )
    for run in plan.runs:
        yield HighlightTarget(PhraseNode(run.text, ()), run.text, RUN_WEIGHT, words=tuple(sorted(map(str, run.words))))
    for expansion in plan.expansions:
        label, is_meant = str(expansion.covers[0]), expansion.kind is ExpansionKind.CORRECTED
        for node in expansion.nodes:
            for leaf in list_leaves(node):
                yield HighlightTarget(leaf, label, expansion.weight, by_parts=is_meant)

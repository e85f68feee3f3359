"""What of a plan is to be highlighted, how it is found, and what each highlight counts in choosing a passage."""

from collections.abc import Sequence
from typing import NamedTuple

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.nodes import LeafNode, Node, PhraseNode, PrefixNode, WordNode, is_unspaced, list_leaves
from indexer.search.query.plan import Plan

RUN_WEIGHT = 3.0
"""What Chinese counts that stands in one piece as it was typed, besides what its words count: about as much as a word
that one in twenty posts has. Not measured."""
WAYS = 3
"""Ways in which a target is found, each a kind of highlight: by its terms, by its characters, by a compound's parts."""
BY_TERMS, BY_CHARACTERS, BY_PARTS = range(WAYS)
_PHRASE_WEIGHT = 2
"""What words in a row that were asked for as a phrase count, against characters: they are at least two words."""


class HighlightTarget(NamedTuple):
    """Something to be highlighted; terms by their numbers in the index.

    Attributes:
        node: What it is.
        terms: Any of these is it.
        parts: These stand for a compound where it is not written as one: of words typed, or meant by misspelt ones.
        run: Its text where that is a run of characters that pairs of characters find; else empty.
        phrase: For each position of words in a row the terms that may stand there.
        is_word_phrase: Whether it is words one after the other, none of which is found by its characters.
        is_in_text: Whether only a text itself tells where it stands: single characters, phrases of several scripts.
    """

    node: LeafNode
    terms: Sequence[int] = ()
    parts: Sequence[int] = ()
    run: str = ""
    phrase: Sequence[Sequence[int]] = ()
    is_word_phrase: bool = False
    is_in_text: bool = False


class HighlightTargets(NamedTuple):
    """All that is to be highlighted.

    Attributes:
        targets: In the order of their kinds of highlights, of which each has ``WAYS``.
        kinds, labels, weights: The rows of ``HighlightKinds``; targets of the same label stand for each other.
    """

    targets: list[HighlightTarget]
    kinds: list[int]
    labels: list[int]
    weights: list[float]


def list_targets(lookup: Lookup, plan: Plan) -> HighlightTargets:
    """Return all that is to be highlighted; other words for a typed one are labelled as that one.

    What was typed comes before the runs that show it. What is found in any way counts more than 0 where its target's
    share is.
    """
    lister = _Lister(lookup)
    add = lister.add
    for node in plan.scored:
        if isinstance(node, WordNode):
            add(node, _name(node), 1.0, is_typed=True, by_parts=True)
            continue
        for leaf in list_leaves(node):
            leaves = leaf.words if isinstance(leaf, PhraseNode) and leaf in plan.shortened else (leaf,)
            for each in dict.fromkeys(leaves):
                add(each, _name(each), 1.0, is_typed=True, by_parts=True)
    for run in plan.runs:
        add(PhraseNode(run.text, ()), run.text, RUN_WEIGHT, words=sorted(map(_name, run.words)))
    for expansion in plan.expansions:
        label, is_meant = _name(expansion.covers[0]), expansion.kind is ExpansionKind.CORRECTED
        for node in expansion.nodes:
            for leaf in (node,) if isinstance(node, WordNode) else list_leaves(node):
                add(leaf, label, expansion.weight, by_parts=is_meant)
    return lister.listed


def _name(node: Node) -> str:
    """Return how a node is labelled."""
    if isinstance(node, WordNode):  # most are one term, which ``str`` takes longer to say
        _, terms, compound_parts, in_title = node
        if len(terms) == 1 and not (compound_parts or in_title):
            return terms[0]
    return str(node)


class _Lister:
    """Lists targets. For one thread.

    Ranking counted the same documents for the same words, so that they are only looked up again.
    """

    def __init__(self, lookup: Lookup) -> None:
        self.listed = HighlightTargets([], [], [], [])
        self._terms = lookup.terms
        self._idf_of_none = lookup.terms.idf(0)
        self._labels: dict[str, int] = {}
        self._idfs: dict[str, float] = {}

    def add(
        self,
        node: LeafNode,
        label: str,
        share: float,
        *,
        is_typed: bool = False,
        words: Sequence[str] = (),
        by_parts: bool = False,
    ) -> None:
        """Add a target.

        Args:
            node: What it is.
            label: What was typed for it.
            share: What it counts in choosing a passage, against the words typed.
            is_typed: Whether it was typed itself.
            words: Labels of the words that a run of characters was cut into: where it stands, all of them are shown.
            by_parts: Whether the parts of a compound stand for it too.
        """
        targets, kinds, labels, weights = self.listed
        numbers, terms_of, idf, part_idf = self._labels, self._terms, self._idf_of_none, self._idf_of_none
        if isinstance(node, WordNode):
            text, terms, compound, in_title = node
            is_in_text = not (text.isascii() and text.isalnum()) and is_unspaced(text)
            run = text if is_in_text and len(text) > 1 else ""
            found, idf = terms_of.tell((terms, in_title))
            parts: Sequence[int] = ()
            if by_parts and compound:
                parts = terms_of.find_all(compound)
                part_idf = terms_of.idf(max([terms_of.doc_freq(((part,), in_title)) for part in compound]))
            target = HighlightTarget(node, found, parts, run, is_in_text=is_in_text)
        elif isinstance(node, PrefixNode):
            found, idf = terms_of.tell((tuple(terms_of.expand_prefix(node.text)), node.in_title))
            target = HighlightTarget(node, found, is_in_text=is_unspaced(node.text))
        else:
            target = self._describe_phrase(node)
        kind, number = WAYS * len(targets), numbers.setdefault(label, len(numbers))
        targets.append(target)
        kinds += kind, kind + BY_CHARACTERS, kind + BY_PARTS
        labels += number, number, number
        weights += idf * share, share * (_PHRASE_WEIGHT if target.is_word_phrase else 1), part_idf * share
        if is_typed:
            self._idfs[label] = idf * share
        for word in words:
            if word in self._idfs and word != label:
                kinds.append(kind + BY_CHARACTERS)
                labels.append(numbers[word])
                weights.append(self._idfs[word])

    def _describe_phrase(self, node: PhraseNode) -> HighlightTarget:
        """Return a phrase as a target."""
        if not node.has_positions:
            run = node.text if len(node.text) > 1 and is_unspaced(node.text) else ""
            return HighlightTarget(node, run=run, is_in_text=True)
        phrase = [self._terms.find_all(terms) for word in node.words for terms in word.terms_by_position]
        return HighlightTarget(node, phrase=phrase, is_word_phrase=True)

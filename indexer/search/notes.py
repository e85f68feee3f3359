"""What a visitor is told of words that were looked for besides those typed: only of what a hit on the page shows."""

from collections.abc import Iterator, Sequence

import numpy as np

from indexer.index.format.layout import Mask
from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.grammar import quote_words
from indexer.search.query.nodes import LeafNode, Node, PhraseNode, list_leaves
from indexer.search.query.plan import Plan
from indexer.search.results import Hit, Note
from indexer.search.snippets.rendered_hits import RenderedHits
from indexer.text.analysis.folding import fold_text

_ALSO = {"zh": "同时搜索：{}", "en": "Also searching: {}"}
_TOLD_AS = {ExpansionKind.EVERYDAY: ExpansionKind.SYNONYM, ExpansionKind.LEARNT: ExpansionKind.SYNONYM}
_SEPARATORS = {"zh": "、", "en": ", "}


def note_expansions(lookup: Lookup, plan: Plan, docs: Sequence[int], hits: Sequence[Hit]) -> Iterator[Note]:
    """Yield a note for each kind of words that some hits have in place of those typed, or show beside them.

    A word is named once, whatever the reasons why it was looked for.

    Args:
        lookup: Of the query.
        plan: Of the query.
        docs: The documents on the page.
        hits: What is shown of them.
    """
    told = [expansion for expansion in plan.expansions if expansion.is_told]
    if not told:
        return
    words: dict[str, dict[str, None]] = {}
    typed = {word.text for node in plan.scored for word in _list_words(node)}
    page, named = _Page(lookup, docs, _read_marked(hits) - typed), set[str]()
    for expansion in told:
        brought = page.find_named(expansion)
        if expansion.kind is ExpansionKind.CORRECTED and brought:
            yield Note(expansion.kind.value, str(expansion))
        elif brought:
            fresh = dict.fromkeys(word for word in brought if word not in named)
            words.setdefault(_TOLD_AS.get(expansion.kind, expansion.kind).value, {}).update(fresh)
            named.update(fresh)
    for name, found in words.items():
        if not found:
            continue
        text = _ALSO[plan.language].format(_SEPARATORS[plan.language].join(found))
        is_spare = name != ExpansionKind.PIECE  # the words typed alone would find nothing
        yield Note(name, text, tuple(found), quote_words(plan.text) if is_spare else "")


def _read_marked(hits: Sequence[Hit]) -> set[str]:
    """Return the words and the runs of Chinese that are marked in hits, folded."""
    marked = hits.marked if isinstance(hits, RenderedHits) else "\n".join(_list_marked(hits))
    return set(fold_text(marked).split())


def _list_marked(hits: Sequence[Hit]) -> Iterator[str]:
    """Yield what is marked in hits."""
    texts = [text for hit in hits for text in (hit.title, hit.snippet)]
    texts += [text for hit in hits for section in hit.sections for text in (section.heading, section.snippet)]
    return (text.text[begin:end] for text in texts for begin, end in text.marks)


class _Page:
    """The documents of a page, and what is marked in what is shown of them. For one thread."""

    def __init__(self, lookup: Lookup, docs: Sequence[int], marked: set[str]) -> None:
        self._lookup, self._marked = lookup, marked
        self._docs = np.array(docs, dtype=np.int32)

    def find_named(self, expansion: Expansion) -> list[str]:
        """Return the texts of the nodes that are marked, or that a document has which lacks a word they stand for."""
        shown: set[str] = set() if expansion.finds_nothing_alone else self._marked
        lacking: Mask | None = None
        named: list[str] = []
        for node in expansion.nodes:
            is_named = _is_shown(node, shown)
            if not is_named:
                lacking = self._find_lacking(expansion.covers) if lacking is None else lacking
                is_named = bool((lacking & self._find(node)).any())
            if is_named:
                named.append(node.text)
        return named

    def _find_lacking(self, covers: Sequence[Node]) -> Mask:
        """Return which documents lack any of some words."""
        lacking = np.zeros(len(self._docs), dtype=bool)
        for node in covers:
            lacking |= ~self._find(node)
        return lacking

    def _find(self, node: Node) -> Mask:
        """Return which documents a node matches."""
        matched = np.zeros(len(self._docs), dtype=bool)
        for layer in self._lookup.match(node).layers:
            if len(layer.docs):
                matched |= layer.docs.take(layer.docs.searchsorted(self._docs), mode="clip") == self._docs
        return matched


def _is_shown(node: Node, marked: set[str]) -> bool:
    """Check whether all words of a node are marked."""
    return marked.issuperset(word.text for word in _list_words(node))


def _list_words(node: Node) -> Iterator[LeafNode]:
    """Yield the words that a node is made of."""
    for leaf in list_leaves(node):
        yield from leaf.words if isinstance(leaf, PhraseNode) and leaf.has_positions else (leaf,)

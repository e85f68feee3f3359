"""What a visitor is told of words that were looked for besides those typed: only of what a hit on the page shows."""

from collections.abc import Iterator, Sequence

import numpy as np

from indexer.index.format.layout import Int32s, Mask
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.grammar import quote_words
from indexer.search.query.nodes import Node, PhraseNode, WordNode, list_leaves
from indexer.search.query.plan import Plan
from indexer.search.results import Hit, Note
from indexer.search.snippets.rendered_hits import RenderedHits
from indexer.text.analysis.folding import fold_text
from indexer.units import DocIds

_ALSO = {"zh": "同时搜索：{}", "en": "Also searching: {}"}
_TOLD_AS_SYNONYM = (ExpansionKind.SYNONYM, ExpansionKind.EVERYDAY, ExpansionKind.LEARNT)
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
    typed = {text for node in plan.scored for text in _list_words(node)}
    page, named = _Page(lookup, docs, _read_marked(hits, typed)), set[str]()
    for expansion in told:
        brought = page.find_named(expansion)
        if expansion.kind is ExpansionKind.CORRECTED and brought:
            yield Note(expansion.kind.value, str(expansion))
        elif brought:
            fresh = dict.fromkeys(word for word in brought if word not in named)
            kind = ExpansionKind.SYNONYM if expansion.kind in _TOLD_AS_SYNONYM else expansion.kind
            words.setdefault(kind.value, {}).update(fresh)
            named.update(fresh)
    for name, found in words.items():
        if not found:
            continue
        text = _ALSO[plan.language].format(_SEPARATORS[plan.language].join(found))
        is_spare = name != ExpansionKind.PIECE  # the words typed alone would find nothing
        yield Note(name, text, tuple(found), quote_words(plan.text) if is_spare else "")


def _read_marked(hits: Sequence[Hit], typed: set[str]) -> set[str]:
    """Return the words and the runs of Chinese that are marked in hits, folded, but for those typed."""
    marked = hits.marked if isinstance(hits, RenderedHits) else "\n".join(_list_marked(hits))
    others = {*marked.split()} - typed  # most are those typed, and need not be folded
    return {*fold_text("\n".join(others)).split()} - typed if others else others


def _list_marked(hits: Sequence[Hit]) -> Iterator[str]:
    """Yield what is marked in hits."""
    texts = [text for hit in hits for text in (hit.title, hit.snippet)]
    texts += [text for hit in hits for section in hit.sections for text in (section.heading, section.snippet)]
    return (text.text[begin:end] for text in texts for begin, end in text.marks)


class _Page:
    """The documents of a page, and what is marked in what is shown of them. For one thread."""

    def __init__(self, lookup: Lookup, docs: Sequence[int], marked: set[str]) -> None:
        self._lookup, self._marked, self._docs = lookup, marked, docs

    def find_named(self, expansion: Expansion) -> list[str]:
        """Return the texts of the nodes that are marked, or that a document has which lacks a word they stand for."""
        shown: set[str] = set() if expansion.finds_nothing_alone else self._marked
        lacking: DocIds | None = None
        named: list[str] = []
        for node in expansion.nodes:
            is_named = shown.issuperset(_list_words(node))
            if not is_named:
                lacking = self._find_lacking(expansion.covers) if lacking is None else lacking
                is_named = len(lacking) > 0 and bool(_find(self._lookup.match(node), lacking).any())
            if is_named:
                named.append(node.text)
        return named

    def _find_lacking(self, covers: Sequence[Node]) -> DocIds:
        """Return the documents that lack any of some words."""
        docs = np.array(self._docs, dtype=np.int32)
        having: Mask | None = None
        for node in covers:
            found = _find(self._lookup.match(node), docs)
            having = found if having is None else having & found
        return docs if having is None else docs[~having]


def _find(match: Match, docs: Int32s) -> Mask:
    """Return which of some documents match."""
    matched: Mask | None = None
    for layer in match.layers:
        if len(layer.docs):
            found = layer.docs.take(layer.docs.searchsorted(docs), mode="clip") == docs
            matched = found if matched is None else matched | found
    return np.zeros(len(docs), dtype=bool) if matched is None else matched


def _list_words(node: Node) -> Sequence[str]:
    """Return the texts of the words that a node is made of."""
    if isinstance(node, WordNode):
        return (node.text,)
    texts: list[str] = []
    for leaf in list_leaves(node):
        if isinstance(leaf, PhraseNode) and leaf.has_positions:
            texts += [word.text for word in leaf.words]
        else:
            texts.append(leaf.text)
    return texts

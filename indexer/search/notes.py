"""What a visitor is told of words that were looked for besides those typed: only of what a hit on the page shows."""

from collections.abc import Iterator, Sequence

import numpy as np

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.grammar import quote_words
from indexer.search.query.nodes import AllNode, LeafNode, Node, PhraseNode, list_leaves
from indexer.search.query.plan import Plan
from indexer.search.results import Hit, Note
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
    words: dict[str, dict[str, None]] = {}
    typed = {word.text for node in plan.scored for word in _list_words(node)}
    marked, named = _read_marked(hits) - typed, set[str]()
    for expansion in plan.expansions:
        brought = _find_named(lookup, expansion, docs, marked) if expansion.is_told else []
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
    texts = [text for hit in hits for text in (hit.title, hit.snippet)]
    texts += [text for hit in hits for section in hit.sections for text in (section.heading, section.snippet)]
    return {word for text in texts for begin, end in text.marks for word in fold_text(text.text[begin:end]).split()}


def _find_named(lookup: Lookup, expansion: Expansion, docs: Sequence[int], marked: set[str]) -> list[str]:
    """Return the texts of the nodes that are marked, or that a document has which lacks a word that they stand for."""
    lacking = {doc for node in expansion.covers for doc in set(docs) - _find(lookup, node, docs)}
    shown: set[str] = set() if expansion.finds_nothing_alone else marked
    brought = [node for node in expansion.nodes if _is_shown(node, shown) or lacking & _find(lookup, node, docs)]
    return [text for node in brought for text in _name(node, expansion.covers)]


def _is_shown(node: Node, marked: set[str]) -> bool:
    """Check whether all words of a node are marked."""
    return marked.issuperset(word.text for word in _list_words(node))


def _list_words(node: Node) -> Iterator[LeafNode]:
    """Yield the words that a node is made of."""
    for leaf in list_leaves(node):
        yield from leaf.words if isinstance(leaf, PhraseNode) and leaf.has_positions else (leaf,)


def _name(node: Node, typed: Sequence[Node]) -> list[str]:
    """Return the text of a node; of several words that stand for several, only of those that were not typed."""
    return [each.text for each in node.nodes if each not in typed] if isinstance(node, AllNode) else [node.text]


def _find(lookup: Lookup, node: Node, docs: Sequence[int]) -> set[int]:
    """Return those of some documents that a node matches."""
    wanted = np.array(docs, dtype=np.int32)
    layers = [layer.docs for layer in lookup.match(node).layers if len(layer.docs)]
    places = [np.minimum(found.searchsorted(wanted), len(found) - 1) for found in layers]
    return {doc for found, at in zip(layers, places, strict=True) for doc in wanted[found[at] == wanted].tolist()}

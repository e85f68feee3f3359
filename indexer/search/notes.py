"""What a visitor is told of words that were looked for besides those typed: only of what brought a hit on the page."""

from collections.abc import Iterator, Sequence

import numpy as np

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.grammar import quote_words
from indexer.search.query.nodes import AllNode, Node
from indexer.search.query.plan import Plan
from indexer.search.results import Note

_ALSO = {"zh": "同时搜索：{}", "en": "Also searching: {}"}
_TOLD_AS = {ExpansionKind.EVERYDAY: ExpansionKind.SYNONYM, ExpansionKind.LEARNT: ExpansionKind.SYNONYM}
_SEPARATORS = {"zh": "、", "en": ", "}


def note_expansions(lookup: Lookup, plan: Plan, docs: Sequence[int]) -> Iterator[Note]:
    """Yield a note for each kind of words that some hits have in place of those typed.

    Args:
        lookup: Of the query.
        plan: Of the query.
        docs: The documents on the page.
    """
    words: dict[str, dict[str, None]] = {}
    for expansion in plan.expansions:
        brought = _find_brought(lookup, expansion, docs) if expansion.is_told else []
        if expansion.kind is ExpansionKind.CORRECTED and brought:
            yield Note(expansion.kind.value, str(expansion))
        elif brought:
            words.setdefault(_TOLD_AS.get(expansion.kind, expansion.kind).value, {}).update(dict.fromkeys(brought))
    for name, found in words.items():
        text = _ALSO[plan.language].format(_SEPARATORS[plan.language].join(found))
        is_spare = name != ExpansionKind.PIECE  # the words typed alone would find nothing
        yield Note(name, text, tuple(found), quote_words(plan.text) if is_spare else "")


def _find_brought(lookup: Lookup, expansion: Expansion, docs: Sequence[int]) -> list[str]:
    """Return the texts of the nodes that a document has which lacks a word that they stand for."""
    lacking = {doc for node in expansion.covers for doc in set(docs) - _find(lookup, node, docs)}
    brought = [node for node in expansion.nodes if lacking & _find(lookup, node, docs)]
    return [text for node in brought for text in _name(node, expansion.covers)]


def _name(node: Node, typed: Sequence[Node]) -> list[str]:
    """Return the text of a node; of several words that stand for several, only of those that were not typed."""
    return [each.text for each in node.nodes if each not in typed] if isinstance(node, AllNode) else [node.text]


def _find(lookup: Lookup, node: Node, docs: Sequence[int]) -> set[int]:
    """Return those of some documents that a node matches."""
    wanted = np.array(docs, dtype=np.int32)
    layers = [layer.docs for layer in lookup.match(node).layers if len(layer.docs)]
    places = [np.minimum(found.searchsorted(wanted), len(found) - 1) for found in layers]
    return {doc for found, at in zip(layers, places, strict=True) for doc in wanted[found[at] == wanted].tolist()}

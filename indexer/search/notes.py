"""What a visitor is told of words that were looked for besides those typed: only of what a hit on the page shows."""

from collections.abc import Iterator, Sequence

import numpy as np

from indexer.arrays import Int32s, Mask
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import Node, PhraseNode, WordNode, list_leaves
from indexer.search.query.notes import join_words
from indexer.search.query.parsing.grammar import quote_words
from indexer.search.query.plan import Plan
from indexer.search.results import Hit, Note
from indexer.search.snippets.rendered_hits import RenderedHits
from indexer.text.analysis.folding import fold_text
from indexer.units import DocIds

_ALSO = {"zh": "同时搜索：{}", "en": "Also searching: {}"}
_TOLD_AS_SYNONYM = (ExpansionKind.SYNONYM, ExpansionKind.EVERYDAY, ExpansionKind.LEARNT)


def note_expansions(lookup: Lookup, plan: Plan, docs: Sequence[int], hits: Sequence[Hit]) -> Sequence[Note]:
    """Return a note for each kind of words that some hits have in place of those typed, or show beside them.

    A word is named once, whatever the reasons why it was looked for.

    Args:
        lookup: Of the query.
        plan: Of the query.
        docs: The documents on the page.
        hits: What is shown of them.
    """
    told = [expansion for expansion in plan.expansions if expansion.is_told]
    if not told:
        return ()
    typed = {text for node in plan.scored for text in _list_words(node)}
    marked, words, named, notes = _read_marked(hits, typed), dict[str, dict[str, None]](), set[str](), list[Note]()
    for expansion in told:
        brought = _find_named(expansion, typed, marked, lookup, docs)
        if not brought:
            continue
        kind = expansion.kind
        if kind is ExpansionKind.CORRECTED:
            notes.append(Note(str(kind), str(expansion)))
            continue
        fresh = dict.fromkeys([word for word in brought if word not in named])
        words.setdefault(str(ExpansionKind.SYNONYM if kind in _TOLD_AS_SYNONYM else kind), {}).update(fresh)
        named.update(fresh)
    for name, found in words.items():
        if found:
            text = _ALSO[plan.language].format(join_words(found, plan.language))
            is_spare = name != ExpansionKind.PIECE  # the words typed alone would find nothing
            notes.append(Note(name, text, tuple(found), quote_words(plan.text) if is_spare else ""))
    return notes


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


def _find_named(
    expansion: Expansion, typed: set[str], marked: set[str], lookup: Lookup, docs: Sequence[int]
) -> list[str]:
    """Return the texts of the nodes that are marked, or that a document has which lacks a word they stand for.

    What was typed itself is no other word: 所有权 of ``ownership 所有权``.
    """
    lacking: DocIds | None = None
    named: list[str] = []
    for node in expansion.nodes:
        if expansion.kind is not ExpansionKind.CORRECTED and typed.issuperset(_list_words(node)):
            continue
        is_named = not expansion.finds_nothing_alone and marked.issuperset(_list_words(node))
        if not is_named:
            if lacking is None:
                lacking = _find_lacking(expansion.covers, lookup, docs)
            is_named = len(lacking) > 0 and bool(_find(lookup.match(node), lacking).any())
        if is_named:
            named.append(node.text)
    return named


def _find_lacking(covers: Sequence[Node], lookup: Lookup, docs: Sequence[int]) -> DocIds:
    """Return those of some documents that lack any of some words."""
    every = np.array(docs, dtype=np.int32)
    having: Mask | None = None
    for node in covers:
        found = _find(lookup.match(node), every)
        having = found if having is None else having & found
    return every if having is None else every[~having]


def _find(match: Match, docs: Int32s) -> Mask:
    """Return which of some documents match."""
    matched: Mask | None = None
    for has in match.list_docs():
        if len(has):
            found = has.take(has.searchsorted(docs), mode="clip") == docs
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

"""A phrase that no post has -> the query without quotation marks: its words may stand apart, and need not be there."""

import re
from collections.abc import Iterator

from indexer.search.matching.lookup import Lookup
from indexer.search.query.clauses import Clauses
from indexer.search.query.nodes import Node, PhraseNode, list_leaves
from indexer.search.query.parsing.cleaning import widths_to_ascii

_OTHERS = re.compile(r'[-:]"')
"""Phrases that are excluded, or looked for in titles: they are not meant as mere words."""

_BEFORE_STOP = re.compile(r'"(?=[,.;!?)\]])')
"""A quotation mark in whose place no space may come."""


def suggest_unquoted(text: str, clauses: Clauses, lookup: Lookup) -> str | None:
    """Return a query without its quotation marks where what stands in some is in no post, but any of its words is.

    An error that is pasted quotes names of the visitor's own: ``container "web-7d4b" is waiting to start``.

    Args:
        text: As typed.
        clauses: Of the query.
        lookup: Of the query.
    """
    match = lookup.match
    phrases = [node for node in clauses.required if isinstance(node, PhraseNode)]
    if all(match(phrase).found for phrase in phrases):
        return None
    read = widths_to_ascii(text)
    if _OTHERS.search(read) or not any(match(node).found for node in _list_parts(clauses)):
        return None
    return " ".join(_BEFORE_STOP.sub("", read).replace('"', " ").split())


def _list_parts(clauses: Clauses) -> Iterator[Node]:
    """Yield what a query asks for, of phrases their words."""
    for node in clauses.scored:
        for leaf in list_leaves(node):
            yield from leaf.words if isinstance(leaf, PhraseNode) else (leaf,)

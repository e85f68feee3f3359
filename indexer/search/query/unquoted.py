"""A phrase that no post has -> the same words without quotation marks, which may stand apart or in another order."""

import re

from indexer.search.matching.lookup import Lookup
from indexer.search.query.clauses import Clauses
from indexer.search.query.nodes import PhraseNode
from indexer.search.query.parsing.cleaning import widths_to_ascii

_OTHERS = re.compile(r'[-:]"')
"""Phrases that are excluded, or looked for in titles: they are not meant as mere words."""


def suggest_unquoted(text: str, clauses: Clauses, lookup: Lookup) -> str | None:
    """Return a query without its quotation marks where a phrase of several words finds nothing, but its words do.

    Args:
        text: As typed.
        clauses: Of the query.
        lookup: Of the query.
    """
    match = lookup.match
    phrases = [node for node in clauses.required if isinstance(node, PhraseNode) and len(node.words) > 1]
    missing = [phrase for phrase in phrases if not match(phrase).found]
    if not missing:
        return None
    read = widths_to_ascii(text)
    if _OTHERS.search(read) or not all(any(match(word).found for word in phrase.words) for phrase in missing):
        return None
    return " ".join(read.replace('"', " ").split())

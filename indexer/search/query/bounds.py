"""Leave out the most frequent words of a query that asks too much: they tell posts apart least and cost most."""

from indexer.search.matching.lookup import Lookup
from indexer.search.query.clauses import Clauses
from indexer.search.query.nodes import WordNode

MOST_PLACES = 30_000_000
"""Places in the texts of all posts that one query's words may stand at: about 0.13 s. The 32 most frequent words of
7,000 dense posts, of 1,400 words each, stand at 22 million."""


def leave_out_costly(clauses: Clauses, lookup: Lookup) -> tuple[Clauses, tuple[WordNode, ...]]:
    """Return clauses whose words can be afforded, the rarest first, at least one; and the words left out."""
    if lookup.bound_places(clauses.words) <= MOST_PLACES:
        return clauses, ()
    costs = {node: lookup.count_places(node) for node in clauses.scored if isinstance(node, WordNode)}
    if sum(costs.values()) <= MOST_PLACES:
        return clauses, ()
    total, kept = 0, set[WordNode]()
    for node in sorted(costs, key=costs.__getitem__):
        total += costs[node]
        if total <= MOST_PLACES or not kept or node in clauses.required:
            kept.add(node)
    typed = tuple(node for node in clauses.typed if node in kept or not isinstance(node, WordNode))
    grams = tuple(gram for gram in clauses.grams if any(gram in node.text for node in kept))
    return clauses.retype(typed)._replace(grams=grams), tuple(node for node in costs if node not in kept)

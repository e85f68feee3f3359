"""Which posts have every word of a plan, for people: its Chinese may stand in them as characters inside other words."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match, exact_mask
from indexer.search.query.nodes import Node, WordNode, is_unspaced
from indexer.search.query.plan import Plan
from indexer.search.ranking.result import Ranking
from indexer.search.ranking.translations import share_found
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import UNSPACED
from indexer.units import DocIds


def widen_complete(lookup: Lookup, plan: Plan, matches: Mapping[Node, Match], ranking: Ranking) -> Ranking:
    """Count posts as complete, too, that hold Chinese as it was typed in one piece, whatever words it is a part of.

    The scores stay: what posts gain by having every word is theirs who have it as a word.

    Args:
        lookup: Of the query.
        plan: Of the query.
        matches: For each node of ``plan.scored`` its match, expansions included.
        ranking: Of the plan.
    """
    typed = find_whole_runs(plan)
    if not typed or ranking.complete.all():
        return ranking
    rows = (~ranking.complete).nonzero()[0]
    for node, match in matches.items():
        has = exact_mask(match, lookup.max_doc)
        for run in plan.runs:
            if node in run.words:
                has |= exact_mask(lookup.match_run(run), lookup.max_doc)
        if node in typed:
            has[lookup.match(node).inside] = True
        rows = rows[has.take(ranking.docs.take(rows))]
        if not len(rows):
            return ranking
    has_all = np.zeros(len(ranking.docs), dtype=bool)
    has_all[rows] = True
    complete = ranking.complete | share_found(lookup.snapshot, ranking.docs, has_all) & (ranking.scores > 0)
    return replace(ranking, complete=complete)


def find_whole_runs(plan: Plan) -> set[WordNode]:
    """Return the words that were typed in one piece, as characters of a script without spaces and nothing else."""
    runs = () if plan.text.isascii() else frozenset(UNSPACED.findall(fold_text(plan.text)))
    return {node for node in plan.scored if isinstance(node, WordNode) and node.text in runs and is_unspaced(node.text)}


def list_whole_words(lookup: Lookup, plan: Plan) -> list[tuple[int, DocIds]]:
    """Return the number of each node that was typed in one piece, and the documents that have it inside other words."""
    typed = find_whole_runs(plan)
    if not typed:
        return []
    nodes = enumerate(dict.fromkeys(plan.scored))
    return [(number, lookup.match(node).inside) for number, node in nodes if node in typed]

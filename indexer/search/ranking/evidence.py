"""The input of all signals: the candidates of one plan, and how each of its nodes matches them."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.arrays import Floats, Mask
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match
from indexer.search.query.plan import Plan
from indexer.search.ranking.candidates import CandidateSet


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """The match of one node, laid out by candidates.

    Attributes:
        scores: float32[F], 0 where it does not match.
        is_exact: bool[F].
        best: The highest score of any document, candidate or not.
    """

    scores: Floats
    is_exact: Mask
    best: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a signal may go by.

    Attributes:
        lookup: Of the query: the index with its statistics, and the tuning.
        plan: Of the query.
        candidates: The documents to be scored: F of them.
        columns: For each node of ``plan.scored`` its match, expansions included.
        runs: For each of ``plan.runs`` its match.
    """

    lookup: Lookup
    plan: Plan
    candidates: CandidateSet
    columns: Sequence[ScoreColumn]
    runs: Sequence[Match]

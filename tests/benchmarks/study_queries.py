"""How long from a query to JSON with snippets, in process."""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.measure import Spread, Timing, Took, compare_medians, describe_times, time_queries
from benchmarks.peers import NAMES, OURS, REFERENCE, load_peer
from benchmarks.queries import Query

_WARM_UP = 5
_SLOWEST = 10

Rounds = Sequence[Sequence[Took]]


@dataclass(frozen=True, slots=True)
class Standing:
    """One contestant's times.

    Attributes:
        timing, ratio: By the clock: the median against the reference's for the same queries, round by round.
        ratio_p99: Of the 99th percentiles over all rounds.
        ratio_cpu, ratio_cpu_p99: The same of the processor's time: what a busy machine does not alter.
    """

    timing: Timing
    ratio: Spread
    ratio_p99: float
    ratio_cpu: Spread
    ratio_cpu_p99: float


@dataclass(frozen=True, slots=True)
class QueryStudy:
    """All contestants, and where our own time went.

    Attributes:
        kinds: Our median and the reference's for each kind of query, in milliseconds.
        slowest: Our slowest queries: kind, text, our milliseconds, the reference's.
    """

    standings: Mapping[str, Standing]
    kinds: Mapping[str, tuple[float, float]]
    slowest: Sequence[tuple[str, str, float, float]]


def study_queries(indexes: Mapping[str, Path], rounds: Sequence[Sequence[Query]]) -> QueryStudy:
    """Ask every peer whose index is given.

    Args:
        indexes: By peer.
        rounds: Queries; the first few of the first round are asked once before, to warm up.
    """
    peers = {name: load_peer(name) for name in indexes}
    services = {name: peer.Service(indexes[name]) for name, peer in peers.items()}
    for service in services.values():
        getattr(service, "prepare", lambda: None)()
        for query in rounds[0][:_WARM_UP]:
            service.answer(f"{query.text} ")
    texts = [[query.text for query in queries] for queries in rounds]
    times = time_queries(
        {name: service.answer for name, service in services.items()},
        {name: peer.EVERY for name, peer in peers.items()},
        texts,
    )
    standings = {name: _stand(times[name], times[REFERENCE], peers[name].EVERY) for name in times}
    queries = [query for queries in rounds for query in queries]
    ours, theirs = ([took.wall for values in times[name] for took in values] for name in (OURS, REFERENCE))
    return QueryStudy(standings, _by_kind(queries, ours, theirs), _find_slowest(queries, ours, theirs))


def available_peers() -> list[str]:
    """Return the peers that are installed; name those that are not on stderr."""
    found = []
    for name in NAMES:
        with suppress(ImportError):
            load_peer(name)
            found.append(name)
    missing = [name for name in NAMES if name not in found]
    if missing:
        sys.stderr.write(f"not installed, left out: {', '.join(missing)}; install the extra named bench\n")
    return found


def _stand(mine: Rounds, reference: Rounds, every: int) -> Standing:
    """Compare a peer with the reference on the queries that it was asked."""
    same = [values[::every] for values in reference]
    timing, other = describe_times(_column(mine, "wall")), describe_times(_column(same, "wall"))
    cpu, other_cpu = describe_times(_column(mine, "cpu")), describe_times(_column(same, "cpu"))
    return Standing(
        timing=timing,
        ratio=compare_medians(_column(mine, "wall"), _column(same, "wall")),
        ratio_p99=timing.p99 / other.p99,
        ratio_cpu=compare_medians(_column(mine, "cpu"), _column(same, "cpu")),
        ratio_cpu_p99=cpu.p99 / other_cpu.p99,
    )


def _column(rounds: Rounds, clock: str) -> list[list[float]]:
    return [[getattr(took, clock) for took in values] for values in rounds]


def _by_kind(
    queries: Sequence[Query], ours: Sequence[float], theirs: Sequence[float]
) -> dict[str, tuple[float, float]]:
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for query, mine, other in zip(queries, ours, theirs, strict=True):
        found[f"{query.kind}, {query.language}"].append((mine, other))
    return {kind: (median(a for a, _ in rows), median(b for _, b in rows)) for kind, rows in sorted(found.items())}


def _find_slowest(
    queries: Sequence[Query], ours: Sequence[float], theirs: Sequence[float]
) -> list[tuple[str, str, float, float]]:
    rows = [(q.kind, q.text, mine, other) for q, mine, other in zip(queries, ours, theirs, strict=True)]
    return sorted(rows, key=lambda row: -row[2])[:_SLOWEST]

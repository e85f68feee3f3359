"""Check an index on a cluster."""

from collections.abc import Iterator, Sequence

from indexer.doctor.findings import Area, Commands, Finding, Severity, name_some
from indexer.engines.cluster.inspection import ClusterFacts
from indexer.wording import count


def check_cluster(facts: ClusterFacts, damage: Sequence[str], commands: Commands) -> Area:
    """Judge what a cluster serves, and what is damaged of it."""
    pieces = f" in {count(facts.shards, 'shard')}" if facts.shards > 1 else ""
    summary = f"{facts.index}, {count(facts.posts, 'post')}{pieces}: every table and every post of it read"
    return Area("cluster", summary, tuple(_find(facts, damage, commands)))


def unreachable_cluster(failure: str) -> Area:
    """Return the area of a cluster that does not say what it serves."""
    return Area("cluster", "", (Finding(Severity.ERROR, failure),))


def _find(facts: ClusterFacts, damage: Sequence[str], commands: Commands) -> Iterator[Finding]:
    if damage:
        yield Finding(Severity.ERROR, name_some(damage), facts.index, commands.rebuild)
    if facts.is_full:
        what = "the disks of the cluster are nearly full: it serves, and takes no update"
        yield Finding(Severity.ERROR, what, facts.index, "make room on its nodes; the cluster opens by itself then")
    if not facts.is_sealed:
        what = "is not closed for writing, as everything that is published is: others may have changed it"
        yield Finding(Severity.WARNING, what, facts.index, commands.rebuild)
    if facts.source is None:
        yield Finding(Severity.WARNING, "nothing says what it was built of", facts.index, commands.rebuild)

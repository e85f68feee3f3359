"""What ``search-index stats`` prints of an index on a cluster."""

import time
from datetime import UTC, datetime

from indexer.commands import options
from indexer.engines.cluster.client import connect
from indexer.engines.cluster.inspection import ClusterFacts, read_facts
from indexer.index.build.contents import without_clock
from indexer.native import describe_kernel
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.settings import Settings
from indexer.wording import age, count, local_time


def read_cluster(address: ClusterAddress, settings: Settings) -> ClusterFacts:
    """Ask a cluster what it serves, as ``read_facts``."""
    return read_facts(connect(address, settings), time.time())


def cluster_values(facts: ClusterFacts, address: ClusterAddress) -> dict[str, object]:
    """Return the numbers as ``--json`` prints them, by the names they have for a folder."""
    contents = facts.source.contents if facts.source else None
    built: dict[str, object] = {}
    if contents:
        built = {
            "site": contents.site,
            "base_url": contents.base_url,
            "terms": contents.terms,
            "left_out": without_clock(contents.left_out),
            "refused": contents.refused,
            "hide_when": list(contents.hide_when),
            "built": contents.built.isoformat(),
            "age_seconds": round((datetime.now(UTC) - contents.built).total_seconds()),
            "seconds": contents.seconds,
        }
    return {
        "index": str(address),
        "generation": facts.index,
        "source": facts.source.name if facts.source else None,
        "posts": facts.posts,
        "languages": dict(facts.languages),
        "shards": facts.shards,
        "bytes": facts.bytes,
        **built,
        "native_kernel": describe_kernel(),
    }


def describe_cluster(facts: ClusterFacts, address: ClusterAddress) -> dict[str, str]:
    """Return the same for people: names and values, those that say nothing left out."""
    contents = facts.source.contents if facts.source else None
    rows = {
        "index": str(address),
        "generation": facts.index,
        "site": contents.site if contents else "",
        "posts": str(facts.posts),
        **{f"  {language}": str(posts) for language, posts in sorted(facts.languages.items())},
        "words": count(contents.terms, "term") if contents else "",
        "size": "" if facts.bytes is None else f"{options.megabytes(facts.bytes)}, {count(facts.shards, 'shard')}",
    }
    if contents:
        left_out = without_clock(contents.left_out)
        rows |= {
            "left out": ", ".join(f"{files} {reason}" for reason, files in left_out.items()),
            "refused": str(contents.refused or ""),
            "hide_when": ", ".join(contents.hide_when),
            "built": f"{local_time(contents.built)}, {age(contents.built)}, in {contents.seconds:.1f} s",
        }
    return {name: value for name, value in rows.items() if value}

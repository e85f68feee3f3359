"""What an update adds to the live generation, or to a copy of it without posts that visitors may not find any more."""

from collections.abc import Collection
from datetime import datetime
from typing import Generic, NamedTuple

from indexer.index.build.changes.base import Base
from indexer.index.build.changes.difference import Changed, Difference
from indexer.index.build.changes.revision import Revision, find_recut, revise_findings, revise_site
from indexer.index.build.passes.pipeline import AnalyzedPosts, ReadPosts, WorkerPool
from indexer.index.build.site_info import SiteInfo
from indexer.index.generations.publish import Staging, Withdrawal


class Revised(NamedTuple, Generic[Changed]):
    """A revision whose posts are cut into words, to be written.

    Attributes:
        revision: Of the live generation, or of the copy.
        fresh: What is new, and what was cut anew.
        difference: Of what is listed from the sources of what is revised.
        recut: How many posts were cut into words anew, for the copy too.
        withdrawal: How the copy is published; None where no post is withdrawn.
    """

    revision: Revision
    fresh: AnalyzedPosts
    difference: Difference[Changed]
    recut: int
    withdrawal: Withdrawal | None


def revise(
    base: Base,
    difference: Difference[Changed],
    withdrawn: Collection[int],
    read: ReadPosts,
    info: SiteInfo,
    *,
    pool: WorkerPool,
    staging: Staging,
    now: datetime,
) -> Revised[Changed] | None:
    """Work out the next generation as a difference from the live one, and cut into words what it adds.

    Args:
        base: The live generation.
        difference: Of what is listed from its sources.
        withdrawn: The documents that visitors may not find any more.
        read: Posts that are new or were changed.
        info: What is said of all posts now.
        pool: Worker count and limits.
        staging: In the scratch folder of which all is kept meanwhile.
        now: What counts as the future, aware.

    Returns:
        The revision; None where everything is to be built anew: too much changed, or a post is lost that was there.

    Raises:
        IndexDamagedError: A part of the live generation is not as it was written.
    """
    recut, withdrawal = 0, None
    if withdrawn:
        from indexer.index.build.changes.withdrawal import purge  # noqa: PLC0415  most updates withdraw nothing

        purged = purge(base, withdrawn, info, pool, staging)
        if not purged:
            return None
        base, recut, withdrawal = purged.base, purged.recut, purged.withdrawal
        difference = difference.upon(base.sources)
    revision = _revise(base, difference, read, info, now)
    if revision.is_too_much:
        return None
    fresh = revision.analyze(pool, staging.scratch)
    if base.holds_any(fresh.lost):
        return None  # withdrawn too, as it turns out
    return Revised(revision, fresh, difference, len(revision.recut) + recut, withdrawal)


def _revise(base: Base, difference: Difference[Changed], read: ReadPosts, info: SiteInfo, now: datetime) -> Revision:
    places, dead = difference.places, difference.dead
    findings = revise_findings(base, dead, now)
    findings.add(read.findings)
    site = revise_site(base, info, findings)
    recut = find_recut(base, site, places, dead)
    return Revision(base, info, site, findings, now, places, read, recut, sorted({*dead, *recut.values()}))

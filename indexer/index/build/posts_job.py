"""One build of posts that a program gives: of all of them, or upon the live index."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from indexer.index.build.approval import approve
from indexer.index.build.assembly import assemble
from indexer.index.build.changes.base import Base
from indexer.index.build.changes.difference import Difference
from indexer.index.build.changes.revised import Revised, revise
from indexer.index.build.changes.revision import check_revision
from indexer.index.build.changes.withdrawal import withdraw_missing
from indexer.index.build.contents import Absent, describe_index
from indexer.index.build.memory import BuildMemory, sign_posts, write_memory
from indexer.index.build.options import BuildOptions
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.passes.pipeline import ReadPosts, read_batches
from indexer.index.build.passes.post_store import PostStore
from indexer.index.build.passes.reading import PostComposer
from indexer.index.build.passes.survey import Findings
from indexer.index.build.publication import keep, publish
from indexer.index.build.report import BuildLog, BuildReport, Changes
from indexer.index.build.site_info import SiteInfo
from indexer.index.build.sources import REFUSED, SourceRow, Sources
from indexer.index.build.whoosh_index import make_whoosh_index
from indexer.index.generations.contents import Contents
from indexer.index.generations.generation import Generation
from indexer.index.generations.publish import Staging, Withdrawal
from indexer.whoosh_codec import check_store


class _Built(NamedTuple):
    """An index to be published.

    Attributes:
        contents: What it says about itself.
        withdrawal: Of posts that are gone or hidden; None where none is.
        changes: From the live index; None where everything was built anew.
    """

    contents: Contents
    withdrawal: Withdrawal | None
    changes: Changes | None = None


@dataclass(slots=True)
class PostsJob:
    """One build of posts that a program gives.

    Attributes:
        begin: When it began, in seconds of the monotonic clock.
        now: What counts as the future, aware.
    """

    info: SiteInfo
    options: BuildOptions
    log: BuildLog
    begin: float = field(default_factory=time.monotonic)
    now: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.options.now or datetime.now(UTC)

    def read(self, store: PostStore, scratch: Path) -> ReadPosts:
        """Turn posts into documents."""
        posts = len(store.stored)
        self.log.progress.start(posts)
        pool = self.options.pool.for_posts(posts)
        return read_batches(store.batches, PostComposer(scratch, self.now), pool, self.log.progress.advance)

    def build(self, staging: Staging, digests: Mapping[str, int], store: PostStore, read: ReadPosts) -> Contents:
        """Build an index of everything.

        Args:
            staging: Where.
            digests: Of all posts, by their ids, in the order in which they are remembered.
            store: The posts that are new.
            read: All documents.
        """
        built = assemble(staging, self.info, read, self.options.pool.for_posts(read.posts), self.now)
        make_whoosh_index(staging.folder, built.index, self.log)
        self.log.repeated = read.repeated_addresses()
        self._log(store, read.outcomes(built.lost), built.lost)
        numbers = {post_id: number for number, post_id in enumerate(built.ids)}
        rows = [_row_of(post_id, digest, numbers) for post_id, digest in digests.items()]
        Sources.of(rows).write(staging.folder)
        write_memory(staging.folder, BuildMemory(sign_posts(), read.findings))
        return describe_index(built.index, self.info, self.now, self.begin, Absent({}, len(rows) - len(numbers)))

    def update(self, base: Base, store: PostStore, difference: Difference[str], staging: Staging) -> BuildReport:
        """Build upon the live index, or of its documents where too much would change, and publish it."""
        is_signed = base.memory.signature == sign_posts()
        if is_signed and not difference.changed and not difference.gone:
            return self.report(keep(base.generation, self.options.query_log, self.log), Changes())
        read = self.read(store, staging.scratch)
        built = self._build_upon(base, store, difference, read, staging) if is_signed else None
        if not built:
            built = self._build_of_documents(base, store, difference, read, staging)
        approve(built.contents, replace(self.options, force=True), None)
        return self.publish(staging, built.contents, built.withdrawal, built.changes)

    def _build_upon(
        self, base: Base, store: PostStore, difference: Difference[str], read: ReadPosts, staging: Staging
    ) -> _Built | None:
        """Build upon the live index; None where too much would change."""
        withdrawn, pool = difference.find_withdrawn(read.outcomes(), base.index.documents, self.now), self.options.pool
        revised = revise(base, difference, withdrawn, read, self.info, pool=pool, staging=staging, now=self.now)
        if not revised:
            return None
        contents = self._write(revised, store, staging.folder)
        changes = Changes(len(difference.changed), revised.recut, difference.gone)
        return _Built(contents, revised.withdrawal, changes)

    def _build_of_documents(
        self, base: Base, store: PostStore, difference: Difference[str], read: ReadPosts, staging: Staging
    ) -> _Built:
        """Build everything anew: of the documents of the live index that stay, and of those that were read."""
        digests = base.sources.digests | store.digests
        ids = {post_id: digests[post_id] for post_id in difference.ids}
        everything = _read_all(base, difference, read, staging.scratch, self.now)
        contents = self.build(staging, ids, store, everything)
        check_store(staging.folder)
        return _Built(contents, self.withdraw_missing(staging))

    def publish(
        self, staging: Staging, contents: Contents, withdrawal: Withdrawal | None, changes: Changes | None = None
    ) -> BuildReport:
        """Publish what was built, and return what was done."""
        generation = publish(staging, contents, withdrawal, self.options.query_log, self.log)
        return self.report(generation, changes)

    def withdraw_missing(self, staging: Staging) -> Withdrawal | None:
        """Find out which posts of the live index a whole new one lacks, see ``withdraw_missing``."""
        return withdraw_missing(staging, self.info, self.options.pool, self.now)

    def _write(self, revised: Revised[str], store: PostStore, folder: Path) -> Contents:
        """Write the new generation, and return what it says about itself."""
        revision, fresh, ids = revised.revision, revised.fresh, revised.difference.ids
        self._log(store, revision.read.outcomes(fresh.lost), fresh.lost)
        numbers = revision.number(fresh)
        rows = {at: _row_of(ids[at], store.digests[ids[at]], numbers) for at in revised.difference.changed}
        index, sources = revision.write(folder, fresh, ids, rows)
        make_whoosh_index(folder, index, self.log, revision.taught_alike)
        absent = Absent({}, int((sources.docs == REFUSED).sum()))
        contents = describe_index(index, self.info, self.now, self.begin, absent)
        check_revision(folder, contents, index)
        return contents

    def _log(self, store: PostStore, outcomes: Mapping[str, Outcome], lost: Sequence[Outcome]) -> None:
        for post_id in dict.fromkeys([*store.stored, *(each.id for each in lost)]):
            self.log.add(outcomes[post_id])

    def report(self, generation: Generation, changes: Changes | None = None) -> BuildReport:
        """Return what was done."""
        return BuildReport(None, "", generation, tuple(self.log.problems), tuple(self.log.left_out), changes)


def _row_of(post_id: str, digest: int, numbers: Mapping[str, int]) -> SourceRow:
    """Return what is remembered of a post that a program gave; it has no file, and so neither size nor times."""
    return SourceRow(post_id, 0, 0, 0, digest, numbers.get(post_id, REFUSED))


def _read_all(base: Base, difference: Difference[str], read: ReadPosts, scratch: Path, now: datetime) -> ReadPosts:
    """Return every document there will be: those of the index that stay, and the new ones."""
    docs = base.sources.docs
    kept = sorted(set(docs[docs >= 0].tolist()) - set(difference.dead))
    batches, findings = [*base.restore_batches(kept, scratch, now)], Findings()
    for batch in batches:
        findings.add(batch.findings)
    findings.add(read.findings)
    return ReadPosts((*batches, *read.batches), findings)

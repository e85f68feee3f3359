"""Posts from a program (rows of a database, messages of a forum …) -> a published index, without a site.

The index records that it has no site. An update adds or replaces posts by their ids, and removes only those that it is
told to. Where everything has to be built anew, the documents come from the live index itself.
"""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import FROM_DAMAGED_BYTES, IndexDamagedError, UsageError, judge_read_error
from indexer.index.build.approval import approve, protected_contents
from indexer.index.build.assembly import assemble
from indexer.index.build.changes.posts_difference import PostsDifference, compare_posts
from indexer.index.build.changes.revision import Base, Revision, check_revision, revise
from indexer.index.build.changes.withdrawal import purge, withdraw_missing
from indexer.index.build.contents import Absent, describe_index
from indexer.index.build.log_cleaning import clean_query_log
from indexer.index.build.memory import BuildMemory, sign_posts, write_memory
from indexer.index.build.options import BuildOptions
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.passes.pipeline import AnalyzedPosts, ReadPosts, read_batches
from indexer.index.build.passes.post_store import PostStore
from indexer.index.build.passes.reading import PostComposer
from indexer.index.build.passes.survey import Findings
from indexer.index.build.report import BuildLog, BuildReport, Changes, NullProgress, Progress
from indexer.index.build.site_info import SiteInfo, restore_site_info
from indexer.index.build.sources import REFUSED, SourceRow, Sources
from indexer.index.build.whoosh_index import make_whoosh_index
from indexer.index.generations.generation import Generation, current_generation
from indexer.index.generations.manifest import Contents
from indexer.index.generations.publish import Staging, Withdrawal, explain_write_errors, stage
from indexer.posts.post import Post
from indexer.whoosh_codec import check_store


def build_from_posts(
    posts: Iterable[Post],
    root: Path,
    info: SiteInfo | None = None,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build a complete new index of posts, check it, and publish it in one step.

    Args:
        posts: Each id once. They are taken one by one while the lock of the index is held; an error that this raises
            goes on as it is, and leaves the live index as it was. A language that is left empty is found out by the
            text; a date without a zone is one of the zone of ``info``.
        root: The index folder; made when it is not there.
        info: What is said of all posts together; its ``folder`` has to be empty.
        options: How to build; ``include`` decides nothing.
        progress: Receives the progress.

    Raises:
        UsageError: Two posts have one id, or an id cannot be used.
        PublishRefusedError: There are no posts, or far fewer than in the live index, or that is of a site; see
            ``BuildOptions.force``.
        SearchIndexError: As ``stage``.
    """
    job = _PostsJob(root, info or SiteInfo(), options or BuildOptions(), BuildLog(progress or NullProgress()))
    with stage(root) as staging:
        store = PostStore(staging.scratch, job.info.time_zone)
        store.take_in(posts)
        with explain_write_errors(root):
            contents = job.build(staging, store.digests, store, job.read(store, staging.scratch))
            approve(contents, job.options, protected_contents(root))
            check_store(staging.folder)
            return job.publish(staging, contents, job.withdraw_missing(staging))


def update_from_posts(
    posts: Iterable[Post],
    root: Path,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
    *,
    remove: Collection[str] = (),
) -> BuildReport:
    """Add posts to an index that ``build_from_posts`` built, replace those of the same ids, and remove others.

    All of it is published in one step; nothing where nothing would change.

    Args:
        posts: As in ``build_from_posts``. Those that are as the index has them cost next to nothing.
        root: The index folder.
        options: As in ``build_from_posts``; ``force`` decides nothing, since nothing goes but by name.
        progress: Receives the progress.
        remove: The ids of posts to be removed; those that the index has not are passed over.

    Returns:
        What was done; ``changes`` is None where everything was cut into words anew.

    Raises:
        UsageError: The index is of a site; or two posts have one id, an id cannot be used, or is to be removed too.
        IndexUnusableError: There is no index yet, or it cannot be opened.
        PublishRefusedError: A post was refused, and ``strict`` was asked for.
        SearchIndexError: As ``stage``.
    """
    with stage(root, renews=True) as staging:
        base = _open_base(root)
        info = restore_site_info(base.index.site)
        job = _PostsJob(root, info, options or BuildOptions(), BuildLog(progress or NullProgress()))
        store = PostStore(staging.scratch, info.time_zone, base.sources)
        store.take_in(posts)
        difference = compare_posts(base.sources, store, remove)
        with explain_write_errors(root):
            return job.update(base, store, difference, staging)


def remove_posts(
    ids: Iterable[str], root: Path, options: BuildOptions | None = None, progress: Progress | None = None
) -> BuildReport:
    """Remove posts by their ids from an index that ``build_from_posts`` built, see ``update_from_posts``.

    Args:
        ids: Those that the index has not are passed over; ``changes.removed`` of the report says how many it had.
        root: The index folder.
        options: As in ``update_from_posts``.
        progress: Receives the progress.

    Raises:
        UsageError: The index is of a site.
        IndexUnusableError: There is no index yet, or it cannot be opened.
        SearchIndexError: As ``stage``.
    """
    return update_from_posts((), root, options, progress, remove=list(ids))


def _open_base(root: Path) -> Base:
    """Open the live index.

    Raises:
        UsageError: It is of a site.
        IndexUnusableError: There is none, or it cannot be opened; also where only an older one can be.
    """
    generation = current_generation(root)
    site = generation.manifest.contents.site
    if site:
        raise UsageError(f"{root}: holds the posts of {site}; change them there, and run: search-index update {site}")
    if generation.degraded:
        raise IndexDamagedError(f"{generation.degraded}. Build the index anew of all posts")
    try:
        return Base.open(generation)
    except (*FROM_DAMAGED_BYTES, OSError) as error:
        damage = IndexDamagedError(f"{generation.path}: is damaged ({error}); build the index anew of all posts")
        raise judge_read_error(error, generation.path, damage) from error


@dataclass(slots=True)
class _PostsJob:
    """One build of posts that a program gives.

    Attributes:
        begin: When it began, in seconds of the monotonic clock.
        now: What counts as the future, aware.
    """

    root: Path
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

    def update(self, base: Base, store: PostStore, difference: PostsDifference, staging: Staging) -> BuildReport:
        """Build upon the live index, or of its documents where too much would change, and publish it."""
        is_signed = base.memory.signature == sign_posts()
        if is_signed and not difference.changed and not difference.gone:
            return self.report(base.generation, Changes())
        read = self.read(store, staging.scratch)
        withdrawn = difference.find_withdrawn(read.outcomes(), base.index.documents, self.now)
        purged = purge(base, withdrawn, self.info, self.options.pool, staging) if is_signed and withdrawn else None
        remaining_base, remaining = (
            (purged.base, difference.upon(purged.base.sources)) if purged else (base, difference)
        )
        revision = revise(remaining_base, self.info, remaining.places, remaining.dead, read, now=self.now)
        fits = is_signed and not revision.is_too_much and bool(withdrawn) == bool(purged)
        fresh = revision.analyze(self.options.pool, staging.scratch) if fits else None
        if fresh and not {lost.id for lost in fresh.lost} & remaining_base.sources.digests_of_posts.keys():
            contents = self._revise(revision, fresh, store, remaining, staging)
            recut = len(revision.recut) + (purged.recut if purged else 0)
            changes = Changes(len(difference.changed), recut, difference.gone)
            withdrawal = purged.withdrawal if purged else None
        else:
            digests = base.sources.digests | store.digests
            ids = {post_id: digests[post_id] for post_id in difference.ids}
            everything = _read_all(base, difference, read, staging.scratch, self.now)
            contents, changes = self.build(staging, ids, store, everything), None
            check_store(staging.folder)
            withdrawal = self.withdraw_missing(staging)
        approve(contents, replace(self.options, force=True), None)
        return self.publish(staging, contents, withdrawal, changes)

    def publish(
        self, staging: Staging, contents: Contents, withdrawal: Withdrawal | None, changes: Changes | None = None
    ) -> BuildReport:
        """Publish what was built, and return what was done."""
        generation = staging.publish(contents, withdrawal)
        clean_query_log(generation, withdrawal, self.options.query_log, self.log)
        return self.report(generation, changes)

    def withdraw_missing(self, staging: Staging) -> Withdrawal | None:
        """Find out which posts of the live index a whole new one lacks, see ``withdraw_missing``."""
        return withdraw_missing(staging, self.info, self.options.pool, self.now)

    def _revise(
        self,
        revision: Revision,
        fresh: AnalyzedPosts,
        store: PostStore,
        difference: PostsDifference,
        staging: Staging,
    ) -> Contents:
        self._log(store, revision.read.outcomes(fresh.lost), fresh.lost)
        numbers, ids = revision.number(fresh), difference.ids
        rows = {at: _row_of(ids[at], store.digests[ids[at]], numbers) for at in difference.changed}
        rows |= revision.recut_rows(ids, rows, numbers)
        sources = revision.base.sources.renew(ids, difference.places, rows)
        index = revision.write(staging.folder, fresh, sources)
        make_whoosh_index(staging.folder, index, self.log, revision.taught_alike)
        absent = Absent({}, int((sources.docs == REFUSED).sum()))
        contents = describe_index(index, self.info, self.now, self.begin, absent)
        check_revision(staging.folder, contents, index)
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


def _read_all(base: Base, difference: PostsDifference, read: ReadPosts, scratch: Path, now: datetime) -> ReadPosts:
    """Return every document there will be: those of the index that stay, and the new ones."""
    docs = base.sources.docs
    kept = sorted(set(docs[docs >= 0].tolist()) - set(difference.dead))
    batches, findings = [*base.restore_batches(kept, scratch, now)], Findings()
    for batch in batches:
        findings.add(batch.findings)
    findings.add(read.findings)
    return ReadPosts((*batches, *read.batches), findings)

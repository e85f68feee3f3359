"""Build the next generation upon the live one: what an update does where not too much has changed, see ``update``."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.errors import WAY_OUT
from indexer.index.build.approval import approve
from indexer.index.build.changes.base import Base, Lost
from indexer.index.build.changes.difference import Difference
from indexer.index.build.changes.hold import require_as_listed
from indexer.index.build.changes.revised import Revised, revise
from indexer.index.build.changes.revision import revise_site
from indexer.index.build.contents import Absent, describe_index, without_clock
from indexer.index.build.job import SiteJob, outcome_of, row_of
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.passes.pipeline import ReadPosts, batch_files, read_batches
from indexer.index.build.passes.reading import BatchReader
from indexer.index.build.report import Changes
from indexer.index.build.sources import REFUSED, SourceRow, Sources, reason_of
from indexer.index.build.whoosh_index import make_whoosh_index
from indexer.index.generations.contents import Contents
from indexer.index.generations.publish import Staging, Withdrawal
from indexer.index.reader.index_reader import IndexReader
from indexer.posts.post import Problem
from indexer.posts.source_file import SourceFile

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Built:
    """The result of building upon the live generation.

    Attributes:
        contents: Of the new generation; None where nothing changed, or too much did.
        index: Its documents as they are visible now; None likewise.
        changes: None where too much changed, so that everything is to be built anew.
        withdrawal: Of posts that are gone or hidden; None where none is.
    """

    contents: Contents | None = None
    index: IndexReader | None = None
    changes: Changes | None = None
    withdrawal: Withdrawal | None = None


@dataclass(frozen=True, slots=True)
class _ReadFiles:
    """The files that are new or changed since the live generation was built, and what came of each.

    Attributes:
        base: The live generation.
        job: The build.
        difference: What is new, changed or gone.
        posts: Those of the files that were read.
        outcomes: Of these files, by their ids.
        new: How many of them do not end as they did before.
    """

    base: Base
    job: SiteJob
    difference: Difference[SourceFile]
    posts: ReadPosts
    outcomes: Mapping[str, Outcome]
    new: int

    def find_withdrawn(self) -> list[int]:
        """Return the documents that visitors may not find any more."""
        return self.difference.find_withdrawn(self.outcomes, self.base.index.documents, self.job.now)

    def change_nothing(self) -> bool:
        """Tell whether there is nothing to publish, if nothing is withdrawn."""
        is_to_be_published = self.new or self.difference.requires_publishing or self.base.lost
        return not is_to_be_published and _is_as_before(self.base, self.job)

    def count_changes(self, recut: int) -> Changes:
        """Count what changed, given how many posts were cut anew."""
        before, after = self.base.index.site.glossary.rows, self.job.info.glossary.rows
        lost = self.base.lost or Lost((), {})
        mended = self._count_mended(lost)
        return Changes(
            read=self.new - mended,
            recut=recut,
            removed=self.difference.gone + len(lost.digests.keys() - self.job.listing.ids),
            glossary_added=len(after - before),
            glossary_removed=len(before - after),
            parts_mended=len(lost.damage),
            posts_mended=mended,
        )

    def _count_mended(self, lost: Lost) -> int:
        """Count the posts that were read only because their part was damaged."""
        read = (file.id for file in self.difference.changed.values())
        return sum(lost.digests.get(post_id) == self.outcomes[post_id].digest for post_id in read)

    def report(self, lost: Sequence[Outcome] = ()) -> None:
        """Count and report what came of them, what cannot be read at all, and what was lost while words were cut."""
        problems = [file for file in self.job.others if isinstance(file, Problem)]
        found: list[Problem | SourceFile] = [*problems, *self.difference.changed.values()]
        for file in sorted(found, key=lambda file: file.path if isinstance(file, Problem) else file.id):
            self.job.log.add(outcome_of(file, self.outcomes))
        for outcome in lost:
            self.job.log.add(outcome)


def build_upon(
    base: Base, job: SiteJob, difference: Difference[SourceFile], staging: Staging, *, must_rest: bool
) -> Built:
    """Build upon the live generation, unless nothing changed or too much did.

    Args:
        base: The live generation, or what is left of it.
        job: The build.
        difference: Of the site's files from those of the generation.
        staging: Where to write.
        must_rest: Whether no file may change while it is read.

    Raises:
        NotAtRestError: One did.
        PublishRefusedError: The new index looks wrong.
        IndexDamagedError: A part to be taken over is not as it was written.
    """
    files = _read(base, job, difference, staging.scratch)
    if must_rest:
        require_as_listed(difference.changed.values())
    withdrawn = files.find_withdrawn()
    if not withdrawn and files.change_nothing():
        return _keep_as_is(files)
    pool = job.options.pool
    revised = revise(base, difference, withdrawn, files.posts, job.info, pool=pool, staging=staging, now=job.now)
    return _finish(files, revised, staging.folder) if revised else Built()


def _keep_as_is(files: _ReadFiles) -> Built:
    """Make sure that the live generation can stay: what rots is mended by the next update, though nothing changed."""
    for part in files.base.index.parts:
        part.require_intact()
    files.report()
    return Built(changes=Changes())


def _finish(files: _ReadFiles, revised: Revised[SourceFile], folder: Path) -> Built:
    """Write the new generation into a folder, and report what changed."""
    base, job = files.base, files.job
    files.report(revised.fresh.lost)
    contents, index = _write(job, revised, folder, live=base.generation.manifest.contents)
    changes = files.count_changes(revised.recut)
    if base.lost:
        _report_mended(job, base.lost, changes)
        return Built(contents, index, changes, Withdrawal())  # the damaged part may hold posts that are gone by now
    return Built(contents, index, changes, revised.withdrawal)


def _read(base: Base, job: SiteJob, difference: Difference[SourceFile], scratch: Path) -> _ReadFiles:
    job.log.progress.start(len(difference.changed))
    files = sorted(difference.changed.values())
    pool = job.options.pool.for_posts(len(files))
    reader = BatchReader(job.rules, job.now, job.options.include, scratch)
    posts = read_batches(batch_files(files, pool.workers), reader, pool, job.log.progress.advance)
    outcomes = posts.outcomes()
    return _ReadFiles(base, job, difference, posts, outcomes, difference.count_new(base.sources, outcomes))


def _write(job: SiteJob, revised: Revised[SourceFile], folder: Path, *, live: Contents) -> tuple[Contents, IndexReader]:
    """Write the new generation, and return what it says about itself, and its documents as they are visible now.

    Raises:
        PublishRefusedError: It may not take the place of the live one, whose contents are given.
    """
    revision, fresh = revised.revision, revised.fresh
    index, sources = revision.write(folder, fresh, job.listing.ids, _list_rows(job, revised))
    make_whoosh_index(folder, index, job.log, revision.taught_alike)
    absent = _count_absent(job, sources)
    contents = describe_index(index, job.info, job.now, job.begin, absent, hide_when=live.hide_when)
    approve(contents, job.options, live)
    return contents, index


def _report_mended(job: SiteJob, lost: Lost, changes: Changes) -> None:
    for damage in lost.damage:
        message = f"{damage.removesuffix(WAY_OUT)}; this part is written anew, the others are taken over"
        job.log.report(Problem(str(job.rules.root), 0, message, refused=False))
    _log.debug("%d posts were read again for it", changes.posts_mended)


def _list_rows(job: SiteJob, revised: Revised[SourceFile]) -> dict[int, SourceRow]:
    """Return what is remembered of files that were touched, or read, by their places."""
    revision, difference = revised.revision, revised.difference
    outcomes, numbers = revision.read.outcomes(revised.fresh.lost), revision.number(revised.fresh)
    read = {at: row_of(file, outcomes[file.id], numbers, job.listed) for at, file in difference.changed.items()}
    return {**difference.touched, **read}


def _is_as_before(base: Base, job: SiteJob) -> bool:
    """Tell whether all but the posts and the time is as it was; with ``strict`` what is refused still fails."""
    contents = base.generation.manifest.contents
    left_out, refused = _count_absent(job, base.sources)
    if job.options.strict and refused:
        approve(replace(contents, refused=refused), job.options, contents)
    site = revise_site(base, job.info, base.memory.findings)
    return site == base.index.site and (left_out, refused) == (without_clock(contents.left_out), contents.refused)


def _count_absent(job: SiteJob, sources: Sources) -> Absent:
    """Return how many files were left out for each reason, and how many refused."""
    others = [outcome_of(file, {}).left_out for file in job.others]
    reasons = Counter(reason_of(code).value for code in sources.docs[sources.docs < REFUSED].tolist())
    reasons.update(reason.value for reason in others if reason)
    return Absent(dict(reasons), int((sources.docs == REFUSED).sum()) + others.count(None))

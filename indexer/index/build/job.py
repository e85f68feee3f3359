"""One build of a site: the site as it was found, and how its index is to be built."""

import logging
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from indexer.errors import PublishRefusedError
from indexer.garbage import without_collections
from indexer.index.build.options import BuildOptions
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.report import BuildLog, BuildReport, Changes, NullProgress, Progress
from indexer.index.build.site_info import SiteInfo, read_site_info
from indexer.index.build.sources import REFUSED, SourceRow, reason_code, settle
from indexer.index.generations.generation import Generation
from indexer.posts.files import list_files
from indexer.posts.generators.base import Rules
from indexer.posts.generators.several import SeveralSites
from indexer.posts.listing import Listing
from indexer.posts.post import Problem, Skipped, SkipReason
from indexer.posts.site import recognise_site
from indexer.posts.source_file import SourceFile

_log = logging.getLogger(__name__)

Found = SourceFile | Skipped | Problem


@dataclass(frozen=True)
class SiteJob:
    """One build of a site.

    Attributes:
        listing: The site's files.
        now: What counts as the future, aware.
        listed: When the files were listed, in nanoseconds since 1970.
        begin: When the build began, in seconds of the monotonic clock.
    """

    rules: Rules
    listing: Listing
    options: BuildOptions
    log: BuildLog
    now: datetime
    listed: int
    begin: float

    @cached_property
    def info(self) -> SiteInfo:
        """The site's own facts: its name, base URL and time zone."""
        return read_site_info(self.rules)

    @cached_property
    def sources(self) -> list[SourceFile]:
        """The files that may be posts, in the order of their ids."""
        with without_collections():
            return sorted(self.listing)

    @property
    def others(self) -> Collection[Skipped | Problem]:
        """What else was found, in the order of the paths."""
        return self.listing.others.values()

    @property
    def found(self) -> list[Found]:
        """All of it, in the order of the ids and paths."""
        files: dict[str, Found] = {file.id: file for file in self.sources}
        return [found for _, found in sorted({**files, **self.listing.others}.items())]

    def report(self, generation: Generation, changes: Changes | None = None) -> BuildReport:
        """Return what was done."""
        for fault in (*self.info.faults, *_find_empty_sites(self.rules, self.listing)):
            self.log.report(fault)
        problems, left_out = tuple(self.log.problems), tuple(self.log.left_out)
        own = self.info.glossary
        return BuildReport(self.rules.root, self.rules.name, generation, problems, left_out, changes, own)


def begin_job(site: Path, options: BuildOptions | None, progress: Progress | None) -> SiteJob:
    """Recognise a site and list its files.

    Raises:
        UsageError: The site is no folder, or its configuration or its glossary cannot be read.
        PublishRefusedError: A line of its glossary cannot be meant, and ``strict`` was asked for.
    """
    chosen, begin = options or BuildOptions(), time.monotonic()
    log = BuildLog(progress or NullProgress())
    rules, listed = recognise_site(site, chosen.pages, section_pages=chosen.section_pages), time.time_ns()
    listing = list_files(rules)
    _log.debug("%s: %s, %d files, listed in %.2f s", rules.root, rules.name, len(listing.ids), time.monotonic() - begin)
    job = SiteJob(rules, listing, chosen, log, chosen.now or datetime.now(UTC), listed, begin)
    if chosen.strict and job.info.faults:
        message = f"{job.info.faults[0]}; --strict was given. The live index is untouched"
        raise PublishRefusedError(message)
    return job


def _find_empty_sites(rules: Rules, listing: Listing) -> Iterator[Problem]:
    """Yield which of several sites has no posts: its folder may be another one, or of a disk that is not there."""
    if not isinstance(rules, SeveralSites) or not listing.ids:
        return
    with_posts = {post_id.partition("/")[0] for post_id in listing.ids}
    for name, own in rules.parts.items():
        if name not in with_posts:
            message = "no posts found in this site, others have some; check that it is the right folder"
            yield Problem(str(own.root), 0, message, refused=False)


def outcome_of(file: Found, outcomes: Mapping[str, Outcome]) -> Outcome:
    """Return the outcome of a file, or of what else was found."""
    match file:
        case SourceFile():
            return outcomes[file.id]
        case Skipped():
            return Outcome(file.id, left_out=file.reason)
        case Problem():
            return Outcome(file.path, None, None if file.refused else SkipReason.IGNORED, (file,))


def row_of(file: SourceFile, outcome: Outcome, numbers: Mapping[str, int], listed: int) -> SourceRow:
    """Return what is remembered of a file.

    Args:
        file: As it was listed.
        outcome: What came of it.
        numbers: The document of each post.
        listed: When, in nanoseconds since 1970.
    """
    code = reason_code(outcome.left_out) if outcome.left_out else REFUSED
    ctime, doc = settle(file.ctime_ns, listed), numbers.get(file.id, code)
    return SourceRow(file.id, file.size, file.mtime_ns, ctime, outcome.digest, doc)

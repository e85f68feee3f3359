"""What every build takes and tells: its options, who is told how it goes, and what came of it."""

import gc
import os
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from indexer.errors import IndexUnusableError, PublishRefusedError
from indexer.index.build.pipeline import WorkerPool
from indexer.index.build.reading import Outcome
from indexer.index.build.workers import Limits
from indexer.index.generations.generation import Generation, live_number
from indexer.index.generations.manifest import Contents, read_manifest
from indexer.posts.files import Listing, SourceFile, list_files
from indexer.posts.generators.base import Rules
from indexer.posts.post import IncludePolicy, Problem, Skipped, SkipReason
from indexer.posts.site import recognise_site
from indexer.whoosh_codec import write_toc
from indexer.whoosh_codec.installation import find_whoosh_problem


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build an index.

    Attributes:
        admission: Drafts, future and expired posts to be let in.
        force: Publish even an index with no posts, or with far fewer than the live one.
        strict: Publish nothing when a file was refused.
        workers: Processes that read posts; 0 for as many as there are processors.
        limits: For each file.
        now: What counts as the future; None for the time of the call.
    """

    admission: IncludePolicy = field(default_factory=IncludePolicy)
    force: bool = False
    strict: bool = False
    workers: int = 0
    limits: Limits = field(default_factory=Limits)
    now: datetime | None = None


class Progress(Protocol):
    """Who is told how a build goes."""

    def start(self, files: int) -> None:
        """Take note of how many files there are."""

    def advance(self, files: int) -> None:
        """Take note that so many more files have been read."""

    def tell(self, problem: Problem) -> None:
        """Take note of something wrong in a file; in the order of the files."""


class NullProgress:
    """Nobody is told."""

    def start(self, files: int) -> None:
        """Ignore it."""

    def advance(self, files: int) -> None:
        """Ignore it."""

    def tell(self, problem: Problem) -> None:
        """Ignore it."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How a site differs from what its index was made of.

    Attributes:
        read: Files that are new or were changed.
        recut: Posts that were not, but whose words are cut differently now.
        removed: Files that are gone.
    """

    read: int = 0
    recut: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        generator: What the site was recognised as.
        generation: What was published.
        problems: In the order of the files; warnings too.
        left_out: Every file that is not searchable, on purpose; of an update those among the files it read.
        changes: What an update found to do; None where everything was built.
    """

    site: Path
    generator: str
    generation: Generation
    problems: tuple[Problem, ...]
    left_out: tuple[Skipped, ...]
    changes: Changes | None = None

    @property
    def contents(self) -> Contents:
        """Return what the new index says about itself."""
        return self.generation.manifest.contents


@dataclass(slots=True)
class BuildLog:
    """What has been counted so far; ``repeated``: hashes of addresses that stand more than once, None if not known."""

    progress: Progress
    left_out: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0
    addresses: dict[str, str] = field(default_factory=dict)
    repeated: frozenset[int] | None = None

    def count(self, outcome: Outcome) -> None:
        """Take note of what came of a file."""
        if outcome.left_out:
            self.left_out.append(Skipped(outcome.id, outcome.left_out))
        elif outcome.url is None:
            self.refused += 1
        for problem in (*outcome.problems, *self._find_double(outcome)):
            self.tell(problem)

    def tell(self, problem: Problem) -> None:
        """Take note of something wrong."""
        self.problems.append(problem)
        self.progress.tell(problem)

    def _find_double(self, outcome: Outcome) -> Iterator[Problem]:
        # Both stay searchable: perhaps it is we who read the site's rules for addresses wrongly.
        if outcome.url is not None and (self.repeated is None or hash(outcome.url) in self.repeated):
            first = self.addresses.setdefault(outcome.url, outcome.id)
            if first != outcome.id:
                message = f"has the same address as {first}, {outcome.url}; give one of them another slug"
                yield Problem(outcome.id, 0, message, refused=False)

    def reasons(self) -> dict[str, int]:
        """Return how many files were left out for each reason, most frequent first."""
        counted = Counter(left.reason.value for left in self.left_out)
        return dict(counted.most_common())


Found = SourceFile | Skipped | Problem


@dataclass(frozen=True)
class BuildJob:
    """One build: the site as it was found, and how its index is to be built.

    Attributes:
        listing: Its files.
        now: What counts as the future.
        listed: When its files were listed, in nanoseconds since 1970.
        begin: On the monotonic clock.
    """

    rules: Rules
    listing: Listing
    options: BuildOptions
    tally: BuildLog
    now: datetime
    listed: int
    begin: float

    @cached_property
    def sources(self) -> list[SourceFile]:
        """The files that may be posts, in the order of their ids."""
        with _without_collections():
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

    @property
    def crew(self) -> WorkerPool:
        """Who does the work."""
        return WorkerPool(self.options.workers or os.cpu_count() or 1, self.options.limits)

    def describe(
        self,
        posts: int,
        terms: int,
        languages: Mapping[str, int],
        left_out: Mapping[str, int],
        refused: int,
    ) -> Contents:
        """Return what the index says about itself."""
        return Contents(
            site=str(self.rules.root),
            built=self.now,
            posts=posts,
            languages=languages,
            terms=terms,
            site_name=self.rules.title,
            base_url=self.rules.base_url,
            left_out=left_out,
            refused=refused,
            seconds=round(time.monotonic() - self.begin, 3),
        )

    def write_toc(self, folder: Path) -> None:
        """Make a store a Whoosh index, and warn of an installation of Whoosh that is about to break."""
        write_toc(folder)
        if problem := find_whoosh_problem():
            self.tally.tell(Problem("whoosh", 0, problem, refused=False))

    def report(self, generation: Generation, changes: Changes | None = None) -> BuildReport:
        """Say what was done."""
        problems, left_out = tuple(self.tally.problems), tuple(self.tally.left_out)
        return BuildReport(self.rules.root, self.rules.name, generation, problems, left_out, changes)


def begin_job(site: Path, options: BuildOptions | None, progress: Progress | None) -> BuildJob:
    """Recognise a site and list its files.

    Raises:
        UsageError: The site is no folder, or its configuration cannot be read.
    """
    chosen, begin = options or BuildOptions(), time.monotonic()
    tally = BuildLog(progress or NullProgress())
    rules, listed = recognise_site(site), time.time_ns()
    return BuildJob(rules, list_files(rules), chosen, tally, chosen.now or datetime.now(UTC), listed, begin)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Make very many small values without the garbage collector going through them again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def outcome_of(file: Found, outcomes: Mapping[str, Outcome]) -> Outcome:
    """Return what came of something that was found."""
    match file:
        case SourceFile():
            return outcomes[file.id]
        case Skipped():
            return Outcome(file.id, left_out=file.reason)
        case Problem():
            return Outcome(file.path, None, None if file.refused else SkipReason.IGNORED, (file,))


def live_contents(root: Path) -> Contents | None:
    """Return what the live index says about itself; None where there is none that can tell."""
    with suppress(IndexUnusableError):
        return read_manifest(root / f"g-{live_number(root)}").contents
    return None


def approve(contents: Contents, options: BuildOptions, live: Contents | None) -> None:
    """Refuse an index that looks wrong.

    Raises:
        PublishRefusedError: Says why, and how to have it all the same.
    """
    if options.strict and contents.refused:
        raise PublishRefusedError(
            f"{contents.site}: {_files(contents.refused)} could not be read, and --strict was given. "
            "The live index is untouched"
        )
    if options.force:
        return
    if not contents.posts:
        raise PublishRefusedError(
            f"{contents.site}: no posts found ({_describe_absent(contents)}). "
            "The live index is untouched; --force publishes an empty one"
        )
    if live and contents.posts * 2 < live.posts:
        raise PublishRefusedError(
            f"{contents.site}: {contents.posts} posts found, the live index holds {live.posts}, of {live.site}. "
            "It is untouched; --force publishes the smaller one"
        )


def _describe_absent(contents: Contents) -> str:
    absent: Mapping[str, int] = {**contents.left_out, "could not be read": contents.refused}
    return ", ".join(f"{count} {reason}" for reason, count in absent.items() if count) or "no Markdown files"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"

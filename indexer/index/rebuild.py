"""A site -> a published index of it."""

import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from indexer.errors import IndexUnusableError, PublishRefusedError
from indexer.index.generations import Generation, live_number
from indexer.index.layout import Details
from indexer.index.manifest import Contents, read_manifest
from indexer.index.part_writer import write_part
from indexer.index.pipeline import Crew, cut_documents, read_files
from indexer.index.publish import publish
from indexer.index.reading import Cutter, Outcome, Reader
from indexer.index.site import Site
from indexer.index.store import check_store, part_folder, write_store
from indexer.index.survey import Findings, choose_taught, mine_pairs
from indexer.index.workers import Limits
from indexer.posts.files import SourceFile, find_files
from indexer.posts.generators.base import Rules
from indexer.posts.post import Admission, LeftOut, Problem, Reason
from indexer.posts.site import recognise_site
from indexer.text.glossary import read_glossary, shipped_glossary

GLOSSARY = "search-glossary.tsv"
"""The site's own glossary, in its root: what the shipped one is, for the site's words."""
_SIZE_RATIO = 4
"""An index is smaller than this many times its sources; only asked where no index tells its size."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to build an index.

    Attributes:
        admission: Drafts, future and expired posts to be let in.
        force: Publish even an index with no posts, or with far fewer than the live one.
        strict: Publish nothing when a file was refused.
        workers: Processes that read posts; 0 for as many as there are processors.
        limits: For each file.
        now: What counts as the future; None for the time of the call.
    """

    admission: Admission = field(default_factory=Admission)
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


class Silence:
    """Nobody is told."""

    def start(self, files: int) -> None:
        """Ignore it."""

    def advance(self, files: int) -> None:
        """Ignore it."""

    def tell(self, problem: Problem) -> None:
        """Ignore it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did.

    Attributes:
        generator: What the site was recognised as.
        generation: What was published.
        problems: In the order of the files; warnings too.
        left_out: Every file that is not searchable, on purpose.
    """

    site: Path
    generator: str
    generation: Generation
    problems: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def contents(self) -> Contents:
        """Return what the new index says about itself."""
        return self.generation.manifest.contents


@dataclass(slots=True)
class _Tally:
    """What has been counted so far, while files are read."""

    progress: Progress
    left_out: list[LeftOut] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0
    addresses: dict[str, str] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> None:
        if outcome.left_out:
            self.left_out.append(LeftOut(outcome.id, outcome.left_out))
        elif outcome.url is None:
            self.refused += 1
        for problem in (*outcome.problems, *self._find_double(outcome)):
            self.problems.append(problem)
            self.progress.tell(problem)

    def _find_double(self, outcome: Outcome) -> Iterator[Problem]:
        # Both stay searchable: perhaps it is we who read the site's rules for addresses wrongly.
        if outcome.url is not None:
            first = self.addresses.setdefault(outcome.url, outcome.id)
            if first != outcome.id:
                message = f"has the same address as {first}, {outcome.url}; give one of them another slug"
                yield Problem(outcome.id, 0, message, refused=False)

    def advance(self, files: int) -> None:
        self.progress.advance(files)

    def reasons(self) -> dict[str, int]:
        counted = Counter(left.reason.value for left in self.left_out)
        return dict(counted.most_common())


def rebuild(site: Path, root: Path, options: Options | None = None, progress: Progress | None = None) -> Report:
    """Read every post of a site, build a complete new index beside the live one, check it, and publish it.

    The index is the same whatever the number of workers.

    Args:
        site: A site's root, or a folder of Markdown posts.
        root: The index folder.
        options: How to build.
        progress: Who is told how it goes.

    Raises:
        UsageError: The site is no folder, or its configuration cannot be read.
        PublishRefusedError: The new index looks wrong, see ``Options``; the live one is untouched.
        SearchIndexError: As ``publish``.
    """
    chosen, listener, begin = options or Options(), progress or Silence(), time.monotonic()
    rules = recognise_site(site)
    found = list(find_files(rules))
    now = chosen.now or datetime.now(UTC)
    tally = _Tally(listener)

    def build(folder: Path) -> Contents:
        listener.start(len(found))
        with TemporaryDirectory(dir=folder, prefix="drafts-") as drafts:
            details = _build(folder, Path(drafts), found, rules, now, chosen, tally)
        contents = _make_contents(rules, now, details, tally, time.monotonic() - begin)
        _approve(contents, chosen, _live_contents(root))
        return contents

    size = sum(file.size for file in found if isinstance(file, SourceFile))
    generation = publish(root, build, check=lambda folder, _: check_store(folder), expected_bytes=_SIZE_RATIO * size)
    return Report(rules.root, rules.name, generation, tuple(tally.problems), tuple(tally.left_out))


Found = Sequence[SourceFile | LeftOut | Problem]


def _build(
    folder: Path, drafts: Path, found: Found, rules: Rules, now: datetime, options: Options, tally: "_Tally"
) -> Details:
    """Read, cut and write; returns what the one part holds."""
    crew = Crew(options.workers or os.cpu_count() or 1, options.limits)
    sources = [file for file in found if isinstance(file, SourceFile)]
    tally.advance(len(found) - len(sources))
    read = read_files(sources, Reader(rules, now, options.admission, drafts), crew, tally.advance)
    site = make_site(rules, read.findings)
    cut = cut_documents(read, Cutter(rules, site.taught), crew, drafts)
    outcomes = read.outcomes | {outcome.id: outcome for outcome in cut.lost}
    for file in found:
        tally.count(_outcome_of(file, outcomes))
    part_folder(folder, 0).mkdir()
    details = write_part(part_folder(folder, 0), cut.parts)
    write_store(folder, site, [details.posts])
    return details


def make_site(rules: Rules, findings: Findings) -> Site:
    """Put together what is known of a site."""
    own = read_glossary(rules.root / GLOSSARY) if (rules.root / GLOSSARY).is_file() else []
    glossary = (*shipped_glossary(), *own)
    return Site(
        name=rules.title,
        base_url=rules.base_url,
        time_zone=str(rules.time_zone),
        taught=choose_taught(findings, glossary),
        glossary=tuple(own),
        mined=mine_pairs(findings, glossary),
    )


def _outcome_of(file: SourceFile | LeftOut | Problem, outcomes: Mapping[str, Outcome]) -> Outcome:
    match file:
        case SourceFile():
            return outcomes[file.id]
        case LeftOut():
            return Outcome(file.id, left_out=file.reason)
        case Problem():
            return Outcome(file.path, None, None if file.refused else Reason.IGNORED, (file,))


def _make_contents(rules: Rules, now: datetime, details: Details, tally: _Tally, seconds: float) -> Contents:
    return Contents(
        site=str(rules.root),
        built=now,
        posts=details.posts,
        languages=details.languages,
        terms=details.terms,
        site_name=rules.title,
        base_url=rules.base_url,
        left_out=tally.reasons(),
        refused=tally.refused,
        seconds=round(seconds, 3),
    )


def _live_contents(root: Path) -> Contents | None:
    """Return what the live index says about itself; None where there is none that can tell."""
    with suppress(IndexUnusableError):
        return read_manifest(root / f"g-{live_number(root)}").contents
    return None


def _approve(contents: Contents, options: Options, live: Contents | None) -> None:
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

"""Facts about the sources of a site against its index: what an update would find to do, and why."""

import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np

from indexer.errors import ConfigurationError, SearchIndexError
from indexer.index.build.changes.difference import Difference, compare_files
from indexer.index.build.job import SiteJob, begin_job
from indexer.index.build.memory import read_memory, sign_site
from indexer.index.build.options import BuildOptions
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.passes.pipeline import batch_files, read_batches
from indexer.index.build.passes.reading import BatchReader
from indexer.index.build.sources import Sources
from indexer.posts.post import IncludePolicy, Problem
from indexer.posts.source_file import SourceFile

_MINUTE_NS = 60_000_000_000


_KINDS = ("missing", "stale", "hidden")


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """The files of a site against the index of it.

    Attributes:
        site: The folder; None where the index is of posts that a program gave, or there is none to say whose it is.
        problem: Why the site cannot be looked at; empty where it can.
        is_misconfigured: Whether that is its own configuration, or a setting, which has to be corrected.
        generator: What the site was recognised as.
        files: How many Markdown files it has.
        posts: How many posts the index has of it, without a site 0; None where no index can be read.
        missing: Posts that are not in the index.
        stale: Posts whose file differs from what was indexed.
        hidden: Posts that the index shows, and that the site hides by now or publishes only later.
        gone: Posts of the index whose files are gone.
        refused: Files that cannot be read, each with its line and reason.
        unpinned: Lines of the glossary that pin a path which is no post of the index, nor would be one after an update.
        has_other_rules: Whether the site's configuration, the settings of a build, or the libraries that cut words
            differ from those of the index.
        from_the_future: Files that were last changed later than now.
        folders: How many folders its posts lie in.
    """

    site: Path | None = None
    problem: str = ""
    is_misconfigured: bool = False
    generator: str = ""
    files: int = 0
    posts: int | None = None
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unpinned: tuple[str, ...] = ()
    has_other_rules: bool = False
    from_the_future: tuple[str, ...] = ()
    folders: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What an index remembers of its sources."""

    sources: Sources
    signature: str


def gather_sources(
    site: Path | None, generation: Path | None, options: BuildOptions
) -> tuple[SourceFacts, BuildOptions]:
    """Compare a site with its index; what differs is read.

    Args:
        site: Its folder, if any.
        generation: The folder of the live generation; None where none can be read.
        options: Of a build.

    Returns:
        The facts, and the options with which the index was built: drafts, future and expired posts may be in it.
    """
    if site is None:
        return SourceFacts(posts=0 if generation else None), options
    try:
        job = begin_job(site, options, None)
    except SearchIndexError as error:
        return SourceFacts(site, str(error), isinstance(error, ConfigurationError)), options
    listing = job.listing
    future = [each.id for each in listing if each.mtime_ns > time.time_ns() + _MINUTE_NS]
    facts = SourceFacts(
        site,
        generator=job.rules.name,
        files=len(listing.ids),
        refused=tuple(str(each) for each in job.others if isinstance(each, Problem) and each.refused),
        from_the_future=tuple(future),
        folders=len(listing.folders),
    )
    known = _read_known(generation) if generation else None
    if known is None:
        return facts, options
    include, is_same = _find_include(job, known.signature)
    job = replace(job, options=replace(job.options, include=include))
    return _compare(replace(facts, has_other_rules=not is_same), job, known.sources), job.options


def _read_known(generation: Path) -> _Known | None:
    try:
        return _Known(Sources.read(generation), read_memory(generation).signature)
    except (OSError, ValueError, KeyError):
        return None  # told as damage of the index


def _find_include(job: SiteJob, signature: str) -> tuple[IncludePolicy, bool]:
    """Find out if drafts, future and expired posts were included when the index was built: only its signature tells."""
    given = job.options.include
    for drafts, future, expired in product((given.drafts, True), (given.future, True), (given.expired, True)):
        include = replace(given, drafts=drafts, future=future, expired=expired)
        if sign_site(job.rules, include) == signature:
            return include, True
    return given, False


def _compare(facts: SourceFacts, job: SiteJob, sources: Sources) -> SourceFacts:
    difference = compare_files(sources, job)
    outcomes = _read(job, difference)
    docs, ids = sources.docs, sources.ids
    found = [
        _classify(outcomes[file.id], difference.replaced.get(at), sources, int(difference.places[at]))
        for at, file in difference.changed.items()
    ]
    names = {kind: tuple(sorted(post_id for post_id, each in found if each == kind)) for kind in _KINDS}
    shown = {*(ids[place] for place in np.flatnonzero(docs >= 0).tolist()), *names["missing"]}
    gone = np.setdiff1d(np.flatnonzero(docs >= 0), difference.places[difference.places >= 0])
    refused = [
        problem for file in difference.changed.values() for problem in outcomes[file.id].problems if problem.refused
    ]
    return replace(
        facts,
        posts=int((docs >= 0).sum()),
        missing=names["missing"],
        stale=names["stale"],
        hidden=names["hidden"],
        gone=tuple(sorted(ids[place] for place in gone.tolist())),
        refused=(*facts.refused, *sorted(map(str, refused))),
        unpinned=tuple(f"> {pin.query} | {pin.post}" for pin in job.info.glossary.pins if pin.post not in shown),
    )


def _classify(outcome: Outcome, doc: int | None, sources: Sources, place: int) -> tuple[str, str]:
    """Return the id of a file that an update would read, and how it differs; an empty text where it does not."""
    if outcome.url is None:
        return outcome.id, "" if doc is None else "hidden"
    if doc is None:
        return outcome.id, "missing"
    return outcome.id, "" if sources.row(place).digest == outcome.digest else "stale"


def _read(job: SiteJob, difference: Difference[SourceFile]) -> Mapping[str, Outcome]:
    """Read the files that an update would read, in worker processes as it would."""
    files = sorted(difference.changed.values())
    pool = job.options.pool.for_posts(len(files))
    with tempfile.TemporaryDirectory() as scratch:
        reader = BatchReader(job.rules, job.now, job.options.include, Path(scratch))
        return read_batches(batch_files(files, pool.workers), reader, pool, lambda _files: None).outcomes()

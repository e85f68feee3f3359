"""Bring an index up to date: only what changed is read, and laid beside what is there.

The parts of the live generation are taken over by hard links; the posts that are new or changed become a part of their
own, and the documents they replace are dead. Where posts are gone or hidden, the parts that held them are rewritten
without them first, see ``withdrawal``; where a part is damaged, its posts are read again, see ``salvage``. Small parts
are merged now and then, so that there are never many. What comes out answers as a rebuild would: words are counted over
the documents that live, and where a changed post teaches the segmenter a new word, the posts that hold its characters
are cut anew too. Where too much has changed, or anything that decides over every post, everything is built anew.
"""

import logging
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.errors import WAY_OUT, IndexDamagedError, IndexUnusableError, NotAtRestError, is_passing, tell_mistake
from indexer.index.build.approval import approve
from indexer.index.build.contents import Absent, describe_index, without_clock
from indexer.index.build.difference import Difference, compare
from indexer.index.build.hold import Hold, hold_back, require_as_listed, require_rest
from indexer.index.build.job import SiteJob, outcome_of
from indexer.index.build.log_cleaning import clean_query_log
from indexer.index.build.memory import sign_site
from indexer.index.build.options import BuildOptions
from indexer.index.build.origin import begin_own_job
from indexer.index.build.outcomes import Outcome
from indexer.index.build.pipeline import AnalyzedPosts, ReadPosts, batch_files, read_batches
from indexer.index.build.reading import BatchReader
from indexer.index.build.rebuild import publish_whole, row_of
from indexer.index.build.report import BuildReport, Changes, Progress
from indexer.index.build.revision import Base, Lost, Revision, check_revision, revise, revise_site
from indexer.index.build.salvage import salvage
from indexer.index.build.sources import REFUSED, Sources, reason_of
from indexer.index.build.whoosh_index import make_whoosh_index
from indexer.index.build.withdrawal import purge
from indexer.index.generations.generation import current_generation
from indexer.index.generations.manifest import Contents
from indexer.index.generations.publish import Staging, Withdrawal, explain_write_errors, stage
from indexer.posts.post import Problem
from indexer.posts.site import existing_folder
from indexer.posts.source_file import SourceFile

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Built:
    """The result of building upon the live generation.

    Attributes:
        contents: Of the new generation; None where nothing changed, or (with no ``changes``) too much did.
        changes: None where the update was given up.
        withdrawal: Of posts that are gone or hidden; None where none is.
    """

    contents: Contents | None = None
    changes: Changes | None = None
    withdrawal: Withdrawal | None = None


def update(
    site: Path,
    root: Path,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
    hold: Hold | None = None,
) -> BuildReport:
    """Bring a site's index up to date, and publish it in one step; build it where there is none.

    Nothing is published where nothing changed.

    Args:
        site: A site's root, or a folder of Markdown posts.
        root: The index folder.
        options: How to build.
        progress: Receives the progress.
        hold: Knows which files are being written to; these stay as they are in the index.

    Raises:
        UsageError: The site is no folder, or its configuration cannot be read.
        NotAtRestError: Files are being written to, and without them nothing can be built.
        PublishRefusedError: The index is of another site, or the new one looks wrong, see ``BuildOptions``; the live
            one is untouched.
        SearchIndexError: As ``stage``.
    """
    existing_folder(site)
    with stage(root, renews=True) as staging, explain_write_errors(root):
        job = begin_own_job(site, root, options, progress)  # listed now that no other writer is at work
        base, fault = _open_base(job, root)
        if hold and hold.holds_rules((sign_site(job.rules, job.options.include), job.info)):
            raise NotAtRestError(f"{site}: the configuration has just been changed")
        built, fault = _try_upon(base, job, staging, hold) if base else (_Built(), fault)
        left = _open_intact_parts(job, root) if fault else None
        if left:
            staging.clear()
            job = begin_own_job(site, root, options, progress)
            built, _ = _try_upon(left, job, staging, hold)
        if built.contents:
            check_revision(staging.folder, built.contents)
            generation = staging.publish(built.contents, built.withdrawal)
            clean_query_log(generation, built.withdrawal, job.options.query_log, job.log)
            return job.report(generation, built.changes)
        if built.changes:
            return job.report(current_generation(root), built.changes)
        _log.debug("everything is built anew%s", f": {fault}" if fault else "")
        staging.clear()
        job = begin_own_job(site, root, options, progress)
        if hold:
            require_rest(job, hold, root)
        if fault:
            message = f"cannot be built upon ({fault}); everything is built anew"
            job.log.report(Problem(str(base.generation.path if base else root), 0, message, refused=False))
        return job.report(publish_whole(job, staging, must_rest=hold is not None))


def _open_base(job: SiteJob, root: Path) -> tuple[Base | None, str]:
    """Open what an update builds upon; None where there is nothing such, and why where it is damaged."""
    try:
        generation = current_generation(root)
        base = Base.open(generation)
    except IndexDamagedError as error:
        return None, str(error)
    except (IndexUnusableError, OSError, ValueError, KeyError) as error:
        if is_passing(error):
            raise
        return None, ""
    return (base if _fits(base, job) and not generation.degraded else None), generation.degraded


def _open_intact_parts(job: SiteJob, root: Path) -> Base | None:
    """Open what is left of a damaged live generation to build upon it; None where that cannot be done."""
    try:
        base = salvage(root)
    except (IndexUnusableError, OSError, ValueError, KeyError) as error:
        if is_passing(error):
            raise
        return None
    return base if base and _fits(base, job) else None


def _fits(base: Base, job: SiteJob) -> bool:
    """Tell whether a base is of the same site, by the same rules."""
    same_site = base.generation.manifest.contents.site == job.info.folder
    return same_site and base.memory.signature == sign_site(job.rules, job.options.include)


def _try_upon(base: Base, job: SiteJob, staging: Staging, hold: Hold | None) -> tuple[_Built, str]:
    """Build upon the live generation; return what came of it, and why it cannot be built upon, if so."""
    try:
        difference = compare(base.sources, job)
        counted = len(difference.changed), len(difference.touched), difference.gone
        _log.debug("upon %s: %d files may have changed, %d were touched, %d are gone", base.generation.name, *counted)
        if hold:
            job, difference = hold_back(difference, job, base.sources, hold)
        return _build_upon(base, job, difference, staging, must_rest=hold is not None), ""
    except (ValueError, KeyError, IndexError, IndexUnusableError) as error:  # it is not what it seemed
        if is_passing(error):
            raise
        return _Built(), tell_mistake(error)


def _build_upon(base: Base, job: SiteJob, difference: Difference, staging: Staging, *, must_rest: bool) -> _Built:
    """Build upon the live generation, unless nothing changed or too much did."""
    job.log.progress.start(len(difference.changed))
    read = _read(job, difference, staging.scratch)
    if must_rest:
        require_as_listed(difference.changed.values())
    outcomes = read.outcomes()
    withdrawn = difference.find_withdrawn(outcomes, base.index.documents, job.now)
    changed = difference.count_new(base.sources, outcomes)
    is_to_be_published = withdrawn or changed or difference.requires_publishing or base.lost
    if not is_to_be_published and _is_as_before(base, job):
        for part in base.index.parts:  # what rots is mended by the next update, though the site stays as it is
            part.require_intact()
        _report_outcomes(job, difference, outcomes)
        return _Built(changes=Changes())
    purged = purge(base, withdrawn, job.info, job.options.pool, staging) if withdrawn else None
    if withdrawn and not purged:
        return _Built()
    lesser = purged.base if purged else base
    remaining = difference.upon(lesser.sources, job.listing.ids) if purged else difference
    revision = revise(lesser, job.info, remaining.places, remaining.dead, read, now=job.now)
    if revision.is_too_much:
        return _Built()
    before, after = base.index.site.glossary.rows, job.info.glossary.rows
    mended = _find_mended(base, difference, outcomes)
    changes = Changes(
        read=changed - len(mended),
        recut=len(revision.recut) + (purged.recut if purged else 0),
        removed=difference.gone + len(_find_gone(base, job)),
        glossary_added=len(after - before),
        glossary_removed=len(before - after),
        parts_mended=len(base.lost.damage) if base.lost else 0,
        posts_mended=len(mended),
    )
    fresh = revision.analyze(job.options.pool, staging.scratch)
    if {lost.id for lost in fresh.lost} & lesser.sources.digests_of_posts.keys():
        return _Built()  # withdrawn too, as it turns out: everything is built anew without it
    _report_outcomes(job, difference, outcomes)
    for lost in fresh.lost:
        job.log.add(lost)
    sources = _renew_sources(job, remaining, revision, fresh)
    index = revision.write(staging.folder, fresh, sources)
    make_whoosh_index(staging.folder, job.log)
    live, absent = base.generation.manifest.contents, _count_absent(job, sources)
    contents = describe_index(index, job.info, job.now, job.begin, absent, hide_when=live.hide_when)
    approve(contents, job.options, live)
    if base.lost:
        _report_mended(job, base.lost, changes)
        return _Built(contents, changes, Withdrawal())  # the damaged part may hold posts that are gone by now
    return _Built(contents, changes, purged.withdrawal if purged else None)


def _find_mended(base: Base, difference: Difference, outcomes: Mapping[str, Outcome]) -> list[str]:
    """Return the ids of posts that were read only because their part was damaged."""
    digests = base.lost.digests if base.lost else {}
    read = (file.id for file in difference.changed.values())
    return [post_id for post_id in read if digests.get(post_id) == outcomes[post_id].digest]


def _find_gone(base: Base, job: SiteJob) -> Collection[str]:
    """Return the ids of posts of damaged parts whose files are gone."""
    return base.lost.digests.keys() - set(job.listing.ids) if base.lost else ()


def _report_mended(job: SiteJob, lost: Lost, changes: Changes) -> None:
    for damage in lost.damage:
        message = f"{damage.removesuffix(WAY_OUT)}; this part is written anew, the others are taken over"
        job.log.report(Problem(str(job.rules.root), 0, message, refused=False))
    _log.debug("%d posts were read again for it", changes.posts_mended)


def _renew_sources(job: SiteJob, difference: Difference, revision: Revision, fresh: AnalyzedPosts) -> Sources:
    """Return the table of the files that there are now."""
    outcomes, numbers, ids = revision.read.outcomes(fresh.lost), revision.number(fresh), job.listing.ids
    read = {at: row_of(file, outcomes[file.id], numbers, job.listed) for at, file in difference.changed.items()}
    rows = {**difference.touched, **read}
    rows |= revision.recut_rows(ids, rows, numbers)
    return revision.base.sources.renew(ids, difference.places, rows)


def _read(job: SiteJob, difference: Difference, scratch: Path) -> ReadPosts:
    files = sorted(difference.changed.values())
    pool = job.options.pool.for_posts(len(files))
    reader = BatchReader(job.rules, job.now, job.options.include, scratch)
    return read_batches(batch_files(files, pool.workers), reader, pool, job.log.progress.advance)


def _report_outcomes(job: SiteJob, difference: Difference, outcomes: Mapping[str, Outcome]) -> None:
    """Count and report what came of the files that were read, and what cannot be read at all."""
    problems = [file for file in job.others if isinstance(file, Problem)]
    found: list[Problem | SourceFile] = [*problems, *difference.changed.values()]
    for file in sorted(found, key=lambda file: file.path if isinstance(file, Problem) else file.id):
        job.log.add(outcome_of(file, outcomes))


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

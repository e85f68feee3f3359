"""Bring an index up to date: only what changed is read, and laid beside what is there.

The parts of the live generation are taken over by hard links; the posts that are new or changed become a part of their
own, and the documents they replace are dead. Where posts are gone or hidden, the parts that held them are rewritten
without them first, see ``withdrawal``; where a part is damaged, its posts are read again, see ``salvage``. Small parts
are merged now and then, so that there are never many. What comes out answers as a rebuild would: words are counted over
the documents that live, and where a changed post teaches the segmenter a new word, the posts that hold its characters
are cut anew too. Where too much has changed, or anything that decides over every post, everything is built anew.
"""

import logging
from functools import partial
from pathlib import Path

from indexer.errors import IndexDamagedError, IndexUnusableError, NotAtRestError, is_passing, tell_mistake
from indexer.garbage import collecting_rarely
from indexer.index.build.changes.base import Base
from indexer.index.build.changes.build_upon import Built, build_upon
from indexer.index.build.changes.difference import compare_files
from indexer.index.build.changes.hold import Hold, hold_back, require_rest
from indexer.index.build.changes.revision import check_revision
from indexer.index.build.job import SiteJob
from indexer.index.build.memory import sign_site
from indexer.index.build.options import BuildOptions
from indexer.index.build.origin import begin_own_job
from indexer.index.build.publication import keep, publish
from indexer.index.build.report import BuildReport, Changes, Progress
from indexer.index.generations.generation import current_generation
from indexer.index.generations.publish import Staging, explain_write_errors, stage
from indexer.posts.post import Problem
from indexer.posts.site import existing_folder

_log = logging.getLogger(__name__)


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
    with collecting_rarely(), stage(root, renews=True) as staging, explain_write_errors(root):
        begin = partial(begin_own_job, site, root, options, progress)
        job = begin()  # the site is listed now that no other writer is at work
        base, fault = _open_base(job, root)
        if hold:
            _require_rules_at_rest(site, job, hold)
        built, fault = _try_upon(base, job, staging, hold) if base else (Built(), fault)
        intact = _open_intact_parts(job, root) if fault else None
        if intact:
            staging.clear()
            job = begin()
            built, _ = _try_upon(intact, job, staging, hold)
        if built.changes:
            return _publish(built, built.changes, job, staging)
        _log.debug("everything is built anew%s", f": {fault}" if fault else "")
        staging.clear()
        return _build_anew(begin(), staging, hold, _describe(fault, base.generation.path if base else root))


def _require_rules_at_rest(site: Path, job: SiteJob, hold: Hold) -> None:
    if hold.holds_rules((sign_site(job.rules, job.options.include), job.info)):
        raise NotAtRestError(f"{site}: the configuration has just been changed")


def _describe(fault: str, path: Path) -> Problem | None:
    """Say why a generation cannot be built upon; None where nothing is wrong with it."""
    message = f"cannot be built upon ({fault}); everything is built anew"
    return Problem(str(path), 0, message, refused=False) if fault else None


def _build_anew(job: SiteJob, staging: Staging, hold: Hold | None, problem: Problem | None) -> BuildReport:
    """Build everything anew and publish it, and report what was wrong with the live generation."""
    from indexer.index.build.rebuild import publish_whole  # noqa: PLC0415  most updates find something to build upon

    if hold:
        require_rest(job, hold, staging.root)
    if problem:
        job.log.report(problem)
    return job.report(publish_whole(job, staging, must_rest=hold is not None))


def _publish(built: Built, changes: Changes, job: SiteJob, staging: Staging) -> BuildReport:
    """Publish what was built upon the live generation, where anything changed."""
    if not (built.contents and built.index):
        return job.report(keep(current_generation(staging.root), job.options.query_log, job.log), changes)
    check_revision(staging.folder, built.contents, built.index)
    generation = publish(staging, built.contents, built.withdrawal, job.options.query_log, job.log)
    return job.report(generation, changes)


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
    from indexer.index.build.changes.salvage import salvage  # noqa: PLC0415  little is ever damaged

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


def _try_upon(base: Base, job: SiteJob, staging: Staging, hold: Hold | None) -> tuple[Built, str]:
    """Build upon the live generation; return what came of it, and why it cannot be built upon, if so."""
    try:
        difference = compare_files(base.sources, job)
        counted = len(difference.changed), len(difference.touched), difference.gone
        _log.debug("upon %s: %d files may have changed, %d were touched, %d are gone", base.generation.name, *counted)
        if hold:
            job, difference = hold_back(difference, job, base.sources, hold)
        return build_upon(base, job, difference, staging, must_rest=hold is not None), ""
    except (ValueError, KeyError, IndexError, IndexUnusableError) as error:  # it is not what it seemed
        if is_passing(error):
            raise
        return Built(), tell_mistake(error)

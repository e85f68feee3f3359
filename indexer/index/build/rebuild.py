"""A site -> a published index of it, built from nothing."""

import logging
import time
from pathlib import Path

from indexer.garbage import collecting_rarely
from indexer.index.build.approval import approve, find_dropped_rules, protected_contents
from indexer.index.build.assembly import assemble, load_before, load_meanwhile
from indexer.index.build.changes.hold import require_readable
from indexer.index.build.changes.withdrawal import withdraw_missing
from indexer.index.build.contents import Absent, describe_index
from indexer.index.build.job import SiteJob, outcome_of, row_of
from indexer.index.build.memory import BuildMemory, sign_site, write_memory
from indexer.index.build.options import BuildOptions
from indexer.index.build.origin import begin_own_job, find_move
from indexer.index.build.passes.pipeline import batch_files, read_batches
from indexer.index.build.passes.reading import BatchReader
from indexer.index.build.publication import publish
from indexer.index.build.report import BuildReport, Progress
from indexer.index.build.sources import Sources
from indexer.index.build.whoosh_index import make_whoosh_index
from indexer.index.generations.contents import Contents
from indexer.index.generations.generation import Generation
from indexer.index.generations.publish import Staging, explain_write_errors, require_space, stage
from indexer.posts.site import existing_folder
from indexer.whoosh_codec import check_store

_log = logging.getLogger(__name__)

_SIZE_RATIO = 4
"""An index is smaller than this many times its sources; only asked where no index tells its size."""


def rebuild(
    site: Path, root: Path, options: BuildOptions | None = None, progress: Progress | None = None
) -> BuildReport:
    """Read every post of a site, build a complete new index beside the live one, check it, and publish it.

    The index is the same whatever the number of workers.

    Args:
        site: A site's root, or a folder of Markdown posts.
        root: The index folder.
        options: How to build.
        progress: Receives the progress.

    Raises:
        UsageError: The site is no folder, or its configuration cannot be read.
        PublishRefusedError: The index is of another site, or the new one looks wrong, see ``BuildOptions``; the live
            one is untouched.
        SearchIndexError: As ``stage``.
    """
    existing_folder(site)
    with stage(root) as staging, explain_write_errors(root):
        job = begin_own_job(site, root, options, progress)  # listed now that no other writer is at work
        return job.report(publish_whole(job, staging))


def publish_whole(job: SiteJob, staging: Staging, *, must_rest: bool = False) -> Generation:
    """Build an index of a whole site, check it, and publish it.

    Args:
        job: All files of the site.
        staging: Where it is built.
        must_rest: Whether to refuse it where a file could not be read because it was being written to.

    Raises:
        NotAtRestError: There was such a file.
    """
    with collecting_rarely():
        contents = _build(job, staging, must_rest=must_rest)
    live = protected_contents(staging.root)
    approve(contents, job.options, live)
    for problem in (find_move(live, job), *find_dropped_rules(job.options, live)):
        if problem:
            job.log.report(problem)
    check_store(staging.folder)
    withdrawal = withdraw_missing(staging, job.info, job.options.pool, job.now)
    return publish(staging, contents, withdrawal, job.options.query_log, job.log)


def _build(job: SiteJob, staging: Staging, *, must_rest: bool) -> Contents:
    sources, log, pool = job.sources, job.log, job.options.pool
    require_space(staging.root, _SIZE_RATIO * sum(file.size for file in sources))
    log.progress.start(len(sources) + len(job.others))
    log.progress.advance(len(job.others))
    reader = BatchReader(job.rules, job.now, job.options.include, staging.scratch)
    load_before()
    read = read_batches(batch_files(sources, pool.workers), reader, pool, log.progress.advance, load_meanwhile)
    _log.debug("read %d posts, %.2f s after the beginning", read.posts, time.monotonic() - job.begin)
    if must_rest:
        require_readable(sources, read.outcomes())
    built = assemble(staging, job.info, read, pool, job.now)
    _log.debug("cut into words and written, %.2f s after the beginning", time.monotonic() - job.begin)
    make_whoosh_index(staging.folder, built.index, log)
    outcomes = read.outcomes(built.lost)
    log.repeated = read.repeated_addresses()
    for file in job.found:
        log.add(outcome_of(file, outcomes))
    numbers = {post_id: number for number, post_id in enumerate(built.ids)}
    Sources.of(row_of(file, outcomes[file.id], numbers, job.listed) for file in job.listing).write(staging.folder)
    write_memory(staging.folder, BuildMemory(sign_site(job.rules, job.options.include), read.findings))
    absent, rules = Absent(log.reasons(), log.refused), job.options.include.hide_when
    return describe_index(built.index, job.info, job.now, job.begin, absent, hide_when=map(str, rules))

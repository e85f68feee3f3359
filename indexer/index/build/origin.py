"""An index remembers its site: another one never replaces it unasked.

A site is known by its folder. A folder of another name is taken for the same site where it says the same base URL (or
neither says one) and holds the files of at least half of the posts that are indexed: it was moved, cloned again, or
deployed as another release. Anything else is another site.
"""

from contextlib import suppress
from pathlib import Path

from indexer.errors import PublishRefusedError
from indexer.index.build.approval import protected_contents, remember_rules
from indexer.index.build.job import SiteJob, begin_job
from indexer.index.build.options import BuildOptions
from indexer.index.build.report import Progress
from indexer.index.build.sources import Sources
from indexer.index.generations.contents import Contents
from indexer.index.generations.generation import live_number, numbers
from indexer.posts.post import Problem
from indexer.posts.site import existing_folder


def begin_own_job(site: Path, root: Path, options: BuildOptions | None, progress: Progress | None) -> SiteJob:
    """Recognise a site and list its files; make sure that it is the site of the index, and heed that one's rules.

    Needs the lock of the index.

    Raises:
        UsageError: The site is no folder, or its configuration cannot be read.
        PublishRefusedError: The index is of another site, and ``force`` was not asked for.
    """
    live = protected_contents(root)
    job = begin_job(site, remember_rules(options or BuildOptions(), live), progress)
    if live and not (job.options.force or live.site == job.info.folder or _is_same_site(live, job, root)):
        raise PublishRefusedError(
            f"{root}: the index is of {live.site or 'posts that a program gave'}, and not of {job.info.folder}. "
            "It is untouched; give the other site a folder of its own with --index, or replace this one with --force"
        )
    return job


def is_of_another(root: Path, site: Path) -> bool:
    """Say whether an index is of another site, which no build replaces unasked; False where there is none.

    Raises:
        UsageError: The site is no folder, or its configuration cannot be read.
    """
    live = protected_contents(root)
    if live is None or live.site == str(existing_folder(site)):
        return False
    return not _is_same_site(live, begin_job(site, None, None), root)


def find_move(live: Contents | None, job: SiteJob) -> Problem | None:
    """Return a note that the site of the index stands in another folder now; None where it does not."""
    if not live or not live.site or job.options.force or live.site == job.info.folder:
        return None
    message = f"is now {job.info.folder}, as its base URL and its files tell; all of it is read anew"
    return Problem(live.site, 0, message, refused=False)


def _is_same_site(live: Contents, job: SiteJob, root: Path) -> bool:
    """Say whether a site in another folder is the one that was indexed."""
    if not live.site or live.base_url != job.info.base_url:
        return False
    with suppress(OSError, ValueError):  # of a damaged index, or one of another format, nothing more can be told
        indexed = Sources.read(_newest_folder(root)).digests_of_posts.keys()
        return bool(indexed) and 2 * len(indexed & set(job.listing.ids)) >= len(indexed)
    return False


def _newest_folder(root: Path) -> Path:
    return root / f"g-{live_number(root) or max(numbers(root), default=0)}"

"""Posts from a program (rows of a database, messages of a forum …) -> a published index, without a site.

The index records that it has no site. An update adds or replaces posts by their ids, and removes only those that it is
told to. Where everything has to be built anew, the documents come from the live index itself.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from indexer.errors import FROM_DAMAGED_BYTES, IndexDamagedError, UsageError, judge_read_error
from indexer.index.build.approval import approve, protected_contents
from indexer.index.build.changes.base import Base
from indexer.index.build.changes.difference import compare_posts
from indexer.index.build.options import BuildOptions
from indexer.index.build.passes.post_store import PostStore
from indexer.index.build.posts_job import PostsJob
from indexer.index.build.report import BuildLog, BuildReport, NullProgress, Progress
from indexer.index.build.site_info import SiteInfo, restore_site_info
from indexer.index.generations.generation import current_generation
from indexer.index.generations.publish import explain_write_errors, stage
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
    job = PostsJob(info or SiteInfo(), options or BuildOptions(), BuildLog(progress or NullProgress()))
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
        job = PostsJob(info, options or BuildOptions(), BuildLog(progress or NullProgress()))
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

"""Files that are being written to while a site is indexed: an update leaves them as the index has them.

An editor may truncate a file before it writes, or delete it before it makes it anew. What is seen in between is no post
that anybody has written, and a post that is missing then has not been withdrawn.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from indexer.errors import IndexUnusableError, NotAtRestError, is_passing
from indexer.index.build.changes.difference import Difference
from indexer.index.build.job import SiteJob
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.sources import Sources
from indexer.index.generations.generation import current_generation
from indexer.posts.listing import Listing
from indexer.posts.source_file import SourceFile, has_changed


class Hold(Protocol):
    """Knows which files of a site are being written to."""

    def held_files(self, changed: Iterable[SourceFile], gone: Iterable[str]) -> Collection[str]:
        """Return the ids of those files that may still be half written.

        Args:
            changed: Files that are new, or may differ from what the index was made of.
            gone: Ids of posts whose files are missing.
        """
        ...

    def holds_rules(self, rules: object) -> bool:
        """Tell whether the site's configuration may still be half written.

        Args:
            rules: All that decides over every post; equal where nothing has changed.
        """
        ...


def hold_back(
    difference: Difference[SourceFile], job: SiteJob, sources: Sources, hold: Hold
) -> tuple[SiteJob, Difference[SourceFile]]:
    """Return a job and its difference without what is being written to: that stays as it was, new or gone.

    Args:
        difference: Of the job's files from ``sources``.
        job: With all files.
        sources: What the live generation was made of.
        hold: Knows what is being written to.
    """
    missing = find_missing(sources, job.listing)
    held = hold.held_files(difference.changed.values(), missing)
    if not held:
        return job, difference
    dropped = [at for at, file in difference.changed.items() if file.id in held and difference.places[at] < 0]
    kept = {post_id: place for post_id, place in missing.items() if post_id in held}
    stays = np.ones(len(job.listing.ids), dtype=bool)
    stays[dropped] = False
    numbers = np.cumsum(stays) - 1
    changed = {at: file for at, file in difference.changed.items() if file.id not in held}
    docs = {int(sources.docs[place]) for place in kept.values()}
    listing = _adjust(job.listing, np.flatnonzero(stays).tolist(), kept)
    remaining = Difference(
        listing.ids,
        np.append(difference.places[stays], np.array([*kept.values()], dtype=np.int64)),
        {int(numbers[at]): file for at, file in changed.items()},
        {int(numbers[at]): doc for at, doc in difference.replaced.items() if at in changed},
        difference.gone - len(kept),
        tuple(doc for doc in difference.withdrawn if doc not in docs),
        {int(numbers[at]): row for at, row in difference.touched.items()},
    )
    return replace(job, listing=listing), remaining


def find_missing(sources: Sources, listing: Listing) -> dict[str, int]:
    """Return the places of the posts whose files are not listed any more, by their ids."""
    places = sources.find(listing.ids)
    missing = np.setdiff1d(np.flatnonzero(sources.docs >= 0), places)
    if not len(missing):
        return {}
    ids = sources.ids
    return {ids[place]: place for place in missing.tolist()}


def _adjust(listing: Listing, stays: Collection[int], added: Mapping[str, int]) -> Listing:
    """Return a listing of some of its files, and of some that are missing now."""
    nothing = [0] * len(added)
    return replace(
        listing,
        ids=[*(listing.ids[at] for at in stays), *added],
        sizes=[*(listing.sizes[at] for at in stays), *nothing],
        mtimes=[*(listing.mtimes[at] for at in stays), *nothing],
        ctimes=[*(listing.ctimes[at] for at in stays), *nothing],
    )


def require_as_listed(files: Iterable[SourceFile]) -> None:
    """Refuse to go on where a file has changed since it was listed, so that what was read may be half of it.

    Raises:
        NotAtRestError: One has.
    """
    for file in files:
        if has_changed(file):
            raise NotAtRestError(f"{file.id}: is being written to")


def require_rest(job: SiteJob, hold: Hold, root: Path) -> None:
    """Refuse to build everything anew while a file is being written to: nothing could stand in for it.

    Raises:
        NotAtRestError: One is.
    """
    held = hold.held_files(job.listing, _missing_in(root, job))
    for post_id in sorted(held):
        raise NotAtRestError(f"{post_id}: is being written to")


def require_readable(files: Iterable[SourceFile], outcomes: Mapping[str, Outcome]) -> None:
    """Refuse to go on where a file could not be read and has changed since it was listed.

    Raises:
        NotAtRestError: There is one.
    """
    require_as_listed(_refused(files, outcomes))


def _refused(files: Iterable[SourceFile], outcomes: Mapping[str, Outcome]) -> Iterator[SourceFile]:
    for file in files:
        outcome = outcomes[file.id]
        if outcome.url is None and outcome.left_out is None:
            yield file


def _missing_in(root: Path, job: SiteJob) -> Collection[str]:
    """Return the ids of posts of the live generation that are missing; none where it is of another site."""
    try:
        generation = current_generation(root)
        if generation.manifest.contents.site != job.info.folder:
            return ()
        return find_missing(Sources.read(generation.path), job.listing)
    except (IndexUnusableError, OSError, ValueError) as error:
        if is_passing(error):
            raise
        return ()

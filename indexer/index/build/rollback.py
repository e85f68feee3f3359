"""Take the last publication back: the generation before it is published anew, and it is deleted.

What is published is the same files under a new, higher number, so that no reader ever sees a number twice and a kill at
any moment leaves the one or the other, as with every publication. What was taken back is forbidden and deleted like
posts that are withdrawn: it may hold posts that the generation served now does not have, which neither damage nor a
second rollback may bring back.
"""

from dataclasses import dataclass
from pathlib import Path

from indexer.analytics.query_log import QueryLog
from indexer.errors import IndexDamagedError, IndexUnusableError, SearchIndexError
from indexer.index.build.changes.renewal import take_over_file
from indexer.index.build.publication import publish
from indexer.index.build.report import BuildLog, NullProgress, Progress
from indexer.index.build.sources import Sources
from indexer.index.generations.folder import require_index
from indexer.index.generations.generation import (
    Generation,
    explain_read_errors,
    live_number,
    numbers,
    previous_generation,
)
from indexer.index.generations.manifest import MANIFEST, read_manifest
from indexer.index.generations.publish import Withdrawal, explain_write_errors, stage
from indexer.index.reader.store import open_store


@dataclass(frozen=True, slots=True)
class RollbackReport:
    """What was taken back, and what is served instead.

    Attributes:
        generation: What is served now: the same index as ``source``, under a number of its own.
        posts: How many can be found in it now.
        source: The number of the generation whose content that is.
        taken_back: The number of the one that was live, and is deleted.
        differing: Posts that were in it alone or with another content; None where it could not be read.
    """

    generation: Generation
    posts: int
    source: int
    taken_back: int
    differing: int | None


def rollback(root: Path, query_log: QueryLog | None = None, progress: Progress | None = None) -> RollbackReport:
    """Serve the generation before the live one again, in one step, and delete the live one.

    Nothing that was withdrawn comes back: a generation that held it is not there any more.

    Args:
        root: The index folder.
        query_log: Is cleaned of what was taken back; None where there is no log.
        progress: Is told where that fails.

    Raises:
        IndexMissingError: There is no index yet.
        IndexBusyError: Another writer is at work.
        SearchIndexError: There is none to go back to, or the disk did not take it. The live index is untouched.
    """
    with explain_read_errors(root):
        require_index(root)
    with stage(root, renews=True) as staging, explain_write_errors(root):
        source = previous_generation(root)
        taken_back = live_number(root) or max(numbers(root))
        differing = _count_differing(root / f"g-{taken_back}", source.path)
        _take_over_files(source.path, staging.folder)
        posts = _count_posts(staging.folder, root)
        log = BuildLog(progress or NullProgress())
        generation = publish(staging, source.manifest.contents, Withdrawal(), query_log, log)
    return RollbackReport(generation, posts, source.number, taken_back, differing)


def _count_posts(folder: Path, root: Path) -> int:
    """Read every byte of what is to be served, and return how many posts can be found.

    Once it is published there is no way back.

    Raises:
        SearchIndexError: Something is not what was written.
    """
    try:
        index = open_store(folder)
        for part in index.parts:
            for _ in part.verify():
                pass
    except IndexDamagedError as error:
        raise SearchIndexError(
            f"{root}: there is nothing to roll back to: what was published before is damaged ({error}). "
            "The live index is untouched"
        ) from error
    return index.num_docs


def _take_over_files(source: Path, target: Path) -> None:
    """Take over all files of a generation but its manifest."""
    for path in sorted(source.rglob("*")):
        inner = path.relative_to(source)
        if path.is_dir():
            (target / inner).mkdir()
        elif inner != Path(MANIFEST):
            take_over_file(path, target / inner)


def _count_differing(live: Path, source: Path) -> int | None:
    """Count posts that are in the live generation alone, or with another content; None where it cannot be read."""
    try:
        read_manifest(live)
        newer, older = (Sources.read(folder).digests_of_posts for folder in (live, source))
    except (IndexUnusableError, OSError, ValueError):
        return None
    return len(newer.items() - older.items())

"""Publish a whole index in one step.

A generation is built in a temporary folder, checked, sealed by a manifest, synced, and given its name. Only
then is ``CURRENT`` replaced, by a rename. Whatever happens at whatever moment, a reader finds the old
generation or the new one; and what ``Staging.publish`` has returned is on the disk.

The old index is never opened for this: it may be damaged, and the new one heals it.

Where posts are withdrawn two generations are published: the new one, and before it a copy of the old one without these
posts, for readers to fall back upon. All older ones are forbidden by ``FLOOR`` and deleted before ``publish`` returns.
"""

import logging
import math
import mmap
import os
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import IndexUnusableError, SearchIndexError, is_passing
from indexer.index.generations import lock
from indexer.index.generations.contents import Contents
from indexer.index.generations.durable import TEMPORARY, deleted_if_interrupted, remove, sync
from indexer.index.generations.floor import read_floor, write_floor
from indexer.index.generations.folder import claim_root, mode_for_folders
from indexer.index.generations.generation import Generation, live_number, numbers
from indexer.index.generations.installation import install, install_and_withdraw, seal_all
from indexer.index.generations.lock import WriteLock
from indexer.index.generations.manifest import Seal, read_manifest

_log = logging.getLogger(__name__)

_SPARE_DESCRIPTORS = 4
_SPARE_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class PurgedCopy:
    """The live generation without the posts that are withdrawn, built in a folder beside the new one.

    Attributes:
        folder: In the index folder's file system.
        contents: What it says about itself.
    """

    folder: Path
    contents: Contents


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Posts of older generations are gone for good: none of those may ever be opened again.

    Attributes:
        copy: What readers may fall back upon; None where there is nothing.
    """

    copy: PurgedCopy | None = None


@dataclass(frozen=True, slots=True)
class Staging:
    """A new generation that is being built, while no other writer can be at work.

    Attributes:
        root: The index folder.
        folder: What the generation is built in; empty at first, deleted at the end unless it was published.
        scratch: A folder for files that are needed only meanwhile; empty at first, deleted at the end.
        lock: That of the index folder, held.
    """

    root: Path
    folder: Path
    scratch: Path
    lock: WriteLock

    def clear(self) -> None:
        """Delete what was built so far, to begin anew."""
        for path in [*self.folder.iterdir(), *self.scratch.iterdir()]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def publish(self, contents: Contents, withdrawal: Withdrawal | None = None) -> Generation:
        """Make what lies in ``folder`` the live generation, in one step.

        Args:
            contents: What it says about itself.
            withdrawal: Given where posts of older generations are gone for good.

        Returns:
            The generation, which is on the disk and will survive a power cut; and so is what was withdrawn.

        Raises:
            SearchIndexError: Something failed. The live index is untouched, unless the message says otherwise.
        """
        with explain_write_errors(self.root):
            copy = withdrawal.copy if withdrawal else None
            built = [*([(copy.folder, copy.contents)] if copy else []), (self.folder, contents)]
            first = _next_number(self.root)
            floor = first if withdrawal else (read_floor(self.root) or 0)
            manifests = seal_all(built, _published_seals(self.root), floor)
            self.lock.require_held()
            sealed = list(zip([folder for folder, _ in built], manifests, strict=True))
            if withdrawal:
                generation = install_and_withdraw(self.root, first, sealed)
            else:
                generation = install(self.root, first, sealed, withdraws=False)
        _log.debug("published %s, %d bytes", generation.path, generation.manifest.size)
        return generation


@contextmanager
def stage(root: Path, *, renews: bool = False, wait: float = lock.WAIT_SECONDS) -> Iterator[Staging]:
    """Take the lock of an index folder, and give an empty folder for a new generation beside the live one.

    Args:
        root: The index folder; made when it is not there.
        renews: It takes over most files of the live one, and so needs little space.
        wait: Seconds to wait for another writer.

    Yields:
        Where to build. Leaving without having published leaves the live index as it was, and nothing behind. An
        ``OSError`` raised there goes on as it is, see ``explain_write_errors``.

    Raises:
        IndexForeignError: The folder is not ours.
        IndexBusyError: Another writer is at work.
        SearchIndexError: Something failed. The live index is untouched.
    """
    with ExitStack() as stack:
        with explain_write_errors(root):
            claim_root(root)
            held = stack.enter_context(lock.hold_lock(root, wait))
            _mend_floor(root)
            sweep(root)
            if not renews:
                require_space(root, _live_size(root))
            folder, scratch = (stack.enter_context(_temporary_folder(root)) for _ in range(2))
            stack.enter_context(_spare_descriptors())
            stack.enter_context(_spare_memory())
        yield Staging(root, folder, scratch, held)
        with suppress(OSError):  # it is published; the next writer sweeps again
            sweep(root)


def discard(root: Path, damaged: Collection[int]) -> None:
    """Delete generations that are damaged, but never the live one: nobody shall fall or go back to them.

    Raises:
        IndexBusyError: Another writer is at work.
        SearchIndexError: One cannot be deleted.
    """
    with lock.hold_lock(root), explain_write_errors(root):
        for number in {*damaged} & {*numbers(root)} - {live_number(root)}:
            remove(root / f"g-{number}")
        sync(root)


def sweep(root: Path) -> None:
    """Delete what is unfinished, and all generations but the live one and the one before. Needs the lock."""
    live, floor = live_number(root), read_floor(root) or 0
    known = sorted(number for number in numbers(root) if live is None or number <= live)
    kept = {f"g-{number}" for number in known[-2:] if number >= floor}
    outdated = {f"g-{number}" for number in numbers(root)} - kept
    for path in sorted(root.iterdir(), reverse=True):  # tmp- first: its names are needed again
        if path.name in outdated or path.name.startswith(TEMPORARY):
            remove(path)


def _mend_floor(root: Path) -> None:
    """Write ``FLOOR`` where it is damaged, or where a publication was killed before it could. Needs the lock."""
    floor, live = read_floor(root), live_number(root)
    if floor is None:
        write_floor(root, live or _next_number(root), _file_mode(root))
        return
    try:
        published = read_manifest(root / f"g-{live}").floor
    except IndexUnusableError as error:
        if is_passing(error):
            raise
        return  # it is damaged, and replaced
    if published > floor:
        write_floor(root, published, _file_mode(root))


def _next_number(root: Path) -> int:
    return max([0, (read_floor(root) or 0) - 1, live_number(root) or 0, *numbers(root)]) + 1


def _file_mode(root: Path) -> int:
    return mode_for_folders(root) & 0o644


def require_space(root: Path, expected_bytes: int) -> None:
    """Refuse to begin what the disk will not hold: the new index takes its size twice while it is written."""
    needed = 2 * expected_bytes
    free = shutil.disk_usage(root).free
    if free < needed:
        raise SearchIndexError(
            f"{root}: the new index may need {math.ceil(needed / 1e6)} MB and {free // 1_000_000} MB are free. "
            "The live index is untouched; make room, and run the command again"
        )


def _published_seals(root: Path) -> Mapping[int, Seal]:
    """Return the seals of all published files by inode: what is taken over by hard links need not be read again."""
    seals: dict[int, Seal] = {}
    for number in numbers(root):
        folder = root / f"g-{number}"
        with suppress(IndexUnusableError, OSError):
            seals |= {(folder / name).stat().st_ino: seal for name, seal in read_manifest(folder).files.items()}
    return seals


def _live_size(root: Path) -> int:
    live = live_number(root)
    with suppress(IndexUnusableError):
        return read_manifest(root / f"g-{live}").size
    return 0


@contextmanager
def _temporary_folder(root: Path) -> Iterator[Path]:
    folder = root / f"{TEMPORARY}{secrets.token_hex(8)}"
    try:
        folder.mkdir(mode=0o700)  # an interrupt right after it finds the name known, as mkdtemp's would not
        yield folder
    finally:
        with deleted_if_interrupted(folder):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _spare_descriptors() -> Iterator[None]:
    """Keep back the descriptors that deleting a folder takes, one a level: whatever runs out of them can clean up."""
    spare: list[int] = []
    try:
        for _ in range(_SPARE_DESCRIPTORS):
            spare.append(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))  # noqa: PERF401  to be closed if the next fails
        yield
    finally:
        for descriptor in spare:
            with suppress(OSError):  # nothing was written, and it is published by now
                os.close(descriptor)


@contextmanager
def _spare_memory() -> Iterator[None]:
    """Keep back address space that deleting a folder takes: whatever runs out of it can clean up."""
    with mmap.mmap(-1, _SPARE_BYTES):  # never touched: it takes no memory
        yield


@contextmanager
def explain_write_errors(root: Path) -> Iterator[None]:
    """Turn an ``OSError`` of writing into an error that says what it means for the index.

    Raises:
        SearchIndexError: Something cannot be written.
    """
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read our output is gone; that is no failure of the index
    except OSError as error:
        what = f"{error.strerror or error}" + (f" ({error.filename})" if error.filename else "")
        raise SearchIndexError(
            f"{root}: the index could not be written: {what}. The live index is untouched; "
            "remove the cause and run the command again"
        ) from error

"""Publish a whole index in one step.

A generation is built in a temporary folder, checked, sealed by a manifest, synced, and given its name. Only
then is ``CURRENT`` replaced, by a rename. Whatever happens at whatever moment, a reader finds the old
generation or the new one; and what ``Staging.publish`` has returned is on the disk.

The old index is never opened for this: it may be damaged, and the new one heals it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import IndexUnusableError, SearchIndexError
from indexer.index.generations import lock
from indexer.index.generations.durable import TEMPORARY, remove, replace_file, sync, sync_tree
from indexer.index.generations.folder import claim_root, mode_for_folders
from indexer.index.generations.generation import CURRENT, Generation, live_number, numbers, pointer_to, read_pointer
from indexer.index.generations.lock import WriteLock
from indexer.index.generations.manifest import Contents, Manifest, Seal, read_manifest, seal_folder

_SPARE_DESCRIPTORS = 4


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

    def publish(self, contents: Contents) -> Generation:
        """Make what lies in ``folder`` the live generation, in one step.

        Args:
            contents: What it says about itself.

        Returns:
            The generation, which is on the disk and will survive a power cut.

        Raises:
            SearchIndexError: Something failed. The live index is untouched.
        """
        with explain_write_errors(self.root):
            manifest = seal_folder(self.folder, contents, _live_seals(self.root))
            self.lock.require_held()
            return _install(self.root, self.folder, manifest)


@contextmanager
def stage(
    root: Path, *, expected_bytes: int = 0, renews: bool = False, wait: float = lock.WAIT_SECONDS
) -> Iterator[Staging]:
    """Take the lock of an index folder, and give an empty folder for a new generation beside the live one.

    Args:
        root: The index folder; made when it is not there.
        expected_bytes: How large the new index may become, as far as is known.
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
            sweep(root)
            require_space(root, expected_bytes if renews else max(expected_bytes, _live_size(root)))
            folder, scratch = (stack.enter_context(_temporary_folder(root)) for _ in range(2))
            stack.enter_context(_spare_descriptors())
        yield Staging(root, folder, scratch, held)
        with suppress(OSError):  # it is published; the next writer sweeps again
            sweep(root)


def sweep(root: Path) -> None:
    """Delete what is unfinished, and all generations but the live one and the one before. Needs the lock."""
    live = live_number(root)
    known = sorted(number for number in numbers(root) if live is None or number <= live)
    kept = {f"g-{number}" for number in known[-2:]}
    outdated = {f"g-{number}" for number in numbers(root)} - kept
    for path in sorted(root.iterdir(), reverse=True):  # tmp- first: its names are needed again
        if path.name in outdated or path.name.startswith(TEMPORARY):
            remove(path)


def _install(root: Path, folder: Path, manifest: Manifest) -> Generation:
    mode = mode_for_folders(root)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(mode if path.is_dir() else mode & 0o644)
    sync_tree(folder)
    number = max([0, live_number(root) or 0, *numbers(root)]) + 1
    generation = Generation(number, root / f"g-{number}", manifest)
    pointer = read_pointer(root)
    try:
        folder.rename(generation.path)
        sync(root)
        replace_file(root / CURRENT, pointer_to(generation).encode(), mode & 0o644)
    except BaseException:  # an interrupt too: nothing is hidden, what was begun is taken back and the error goes on
        _take_back(root, generation.path, pointer, mode & 0o644)
        raise
    return generation


def _take_back(root: Path, path: Path, pointer: str, mode: int) -> None:
    """Undo a publication whose last steps failed: point to the old generation, and throw the new one away.

    Where even that fails the new one stays: it is complete, and whichever ``CURRENT`` names can be read.
    """
    with suppress(OSError):
        if read_pointer(root) != pointer:
            if pointer:
                replace_file(root / CURRENT, pointer.encode(), mode)
            else:
                (root / CURRENT).unlink()
                sync(root)
        if path.exists():
            remove(path)
        (root / f"{TEMPORARY}{CURRENT}").unlink(missing_ok=True)


def require_space(root: Path, expected_bytes: int) -> None:
    """Refuse to begin what the disk will not hold: the new index takes its size twice while it is written."""
    needed = 2 * expected_bytes
    free = shutil.disk_usage(root).free
    if free < needed:
        raise SearchIndexError(
            f"{root}: the new index may need {needed / 1e6:.0f} MB and {free / 1e6:.0f} MB are free. "
            "The live index is untouched; make room, and run the command again"
        )


def _live_seals(root: Path) -> Mapping[int, Seal]:
    """Return the seals of the live index by inode: what is taken over by hard links need not be read again."""
    live = root / f"g-{live_number(root)}"
    with suppress(IndexUnusableError, OSError):
        return {(live / name).stat().st_ino: seal for name, seal in read_manifest(live).files.items()}
    return {}


def _live_size(root: Path) -> int:
    live = live_number(root)
    with suppress(IndexUnusableError):
        return read_manifest(root / f"g-{live}").size
    return 0


@contextmanager
def _temporary_folder(root: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=root))
    try:
        yield folder
    finally:
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

"""Publish a whole index in one step.

A generation is built in a temporary folder, checked, sealed by a manifest, synced, and given its name. Only
then is ``CURRENT`` replaced, by a rename. Whatever happens at whatever moment, a reader finds the old
generation or the new one; and what ``publish`` has returned from is on the disk.

The old index is never opened for this: it may be damaged, and the new one heals it.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from indexer.errors import IndexUnusableError, SearchIndexError
from indexer.index.generations import lock
from indexer.index.generations.durable import TEMPORARY, remove, replace_file, sync, sync_tree
from indexer.index.generations.folder import claim_root, mode_for_folders
from indexer.index.generations.generation import CURRENT, Generation, live_number, numbers, pointer_to, read_pointer
from indexer.index.generations.manifest import Contents, Manifest, Seal, read_manifest, seal_folder


def publish(
    root: Path,
    build: Callable[[Path], Contents | None],
    *,
    check: Callable[[Path, Contents], None] = lambda _folder, _contents: None,
    expected_bytes: int = 0,
    renews: bool = False,
    wait: float = lock.WAIT_SECONDS,
) -> Generation | None:
    """Build a new generation beside the live one, check it, and make it the live one in one step.

    Args:
        root: The index folder; made when it is not there.
        build: Fills the empty folder that it is given, and says what is in it; None where nothing is to be published.
        check: Raises when what was built cannot be searched.
        expected_bytes: How large the new index may become, as far as is known.
        renews: It takes over most files of the live one, and so needs little space.
        wait: Seconds to wait for another writer.

    Returns:
        The generation, which is on the disk and will survive a power cut; None where nothing was to be published.

    Raises:
        IndexForeignError: The folder is not ours.
        IndexBusyError: Another writer is at work.
        SearchIndexError: Something failed. The live index is untouched, and nothing is left behind.
    """
    with _told_plainly(root):
        claim_root(root)
        with lock.hold_lock(root, wait) as held:
            sweep(root)
            require_space(root, expected_bytes if renews else max(expected_bytes, _live_size(root)))
            with _staging(root) as folder:
                contents = build(folder)
                if contents is None:
                    return None
                check(folder, contents)
                manifest = seal_folder(folder, contents, _live_seals(root))
                held.require_held()
                generation = _install(root, folder, manifest)
            with suppress(OSError):  # it is published; the next writer sweeps again
                sweep(root)
            return generation


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
def _staging(root: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _told_plainly(root: Path) -> Iterator[None]:
    """Say what a failing disk means for the index."""
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

"""Give sealed folders their names, and make the last of them the live generation; withdraw all before them."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from indexer.errors import SearchIndexError
from indexer.index.generations.contents import Contents
from indexer.index.generations.durable import remove, replace_file, sync, sync_tree
from indexer.index.generations.floor import FLOOR, read_floor, write_floor
from indexer.index.generations.folder import mode_for_folders
from indexer.index.generations.generation import CURRENT, Generation, numbers, pointer_to
from indexer.index.generations.manifest import Manifest, Seal, seal_folder
from indexer.index.generations.read_hold import open_held, wait_for_readers

_log = logging.getLogger(__name__)


def seal_all(built: Sequence[tuple[Path, Contents]], known: Mapping[int, Seal], floor: int) -> list[Manifest]:
    """Seal folders, of which later ones may have taken files over from earlier ones."""
    seals, manifests = dict(known), []
    for folder, contents in built:
        manifest = seal_folder(folder, contents, seals, floor)
        seals |= {seal.inode: seal for seal in manifest.files.values()}
        manifests.append(manifest)
    return manifests


def install_and_withdraw(root: Path, first: int, built: Sequence[tuple[Path, Manifest]]) -> Generation:
    """Install generations, delete all before them, and wait until nobody answers from these any more."""
    with open_held([root / f"g-{number}" for number in numbers(root)]) as held:
        generation = install(root, first, built, withdraws=True)
        _delete_forbidden(root)
        if not wait_for_readers(held):
            _log.warning(
                "%s: the new index is published, but a process still answers from an old one, where posts that are "
                "withdrawn may be found; restart what serves it",
                root,
            )
    return generation


def install(root: Path, first: int, built: Sequence[tuple[Path, Manifest]], *, withdraws: bool) -> Generation:
    """Give sealed folders their names, and make the last of them the live generation.

    Args:
        root: The index folder.
        first: The number of the first.
        built: The folders, with their manifests.
        withdraws: Whether all generations before these are forbidden from now on.
    """
    mode = mode_for_folders(root)
    for folder, _ in built:
        for path in [folder, *folder.rglob("*")]:
            path.chmod(mode if path.is_dir() else mode & 0o644)
        sync_tree(folder)
    generations = [Generation(first + at, root / f"g-{first + at}", each) for at, (_, each) in enumerate(built)]
    before = {name: _read_bytes(root / name) for name in (FLOOR, CURRENT)}
    try:
        for (folder, _), generation in zip(built, generations, strict=True):
            folder.rename(generation.path)
        sync(root)
        replace_file(root / CURRENT, pointer_to(generations[-1]).encode(), mode & 0o644)
        if withdraws:
            write_floor(root, first, mode & 0o644)
    except BaseException:  # an interrupt too: nothing is hidden, what was begun is taken back and the error goes on
        _take_back(root, [each.path for each in generations], before, mode & 0o644)
        raise
    return generations[-1]


def _read_bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _take_back(root: Path, paths: Sequence[Path], before: Mapping[str, bytes | None], mode: int) -> None:
    """Undo a publication whose last steps failed: point to the old generation, and throw the new ones away.

    Where even that fails the new ones stay: they are complete, and whichever ``CURRENT`` names can be read. The floor
    goes first, for an old generation that it forbids could not be read.
    """
    with suppress(OSError):
        for name, data in before.items():
            if _read_bytes(root / name) != data:
                if data is None:
                    (root / name).unlink()
                    sync(root)
                else:
                    replace_file(root / name, data, mode)
        for path in paths:
            if path.exists():
                remove(path)


def _delete_forbidden(root: Path) -> None:
    """Delete all generations below the floor.

    Raises:
        SearchIndexError: One cannot be deleted; nobody will open it, but its bytes are there.
    """
    try:
        floor = read_floor(root) or 0
        for number in numbers(root):
            if number < floor:
                remove(root / f"g-{number}")
        sync(root)
    except OSError as error:
        raise SearchIndexError(
            f"{root}: the new index is published, but an old one that holds withdrawn posts could not be deleted: "
            f"{error.strerror or error} ({error.filename or root}). Remove the cause and run the command again"
        ) from error

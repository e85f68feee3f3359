"""Whether a generation still is what was published: each file of its folder compared with the manifest."""

import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from indexer.errors import IndexDamagedError, is_passing
from indexer.index.format.layout import ARRAYS
from indexer.index.generations.durable import sha256
from indexer.index.generations.folder import require_private
from indexer.index.generations.manifest import MANIFEST, Manifest, Seal


def require_intact(folder: Path, manifest: Manifest) -> None:
    """Compare every file with the manifest: names, owners, sizes and digests.

    Of ``arrays``, which are large and have a checksum for each block, the digest is only compared where somebody may
    have written to the file since, and once per process: every block is verified when it is read.

    Raises:
        IndexDamagedError: Names the first file that is missing, was changed, or should not be there.
        IndexForeignError: Another user may write to it.
        OSError: One cannot be read.
    """
    for _, error in find_damaged_files(folder, manifest):
        raise error


def find_damaged_files(folder: Path, manifest: Manifest) -> Iterator[tuple[str, IndexDamagedError | OSError]]:
    """Yield the name of each file that ``require_intact`` would refuse, and why.

    Raises:
        IndexForeignError: Another user may write to it.
        OSError: The folder cannot be listed.
    """
    found = {}
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            require_private(path, path.lstat())
        else:
            found[path.relative_to(folder).as_posix()] = path
    for name in sorted((manifest.files.keys() | found.keys()) - {MANIFEST}):
        try:
            _require_as_published(folder / name, found.get(name), manifest.files.get(name))
        except (IndexDamagedError, OSError) as error:
            if is_passing(error):
                raise
            yield name, error


def _require_as_published(name: Path, found: Path | None, seal: Seal | None) -> None:
    if found is None:
        raise IndexDamagedError(f"{name}: is missing")
    if seal is None:
        raise IndexDamagedError(f"{name}: was not published with this index")
    _require_as_sealed(found, seal)


def _require_as_sealed(path: Path, seal: Seal) -> None:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise IndexDamagedError(f"{path}: is not a file")
    require_private(path, status)
    if status.st_size != seal.size:
        raise IndexDamagedError(f"{path}: has {status.st_size} bytes, {seal.size} were published")
    if path.name != ARRAYS:
        digest = sha256(path)
    elif (status.st_ino, status.st_mtime_ns) != (seal.inode, seal.modified):
        digest = _sha256_once(path, status.st_ino, status.st_mtime_ns, status.st_size)
    else:
        return
    if digest != seal.sha256:
        raise IndexDamagedError(f"{path}: was changed after it was published")


@lru_cache(maxsize=1024)
def _sha256_once(path: Path, inode: int, modified: int, size: int) -> str:  # noqa: ARG001 - they are the key
    return sha256(path)

"""What a generation says about itself, and the checksums that tell whether it still is what was published.

``MANIFEST.json`` lists every file of its folder. It is read, and everything in it compared, before the first
byte of an index file is handed to the library that unpickles it. Checksums find accidents; that nobody put
other files there, with a manifest to match, is what ``folder`` sees to.
"""

import hashlib
import json
import stat
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from platform import python_version
from typing import Any

from indexer.errors import IndexDamagedError, IndexVersionError, is_passing, judge_read_error
from indexer.index.format.layout import ARRAYS, FORMAT
from indexer.index.generations.durable import sha256, write_file
from indexer.index.generations.folder import require_private
from indexer.text.analysis import ANALYSIS_VERSION

MANIFEST = "MANIFEST.json"
LIBRARIES = ("whoosh3", "Whoosh-Reloaded", "Whoosh")
"""The distributions that the index may be written with; the first that is installed is the one in use."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Counts and facts about the posts of an index.

    Attributes:
        site: The folder that was indexed.
        built: When, aware.
        languages: Posts by language.
        terms: Different terms, over all fields.
        left_out: Files left out on purpose, by reason.
        refused: Files that could not be read.
        seconds: How long the build took.
        hide_when: The rules by which the site's owner hid posts, as they are written in the setting.
    """

    site: str
    built: datetime
    posts: int
    languages: Mapping[str, int] = field(default_factory=dict)
    terms: int = 0
    site_name: str = ""
    base_url: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)
    refused: int = 0
    seconds: float = 0.0
    hide_when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seal:
    """Size, times and digest of a file when it was published.

    Attributes:
        inode, modified: Its number in the file system, and when it was last written to, in nanoseconds since 1970.
            While they are the same nobody has written to it since.
    """

    size: int
    sha256: str
    inode: int
    modified: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """A generation's own account of itself.

    Attributes:
        format: What ``FORMAT`` was when it was written.
        library: The library that wrote the files, with its version.
        software: Other programs that had a part in it, for people.
        files: Every file in the folder but the manifest, by name.
        floor: The lowest generation that might be opened when this one was published, see ``floor``.
        digest: SHA-256 of the manifest's own bytes; different for any two generations.
    """

    format: int
    library: str
    software: Mapping[str, str]
    contents: Contents
    files: Mapping[str, Seal]
    floor: int = 0
    digest: str = ""

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(seal.size for seal in self.files.values())


def seal_folder(folder: Path, contents: Contents, known: Mapping[int, Seal] | None = None, floor: int = 0) -> Manifest:
    """Write down what is in a folder that is complete, in a manifest beside it; return that.

    Args:
        folder: A new generation's.
        contents: What it says about itself.
        known: Seals of published files by inode, for those that were found intact and taken over.
        floor: The lowest generation that may be opened from now on.
    """
    seals = {
        path.relative_to(folder).as_posix(): _seal(path, known or {})
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    data = _encode(Manifest(FORMAT, library(), software(), contents, seals, floor))
    write_file(folder / MANIFEST, data)
    return _decode(json.loads(data))


def _seal(path: Path, known: Mapping[int, Seal]) -> Seal:
    status = path.stat()
    seal = known.get(status.st_ino)
    known_as = seal and (seal.size, seal.modified) == (status.st_size, status.st_mtime_ns)
    digest = seal.sha256 if seal and known_as else sha256(path)
    return Seal(status.st_size, digest, status.st_ino, status.st_mtime_ns)


def read_manifest(folder: Path) -> Manifest:
    """Read what a generation says about itself.

    Raises:
        IndexDamagedError: The manifest is not there, or not as it was written.
        IndexVersionError: Another version of this program wrote the index.
    """
    values = _read_values(folder / MANIFEST)
    if (values["format"], values["library"]) != (FORMAT, library()):
        is_newer = isinstance(values["format"], int) and values["format"] > FORMAT
        restart = "A newer version of this program wrote it: start that, which a restart may do. Or build"
        raise IndexVersionError(
            f"{folder}: written in format {values['format']} with {values['library']}, this program reads "
            f"format {FORMAT} with {library()}. {restart if is_newer else 'Build'} it anew: search-index rebuild SITE"
        )
    return _decode(values)


def read_contents(folder: Path) -> Contents:
    """Read what a generation says about its posts, also where another version of this program wrote it.

    Raises:
        IndexDamagedError: The manifest is not there, or not as it was written, or says it otherwise.
    """
    try:
        return decode_contents(_read_values(folder / MANIFEST)["contents"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise IndexDamagedError(f"{folder / MANIFEST}: says nothing that this version understands") from error


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


@cache
def library() -> str:
    """Name the library that index files are written with, and its version."""
    for name in LIBRARIES:
        try:
            return f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            continue
    return "none"


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


@cache
def software() -> Mapping[str, str]:
    """Name the programs that decide how posts are cut into words, with their versions, and that of our own analysis."""
    found = {"python": python_version(), "analysis": str(ANALYSIS_VERSION)}
    for name in ("post-search", "jieba", "rjieba", "opencc", "PyStemmer"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _encode(manifest: Manifest) -> bytes:
    values = asdict(manifest) | {"contents": encode_contents(manifest.contents)}
    del values["digest"]
    return _to_json({**values, "digest": _digest(values)})


def _to_json(values: Mapping[str, object]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _read_values(path: Path) -> dict[str, Any]:
    """Return what a manifest says; every byte of it must be as it was written."""
    try:
        data = path.read_bytes()
        values: dict[str, Any] = json.loads(data)
        unchanged = _to_json(values) == data and _digest(values) == values["digest"]
    except OSError as error:
        damage = IndexDamagedError(f"{path}: cannot be read ({error.strerror})")
        raise judge_read_error(error, path, damage) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        unchanged = False
    if not unchanged:
        raise IndexDamagedError(f"{path}: was changed after it was published")
    return values


def _digest(values: Mapping[str, object]) -> str:
    rest = {key: value for key, value in values.items() if key != "digest"}
    return hashlib.sha256(_to_json(rest)).hexdigest()


def encode_contents(contents: Contents) -> dict[str, object]:
    """Return contents as JSON has them."""
    return asdict(contents) | {"built": contents.built.isoformat()}


def decode_contents(values: Mapping[str, Any]) -> Contents:
    """Return contents as ``encode_contents`` wrote them; what is not known is passed over."""
    known = {each.name for each in fields(Contents)}
    contents = {key: value for key, value in values.items() if key in known}
    contents["built"] = datetime.fromisoformat(contents["built"])
    contents["hide_when"] = tuple(contents.get("hide_when", ()))
    return Contents(**contents)


def _decode(values: Mapping[str, Any]) -> Manifest:
    return Manifest(
        values["format"],
        values["library"],
        values["software"],
        decode_contents(values["contents"]),
        {name: Seal(**seal) for name, seal in values["files"].items()},
        values.get("floor", 0),
        values["digest"],
    )

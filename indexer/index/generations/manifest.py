"""What a generation says about itself.

``MANIFEST.json`` lists every file of its folder. It is read, and everything in it compared (``integrity``), before the
first byte of an index file is handed to the library that unpickles it. Checksums find accidents; that nobody put
other files there, with a manifest to match, is what ``folder`` sees to.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.errors import IndexDamagedError, IndexVersionError, judge_read_error
from indexer.index.format.layout import FORMAT
from indexer.index.generations.contents import Contents, decode_contents, encode_contents
from indexer.index.generations.durable import sha256, write_file
from indexer.index.generations.software import library, software

MANIFEST = "MANIFEST.json"


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

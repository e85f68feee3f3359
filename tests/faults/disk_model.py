"""What a disk may hold when the power fails: only what was synced is sure, of the rest any part may be there.

A file keeps the bytes of its last ``fsync``; of each write since then all, some blocks or nothing. A folder keeps the
names of its last ``fsync``; each name that was given or taken since then is there or not, in any order, but a rename
within a folder is one step. This is less than any file system promises in practice: ext4 keeps changes of names in
order.

Source: "All File Systems Are Not Created Equal" (Pillai et al., OSDI 2014), the persistence model of ALICE;
"Finding Crash-Consistency Bugs with Bounded Black-Box Crash Testing" (Mohan et al., OSDI 2018).
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from faults.recording import Change

BLOCK = 512
"""Bytes that a disk writes wholly or not at all."""


@dataclass(eq=False, slots=True)
class File:
    """A file: its bytes on the disk, and what was done to them since they were synced."""

    synced: bytes = b""
    unsynced: list[Change] = field(default_factory=list)
    mapped: bytes | None = None
    """Its bytes at the end, where it is written through a mapping, which no recording shows."""

    def sync(self) -> None:
        self.synced = self.bytes_with(self.unsynced)
        self.unsynced = []

    def bytes_with(self, kept: list[Change]) -> bytes:
        """Return its bytes if so much of what was not synced is there."""
        if not kept:
            return self.synced
        data = bytearray(self.synced)
        for change in kept:
            if change.kind == "write":
                data.extend(bytes(max(0, change.offset - len(data))))
                data[change.offset : change.offset + len(change.data)] = change.data
            else:
                grown = change.offset if change.kind == "resize" else max(change.offset, len(data))
                data.extend(bytes(max(0, grown - len(data))))
                del data[grown:]
        if self.mapped is not None and len(kept) == len(self.unsynced):
            return self.mapped[: len(data)]
        return bytes(data)


@dataclass(eq=False, slots=True)
class Folder:
    """A folder: its names on the disk, and steps that were not synced, each of names given or taken at once."""

    synced: dict[str, "Node"] = field(default_factory=dict)
    unsynced: list[dict[str, "Node | None"]] = field(default_factory=list)

    def sync(self) -> None:
        self.synced = self.names_with(self.unsynced)
        self.unsynced = []

    def names_with(self, kept: list[dict[str, "Node | None"]]) -> dict[str, "Node"]:
        """Return its names if so many of the steps that were not synced are there."""
        names: dict[str, Node | None] = {**self.synced}
        for step in kept:
            names |= step
        return {name: node for name, node in names.items() if node is not None}

    @property
    def names(self) -> dict[str, "Node"]:
        return self.names_with(self.unsynced)


Node = File | Folder
Chooser = Callable[[Node], list[Change] | list[dict[str, Node | None]]]
"""Chooses what is there of all that was not synced of a file or folder."""
Left = dict[str, tuple[int, bytes] | None]
"""What is left, by path: a file's number, which is that of all its links, and its bytes; None for a folder."""


class Disk:
    """A folder on a disk, to which recorded changes are made."""

    def __init__(self, top: Path, source: Path, mapped: dict[int, bytes] | None = None) -> None:
        """Read what is in a folder.

        Args:
            top: The folder that all paths begin with.
            source: Holds what is in it at the beginning.
            mapped: The bytes at the end of files that are written through a mapping, by the order of their making.
        """
        self._top, self._mapped, self._made = PurePosixPath(top), mapped or {}, list[File]()
        self._inodes: dict[int, File] = {}
        self.root = self._read(source)

    def _read(self, path: Path) -> Folder:
        folder = Folder()
        for each in path.iterdir():
            if each.is_dir():
                folder.synced[each.name] = self._read(each)
            else:
                folder.synced[each.name] = self._inodes.setdefault(each.stat().st_ino, File(each.read_bytes()))
        return folder

    def apply(self, change: Change) -> None:
        """Make a change, nothing of which is synced but by ``sync``."""
        match change.kind:
            case "create":
                if self._find(change.path) is None:
                    self._made.append(File())
                    self._step(change.path, self._made[-1])
            case "write" | "resize" | "reserve":
                self._file(change.path).unsynced.append(change)
            case "map":
                file = self._file(change.path)
                file.mapped = self._mapped.get(self._made.index(file))
            case "sync":
                self.existing(change.path).sync()
            case "mkdir":
                self._step(change.path, Folder())
            case "unlink":
                self._step(change.path, None)
            case "link":
                self._step(change.target, self.existing(change.path))
            case "rename":
                self._rename(change)
            case _:
                raise NotImplementedError(f"{change.kind} of {change.path}")

    def made_files(self) -> dict[str, int]:
        """Return the paths below the top of all files that were made, with the order of their making."""
        found = self._walk(self.root, lambda node: node.unsynced, "")
        return {path: self._made.index(node) for path, node in found if node in self._made}

    def _rename(self, change: Change) -> None:
        node, old, new = self.existing(change.path), PurePosixPath(change.path), PurePosixPath(change.target)
        if old.parent == new.parent:
            self._folder(old.parent).unsynced.append({old.name: None, new.name: node})
        else:
            self._step(change.target, node)
            self._step(change.path, None)

    def _step(self, path: str, node: Node | None) -> None:
        at = PurePosixPath(path)
        self._folder(at.parent).unsynced.append({at.name: node})

    def _find(self, path: str) -> Node | None:
        node: Node | None = self.root
        for name in PurePosixPath(path).relative_to(self._top).parts:
            node = node.names.get(name) if isinstance(node, Folder) else None
        return node

    def existing(self, path: str) -> Node:
        """Return a file or folder that is there."""
        found = self._find(path)
        assert found is not None, path
        return found

    def _folder(self, path: PurePosixPath) -> Folder:
        found = self.existing(str(path))
        assert isinstance(found, Folder), path
        return found

    def _file(self, path: str) -> File:
        found = self.existing(path)
        assert isinstance(found, File), path
        return found

    def left_by(self, choose: Chooser) -> Left:
        """Return what a power failure may leave now."""
        chosen: dict[int, bytes] = {}
        found: Left = {}
        for path, node in self._walk(self.root, choose, ""):
            if isinstance(node, File):
                if id(node) not in chosen:
                    chosen[id(node)] = node.bytes_with(choose(node))  # type: ignore[arg-type]
                found[path] = id(node), chosen[id(node)]
            else:
                found[path] = None
        return found

    def _walk(self, folder: Folder, choose: Chooser, above: str) -> Iterator[tuple[str, Node]]:
        for name, node in sorted(folder.names_with(choose(folder)).items()):  # type: ignore[arg-type]
            yield above + name, node
            if isinstance(node, Folder):
                yield from self._walk(node, choose, f"{above}{name}/")


def make_real(left: Left, target: Path) -> None:
    """Make a folder of what a power failure left; files that were linked are linked."""
    target.mkdir(mode=0o700)
    written: dict[int, Path] = {}
    for path, file in left.items():
        if file is None:
            (target / path).mkdir(mode=0o700)
        elif file[0] in written:
            os.link(written[file[0]], target / path)
        else:
            written[file[0]] = target / path
            (target / path).write_bytes(file[1])
            (target / path).chmod(0o600)


def sign(left: Left) -> bytes:
    """Return a digest that differs where what is left differs in more than in what temporary files hold."""
    digest = hashlib.blake2b(digest_size=16)
    for path, file in left.items():
        digest.update(f"{path}\0".encode())
        if "/tmp-" not in path:
            digest.update(b"folder" if file is None else hashlib.blake2b(file[1]).digest())
    return digest.digest()

"""Finding a site's Markdown files, and reading one, without ever leaving the site or waiting for a device."""

import errno
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.posts.generators.base import Rules
from indexer.posts.post import LeftOut, Problem

LARGEST = 10_000_000
"""Bytes in a file; a larger one is refused."""

# MDX (.mdx) is no Markdown but a program: none of the generators known here publishes it as a post.
_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mkdown")
_SKIPPED_FOLDERS = frozenset({"node_modules", "bower_components", "__pycache__", "CVS"})
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A Markdown file that may be a post.

    Attributes:
        id: The path below the site with forward slashes.
        path: Where it is opened; links are resolved.
        size: In bytes.
        mtime_ns: When it was last changed, in nanoseconds since 1970.
    """

    id: str
    path: Path
    size: int
    mtime_ns: int


def find_files(rules: Rules, largest: int = LARGEST) -> Iterator[SourceFile | LeftOut | Problem]:
    """Find a site's Markdown files, in the order of their ids.

    Hidden files and folders are skipped without a word. Links are followed as long as they stay inside the
    site; a folder is read once, however many links lead to it. Only regular files are ever opened.

    Args:
        rules: Which folders are looked into, and which paths are no posts.
        largest: In bytes; larger files are refused.
    """
    walk = _Walk(rules, largest)
    for folder in sorted(rules.folders()):
        walk.enter(folder)
    walk.follow_links()
    return iter(sorted(walk.found, key=lambda item: item.path if isinstance(item, Problem) else item.id))


def read_source(source: SourceFile, largest: int = LARGEST) -> bytes:
    """Return the bytes of a file as they were at one moment.

    Raises:
        OSError: It is gone, unreadable, too large, no regular file any more, or never at rest.
    """
    for _ in range(_ATTEMPTS):
        data, at_rest = _read_once(source.path, largest)
        if at_rest:
            return data
    raise OSError(errno.EBUSY, "the file is being written to; try again")


def describe(error: OSError) -> str:
    """Return the system's reason in a few words."""
    return (error.strerror or str(error) or type(error).__name__).lower()


def _read_once(path: Path, largest: int) -> tuple[bytes, bool]:
    # O_NONBLOCK: opening a named pipe would wait for a writer. O_NOFOLLOW: links were resolved already.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        if before.st_size > largest:
            raise OSError(errno.EFBIG, f"larger than {largest:,} bytes")
        data = file.read(largest + 1)
        after = os.fstat(descriptor)
    at_rest = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, len(data))
    return data, at_rest


class _Walk:
    """One walk through a site's folders."""

    def __init__(self, rules: Rules, largest: int) -> None:
        self.rules = rules
        self.largest = largest
        self.root = rules.root.resolve()
        self.found: list[SourceFile | LeftOut | Problem] = []
        self._links: list[Path] = []
        self._seen: set[Path] = set()

    def enter(self, folder: Path) -> None:
        """Look through a folder and all below it; links to folders are put by until ``follow_links``."""
        waiting = [folder]
        while waiting:
            current = waiting.pop()
            if self._may_enter(current):
                waiting += self._look_into(current)

    def follow_links(self) -> None:
        """Look through the folders that links lead to, once every real folder has been read."""
        while self._links:
            self.enter(self._links.pop(0))

    def _may_enter(self, folder: Path) -> bool:
        try:
            real = folder.resolve(strict=True)
        except (OSError, RuntimeError):
            self._warn(folder, "no such folder, or a link that leads nowhere")
            return False
        if not real.is_relative_to(self.root):
            self._problem(folder, f"leads out of the site, to {_printable(str(real))}; it was not followed")
            return False
        if real in self._seen:
            self._warn(folder, "leads to a folder that is read already; it was not followed")
            return False
        self._seen.add(real)
        return True

    def _look_into(self, folder: Path) -> list[Path]:
        try:
            with os.scandir(folder) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._problem(folder, f"the folder cannot be read: {describe(error)}")
            return []
        below = []
        for entry in ordered:
            path = Path(entry.path)
            if entry.name.startswith(".") or entry.name in _SKIPPED_FOLDERS:
                continue
            if entry.is_dir(follow_symlinks=False):
                below.append(path)
            elif entry.is_symlink() and path.is_dir():
                self._links.append(path)
            elif entry.name.lower().endswith(_SUFFIXES):
                self._note(path)
        return below

    def _note(self, path: Path) -> None:
        post_id = self._id(path)
        if post_id != _printable(post_id):
            self._problem(path, "the file's name holds characters that cannot be shown; rename it")
        elif reason := self.rules.judge_path(post_id):
            self.found.append(LeftOut(post_id, reason))
        else:
            self._note_file(path, post_id)

    def _note_file(self, path: Path, post_id: str) -> None:
        try:
            real = path.resolve(strict=True)
            status = real.lstat()
        except (OSError, RuntimeError):
            self._problem(path, "a link that leads nowhere, or a file that has just been removed")
            return
        if not real.is_relative_to(self.root):
            self._problem(path, f"leads out of the site, to {_printable(str(real))}; it was not followed")
        elif not stat.S_ISREG(status.st_mode):
            self._problem(path, "not a regular file; it was not opened")
        elif status.st_size > self.largest:
            self._problem(path, f"{status.st_size:,} bytes, more than the {self.largest:,} allowed; split the post")
        else:
            self.found.append(SourceFile(post_id, real, status.st_size, status.st_mtime_ns))

    def _id(self, path: Path) -> str:
        return path.relative_to(self.rules.root).as_posix()

    def _problem(self, path: Path, message: str) -> None:
        self.found.append(Problem(_printable(self._id(path)), 0, message))

    def _warn(self, path: Path, message: str) -> None:
        self.found.append(Problem(_printable(self._id(path)), 0, message, refused=False))


def _printable(text: str) -> str:
    """Escape what would break a line of output: bytes that are no UTF-8, line ends, other control characters."""
    return "".join(
        repr(letter)[1:-1] if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter for letter in text
    )

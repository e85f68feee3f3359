"""Find the files of a site's posts without ever leaving the site."""

import os
import stat
import unicodedata
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import compress
from operator import attrgetter

from indexer.arrays import Int64s
from indexer.native import Kernel, kernel
from indexer.native.posts.file_status import read_file_status
from indexer.posts.generators.base import Rules
from indexer.posts.generators.others import notice_other_generator
from indexer.posts.generators.paged import PagedRules
from indexer.posts.generators.several import SeveralSites
from indexer.posts.listing import Listing, join_listings
from indexer.posts.post import Problem, Skipped, SkipReason
from indexer.posts.source_file import LARGEST, describe, status_of
from indexer.posts.source_format import endings_of, main_endings_of

_OTHER_FORMATS = (".html", ".htm", ".mdx", ".rst", ".adoc", ".asciidoc", ".org", ".ipynb")
_SKIPPED_FOLDERS = frozenset({"node_modules", "bower_components", "__pycache__", "CVS"})
_MANY = 16
"""Files of a folder from which on it is worth while to ask for their sizes and times together."""
_GONE = "a link that leads nowhere, or a file that has just been removed"


def list_files(rules: Rules, largest: int = LARGEST) -> Listing:
    """Find the files of a site's posts: Markdown, or the pages of a built site.

    Hidden files and folders are skipped without a word. Links are followed as long as they stay inside the
    site; a folder is read once, however many links lead to it. Only regular files are ever opened.

    Args:
        rules: Which folders are looked into, and which paths are no posts.
        largest: In bytes; larger files are refused.
    """
    if isinstance(rules, SeveralSites):
        return join_listings({name: list_files(part, largest) for name, part in rules.parts.items()})
    walk = _Walk(rules, largest)
    for folder in sorted(rules.folders()):
        walk.enter(folder.relative_to(rules.root).as_posix(), str(folder))
    walk.follow_links()
    takes_pages = isinstance(rules, PagedRules)
    if rules.name == "plain" and not takes_pages and (notice := notice_other_generator(rules.root)):
        walk.note(notice)
    return walk.listing()


@contextmanager
def _opened(folder: str) -> Iterator[int]:
    """Open a folder: asking it for a file is faster than finding the way to it anew for each."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class _Walk:
    """One walk through a site's folders, in plain strings: a path object a file would take most of its time."""

    def __init__(self, rules: Rules, largest: int) -> None:
        self._skip_reason = rules.skip_reason
        self._largest = largest
        self._endings, self._main_endings = endings_of(rules.name), main_endings_of(rules.name)
        self._ids: list[str] = []
        self._sizes, self._mtimes, self._ctimes = array("q"), array("q"), array("q")
        self._folders: dict[str, str] = {}
        self._linked: dict[str, str] = {}
        self._others: dict[str, Skipped | Problem] = {}
        self._root = os.path.realpath(rules.root)
        self._links: deque[tuple[str, str]] = deque()
        self._seen: set[str] = set()
        self._expects_many = False

    def listing(self) -> Listing:
        """Return what was found."""
        others = dict(sorted(self._others.items()))
        return Listing(self._ids, self._sizes, self._mtimes, self._ctimes, self._folders, self._linked, others)

    def note(self, problem: Problem) -> None:
        """Note what is to be said of the site as a whole."""
        self._others[problem.path] = problem

    def enter(self, folder_id: str, path: str) -> None:
        """Look through a folder and all below it; links to folders wait for ``follow_links``."""
        try:
            real = os.path.realpath(path, strict=True)
        except OSError:
            self._warn(folder_id, "no such folder, or a link that leads nowhere")
            return
        if self._is_inside(real):
            self._look_through(folder_id, real)
        else:
            self._problem(folder_id, f"leads out of the site, to {_printable(real)}; it was not followed")

    def follow_links(self) -> None:
        """Look through the folders that links lead to, once every real folder has been read."""
        while self._links:
            self.enter(*self._links.popleft())

    def _look_through(self, folder_id: str, real: str) -> None:
        waiting = [(folder_id, real)]
        while waiting:
            folder_id, real = waiting.pop()
            if real in self._seen:
                self._warn(folder_id, "leads to a folder that is read already; it was not followed")
            else:
                self._seen.add(real)
                waiting += self._look_into(folder_id, real)

    def _look_into(self, folder_id: str, real: str) -> list[tuple[str, str]]:
        """Note the files in one folder, and return the folders in it."""
        above = "" if folder_id == "." else f"{folder_id}/"
        self._folders[above] = os.path.join(real, "")  # noqa: PTH118  with a slash at the end
        try:
            with _opened(real) as folder:
                if self._expects_many and self._note_names(above, folder, os.listdir(folder)):  # noqa: PTH208  it is open
                    return []
                with os.scandir(folder) as entries:
                    others = self._note_files(above, folder, entries)
                    return self._sort_out(above, self._folders[above], others)
        except OSError as error:
            self._problem(folder_id, f"the folder cannot be read: {describe(error)}")
            return []

    def _note_names(self, above: str, folder: int, names: Sequence[str]) -> bool:
        """Note all files of a folder at once where it holds many plain ones and nothing else; else note nothing."""
        library, joined = kernel(), "\0".join((*names, ""))
        ended = sum(joined.count(f"{ending}\0") for ending in self._endings)
        if not library or len(names) < _MANY or ended < len(names) or joined.startswith(".") or "\0." in joined:
            return False
        ids, status = [above + name for name in names], read_file_status(library, folder, names)
        is_plain = bool((status.is_file & (status.sizes <= self._largest)).all()) and "".join(ids).isprintable()
        if not is_plain or any(map(self._skip_reason, ids)):
            return False
        self._ids += ids
        self._add_columns(status[1:])
        return True

    def _note_files(self, above: str, folder: int, entries: Iterator[os.DirEntry[str]]) -> list[os.DirEntry[str]]:
        """Note the files among what is in a folder; return what else is to be looked at."""
        every, endings, others = list(entries), self._endings, []
        named = [entry for entry in every if (name := entry.name).endswith(endings) and not name.startswith(".")]
        if len(named) < len(every):
            named = []  # they go in the order in which they are there
            for entry in every:
                name = entry.name
                if name.startswith("."):
                    continue
                if name.lower().endswith(endings):
                    named.append(entry)
                elif not entry.is_file(follow_symlinks=False):
                    if name not in _SKIPPED_FOLDERS:
                        others.append(entry)
                elif name.lower().endswith(_OTHER_FORMATS):
                    self._note_other_format(above + name)
        library = kernel() if len(named) >= _MANY else None
        self._expects_many = library is not None and not others  # as in this folder, so in the next
        for entry in self._note_together(above, folder, named, library) if library else named:
            if entry.is_file(follow_symlinks=False):
                self._note_file(above + entry.name, entry)
            else:
                others.append(entry)
        return others

    def _note_together(
        self, above: str, folder: int, entries: Sequence[os.DirEntry[str]], library: Kernel
    ) -> Iterator[os.DirEntry[str]]:
        """Note the plain files, which need no look of their own; return the others."""
        names = [entry.name for entry in entries]
        ids, skip_reason = [above + name for name in names], self._skip_reason
        status = read_file_status(library, folder, names)
        if "".join(ids).isprintable():
            may_be_post = [skip_reason(each) is None for each in ids]
        else:
            may_be_post = [each.isprintable() and skip_reason(each) is None for each in ids]
        noted = status.is_file & (status.sizes <= self._largest) & may_be_post
        if noted.all():
            self._ids += ids
            self._add_columns(status[1:])
            return iter(())
        self._ids += compress(ids, noted.tolist())
        self._add_columns(values[noted] for values in status[1:])
        return compress(entries, (~noted).tolist())

    def _add_columns(self, columns: Iterable[Int64s]) -> None:
        for column, values in zip((self._sizes, self._mtimes, self._ctimes), columns, strict=True):
            column.frombytes(values.tobytes())

    def _sort_out(self, above: str, real: str, entries: list[os.DirEntry[str]]) -> list[tuple[str, str]]:
        """Return the folders among what is no regular file; queue links to folders, and note other links."""
        below = []
        for entry in sorted(entries, key=attrgetter("name")):
            item_id, name, path = above + entry.name, entry.name.lower(), real + entry.name
            if entry.is_dir(follow_symlinks=False):
                below.append((item_id, path))
            elif entry.is_symlink() and os.path.isdir(path):  # noqa: PTH112 - a loop of links is no error to this one
                self._links.append((item_id, path))
            elif name.endswith(self._endings) and self._may_be_post(item_id):
                self._note_link(item_id, path)
        return below

    def _note_file(self, post_id: str, entry: os.DirEntry[str]) -> None:
        """Note a regular file."""
        if not self._may_be_post(post_id):
            return
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            self._problem(post_id, _GONE)
        else:
            self._note(post_id, status)

    def _note_other_format(self, file_id: str) -> None:
        """Count a file that would be a post if it were Markdown, so that nobody looks for it in vain."""
        if self._skip_reason(f"{file_id.rpartition('.')[0]}.md") is None and file_id.isprintable():
            self._others[file_id] = Skipped(file_id, SkipReason.OTHER_FORMAT)

    def _note_link(self, post_id: str, path: str) -> None:
        """Note what a link leads to, or what is neither file nor folder."""
        try:
            real = os.path.realpath(path, strict=True)
            status = os.lstat(real)
        except OSError:
            self._problem(post_id, _GONE)
            return
        if not self._is_inside(real):
            self._problem(post_id, f"leads out of the site, to {_printable(real)}; it was not followed")
        elif not stat.S_ISREG(status.st_mode):
            self._problem(post_id, "not a regular file; it was not opened")
        else:
            self._linked[post_id] = real
            self._note(post_id, status)

    def _may_be_post(self, post_id: str) -> bool:
        if not post_id.isprintable() and post_id != _printable(post_id):
            self._problem(post_id, "the file's name holds characters that cannot be shown; rename it")
            return False
        reason = self._skip_reason(post_id)
        if reason is None:
            return True
        if post_id.lower().endswith(self._main_endings):  # templates and what was built are HTML too
            self._others[post_id] = Skipped(post_id, reason)
        return False

    def _note(self, post_id: str, status: os.stat_result) -> None:
        size, mtime, ctime = status_of(status)
        if size > self._largest:
            self._problem(post_id, f"{size:,} bytes, more than the {self._largest:,} allowed; split the post")
            return
        self._ids.append(post_id)
        self._sizes.append(size)
        self._mtimes.append(mtime)
        self._ctimes.append(ctime)

    def _is_inside(self, real: str) -> bool:
        return real == self._root or real.startswith(self._root.rstrip("/") + "/")

    def _problem(self, path: str, message: str) -> None:
        self._others[path] = Problem(_printable(path), 0, message)

    def _warn(self, path: str, message: str) -> None:
        self._others[path] = Problem(_printable(path), 0, message, refused=False)


def _printable(text: str) -> str:
    """Escape what would break a line of output: bytes that are not UTF-8, line ends, other control characters."""
    return "".join(
        repr(letter)[1:-1] if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter for letter in text
    )

"""The sources of a site together with the pages that were built of them, behind the same protocol.

What the author says about a post (dates, drafts, tags) is taken from its source; what visitors read (text, headings and
their anchors, address) from its page, where shortcodes, includes and Liquid have become text.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from indexer.posts.generators.base import Place, Rules
from indexer.posts.post import Dialect, FrontMatter, Problem, Skipped, SkipReason

if TYPE_CHECKING:
    from indexer.posts.generators.html.rules import HtmlRules

PAGE_ENDINGS = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class BuiltPages:
    """The folder into which a site was built.

    Attributes:
        rules: What the pages say about their site.
        base_path: The path of the site's address, without a slash at its end.
        state: A digest of the names, sizes and times of all pages: once it is built anew, all is read anew.
    """

    rules: "HtmlRules"
    base_path: str
    state: str

    @classmethod
    def of(cls, rules: "HtmlRules", base_url: str) -> "BuiltPages":
        """Look at a built site whose sources say that it stands at ``base_url``."""
        return cls(rules, unquote(urlsplit(base_url).path).rstrip("/"), _digest_pages(rules.root))

    @property
    def folder(self) -> Path:
        """The folder, absolute."""
        return self.rules.root

    def find(self, url: str) -> str:
        """Return where the page of an address lies, links resolved; empty where there is none inside the folder."""
        path = unquote(urlsplit(url).path)
        below = path.removeprefix(self.base_path) if f"{path}/".startswith(f"{self.base_path}/") else path
        steps = [step for step in below.split("/") if step]
        if ".." in steps or "\0" in path:
            return ""
        return next(filter(None, map(self._existing, _names("/".join(steps)))), "")

    def _existing(self, name: str) -> str:
        path = os.path.realpath(self.folder / name)
        is_inside = path.startswith(os.path.join(self.folder, ""))  # noqa: PTH118  with a slash at the end
        return path if is_inside and os.path.isfile(path) else ""  # noqa: PTH113  one call for each of many pages


def _names(below: str) -> Iterator[str]:
    """Yield what the page of a path may be called below the folder."""
    if below.lower().endswith(PAGE_ENDINGS):
        yield below
    yield f"{below}/index.html" if below else "index.html"
    yield from (f"{below}{ending}" for ending in PAGE_ENDINGS)


def _digest_pages(folder: Path) -> str:
    rows = sorted(
        f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}"
        for entry in _walk(str(folder))
        for status in [entry.stat(follow_symlinks=False)]
    )
    return blake2b("\n".join(rows).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _walk(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path)
            elif entry.name.lower().endswith(PAGE_ENDINGS):
                yield entry


@dataclass(frozen=True, slots=True)
class PagedRules:
    """The rules of a site's sources, and its built pages.

    All but ``pages`` is as the rules of the sources have it.
    """

    sources: Rules
    pages: BuiltPages

    @property
    def name(self) -> str:
        """The generator's name."""
        return self.sources.name

    @property
    def root(self) -> Path:
        """The folder of the sources."""
        return self.sources.root

    @property
    def base_url(self) -> str:
        """As the sources say, else as the pages do."""
        return self.sources.base_url or self.pages.rules.base_url

    @property
    def title(self) -> str:
        """As the sources say, else as the pages do."""
        return self.sources.title or self.pages.rules.title

    @property
    def time_zone(self) -> tzinfo:
        """The zone of dates that name none."""
        return self.sources.time_zone

    @property
    def dialect(self) -> Dialect:
        """The dialect of the sources."""
        return self.sources.dialect

    @property
    def uses_file_times(self) -> bool:
        """Yes: a page older than its source is not read."""
        return True

    def folders(self) -> tuple[Path, ...]:
        """Return the folders of the sources."""
        return self.sources.folders()

    def skip_reason(self, post_id: str) -> SkipReason | None:
        """Say from the path alone why a source is no post."""
        return self.sources.skip_reason(post_id)

    def place(self, post_id: str, front_matter: FrontMatter, now: datetime) -> Place | Skipped | Problem:
        """Find a post's address and dates by the rules of the sources."""
        return self.sources.place(post_id, front_matter, now)

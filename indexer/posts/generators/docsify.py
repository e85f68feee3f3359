"""Docsify's rules: no page is built, browsers read the Markdown themselves.

Source:
    docsify.js.org, "Configuration", "Adding pages" and "Deploy"; docsify 4.13 and 5.0, ``src/core/router``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import islice
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote

from indexer.patterns import compile_later
from indexer.posts.generators.base import Place
from indexer.posts.generators.config_file import address_of_domain, read_loosely
from indexer.posts.generators.language_folders import find_language_folders
from indexer.posts.generators.percent_encoding import quote_path
from indexer.posts.generators.plain import PlainRules
from indexer.posts.post import Dialect, FrontMatter, SkipReason

_LARGEST = 1_000_000
"""Characters of a page or a list of links that are looked through."""
_LOADS_DOCSIFY = compile_later(
    r"\$docsify\b|<script\b[^<>]{0,500}?\bsrc=[\"']?[^\"'\s<>]{0,300}?\bdocsify(?:@[\w.-]{1,30})?(?:[/.][^\"'\s<>]{0,300})?\.js\b"
)
_COMMENT = compile_later(r"(?s:<!--(?:(?!<!--).)*?-->)|(?<![\w:=/\"'`])//[^\n]*")
_OPTION = compile_later(
    r"[\"']?\b(name|routerMode|homepage|loadSidebar|loadNavbar|coverpage|notFoundPage)\b[\"']?\s*:\s*[\"'`]([^\"'`\n]*)[\"'`]"
)
_NEWER = compile_later(r"docsify@(?:5|latest\b|next\b)|docsify(?:@[\w.-]+)?/dist/")
"""Of a version that makes anchors another way than 4 did."""
_LINK = compile_later(
    r"\[((?:[^\[\]\n]|\\[\[\]])+)\]\(\s*<?([^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+[\"'][^\n]*?[\"'])?\s*\)"
)
_ADDRESS = compile_later(r"[a-z][a-z\d+.-]*:|//|#(?!/)", re.IGNORECASE)
_OTHERS = ("index.html", "_config.yml", "_config.yaml", "_config.toml", "_config.json")
"""Where one of these lies at the top, the top is another site, whatever ``docs`` is."""
_FILES_COUNTED = 2_000


@dataclass(frozen=True, slots=True)
class DocsifyRules:
    """The rules of a Docsify site: each file is at the address of its path, behind ``#/`` unless it says otherwise.

    A post's title is its front matter's, else a heading at the very top, else what a sidebar calls it, else its file's
    name; dates and languages are found as in a plain folder.

    Attributes:
        folder: Below the root, the one with ``index.html``: empty or ``docs/``.
        plain: The rules of that folder but for addresses: Docsify's dialect, and what its sidebars call files.
        has_paths: Addresses are paths (``routerMode: 'history'``).
        homepage: The file that is shown at ``/``.
        parts: Other files than usual that are parts of pages: their names, or their paths below ``folder``.
    """

    root: Path
    folder: str
    plain: PlainRules
    base_url: str = ""
    title: str = ""
    has_paths: bool = False
    homepage: str = "README.md"
    parts: frozenset[str] = frozenset()
    name: str = "docsify"
    uses_file_times: bool = False

    @property
    def time_zone(self) -> tzinfo:
        """The zone of dates that name none."""
        return self.plain.time_zone

    @property
    def dialect(self) -> Dialect:
        """Docsify's, by its version."""
        return self.plain.dialect

    def folders(self) -> tuple[Path, ...]:
        """Return the folder with ``index.html``."""
        return (self.root / self.folder,)

    def skip_reason(self, post_id: str) -> SkipReason | None:
        """Leave out sidebars, bars of links, covers and pages of errors."""
        path = post_id.removeprefix(self.folder)
        is_part = path.rpartition("/")[2] in self.parts or path in self.parts
        return SkipReason.NOT_A_POST if is_part else self.plain.skip_reason(path)

    def place(self, post_id: str, front_matter: FrontMatter, now: datetime) -> Place:
        """Find a post's address from its path; all else as ``PlainRules`` does."""
        path = post_id.removeprefix(self.folder)
        place = self.plain.place(path, front_matter, now)
        return replace(place, url=f"{self.base_url}{self._address(path)}")

    def _address(self, path: str) -> str:
        shown = "" if path == self.homepage else re.sub(r"(?:(?<=/)|\A)README\.md\Z|\.md\Z", "", path)
        return f"{'/' if self.has_paths else '/#/'}{quote_path(shown)}"


def recognise(root: Path) -> DocsifyRules | None:
    """Read the rules of a folder, or one whose ``docs`` are the site; None where no page loads Docsify."""
    is_below = not any((root / name).exists() for name in _OTHERS) and _holds_most(root / "docs")
    folder = "docs/" if is_below else ""
    page = _COMMENT.sub("", _read(root / folder / "index.html"))
    return _read_rules(root, folder, page) if _LOADS_DOCSIFY.search(page) else None


def _holds_most(folder: Path) -> bool:
    """Say whether a folder has no less Markdown than lies beside it: else it only shows some of what is there."""
    beside = (path for path in folder.parent.iterdir() if path != folder and not path.name.startswith("."))
    outside = sum(_count_markdown(path) for path in beside)
    return outside <= _count_markdown(folder)


def _count_markdown(path: Path) -> int:
    if not path.is_dir():
        return path.suffix == ".md"
    return sum(1 for _ in islice(path.rglob("*.md"), _FILES_COUNTED))


def _read_rules(root: Path, folder: str, page: str) -> DocsifyRules:
    top = root / folder
    options = dict(_OPTION.findall(page))
    named = (options.get(key, "") for key in ("loadSidebar", "loadNavbar", "coverpage", "notFoundPage"))
    return DocsifyRules(
        root,
        folder,
        PlainRules(
            top,
            dialect=Dialect("docsify", "docsify" if _NEWER.search(page) else "docsify-4"),
            languages=find_language_folders(top),
            names=dict(_named_by_sidebars(top, options.get("loadSidebar", "").removeprefix("/") or "_sidebar.md")),
        ),
        base_url=address_of_domain(top),
        title=options.get("name", ""),
        has_paths=options.get("routerMode") == "history",
        homepage=options.get("homepage", "").removeprefix("/") or "README.md",
        parts=frozenset(name.removeprefix("/") for name in named if name),
    )


def _named_by_sidebars(top: Path, sidebar: str) -> Iterator[tuple[str, str]]:
    """Yield the path of each file that a sidebar links to, and what it is called there; the top's counts most.

    A link is below the site, or, with ``relativePath``, below the sidebar's folder: both are yielded.
    """
    lists = sorted(top.glob(f"*/{sidebar}"), reverse=True)
    for file in (*lists, top / sidebar):
        folder = file.parent.relative_to(top).as_posix()
        for text, link in _LINK.findall(_read(file)):
            target = unquote(re.split(r"[?]", link.removeprefix("#"))[0])
            if _ADDRESS.match(link):
                continue
            named = re.sub(r"[*_`\\]", "", text).strip()
            for path in (normpath(f"{folder}/{target}"), normpath(target.lstrip("/") or ".")):
                if not path.startswith(".."):
                    is_folder = target.endswith("/") or path == "."
                    yield _file_of("" if path == "." else path, is_folder=is_folder), named


def _file_of(path: str, *, is_folder: bool) -> str:
    if is_folder:
        return f"{path}/README.md" if path else "README.md"
    return path if path.endswith(".md") else f"{path}.md"


def _read(path: Path) -> str:
    return read_loosely(path)[:_LARGEST]

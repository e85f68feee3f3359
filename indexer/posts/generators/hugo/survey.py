"""One look through a Hugo site's content: its bundles, its sections, and the folders that Hugo ignores."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from indexer.errors import ConfigurationError
from indexer.posts.encoding import EncodingError, decode
from indexer.posts.fields import text_of
from indexer.posts.front_matter import FrontMatterError, split_front_matter
from indexer.posts.generators.hugo.cascade import read_cascades
from indexer.posts.generators.hugo.content import HTML, MARKDOWN, Content, HugoSection
from indexer.posts.generators.section_pages import has_text
from indexer.regular_files import read_regular

_CONTENT = MARKDOWN | HTML | {"org", "ad", "adoc", "asciidoc", "rst", "pandoc", "pdc"}
_HEAD = 1_000
_PAGES = ("index.", "_index.")


class _Files(NamedTuple):
    """What a folder holds.

    Attributes:
        pages: The files that may make it a bundle or a section; their paths below the site.
        others: How many files of Markdown there are that are no page of a section.
    """

    pages: list[str]
    others: int


_Listing = Mapping[str, _Files]
"""By folder, all below the site."""


def survey(content: Content) -> Content:
    """Look once through the content folders for bundles, sections and folders to be ignored."""
    listing = _list_folders(content)
    content = replace(content, unseen=_unseen_folders(content, listing))
    bundles: set[str] = set()
    sections: dict[tuple[str, str], HugoSection] = {}
    for post_id in (page for files in listing.values() for page in files.pages):
        file = content.locate(post_id)
        if file is None or file.language in content.off or content.is_ignored(post_id, file):
            continue
        if file.name.lower() == "index":
            bundles.add(file.folder)
        elif file.name.lower() == "_index":
            sections[file.language, file.folder] = _read_section(content.root, post_id)
    others = sum(files.others for files in listing.values())
    return replace(content, bundles=frozenset(bundles), sections=sections, others=others)


def existing_folders(content: Content) -> tuple[Path, ...]:
    """Return the mounted folders that are there, none inside another."""
    folders = sorted({path for mount in content.mounts if (path := content.root / mount.folder).is_dir()})
    return tuple(folder for folder in folders if not any(parent in folders for parent in folder.parents))


def _list_folders(content: Content) -> _Listing:
    listing: dict[str, _Files] = {}
    for folder in existing_folders(content):
        listing.update(_list_below(folder.relative_to(content.root).as_posix(), str(folder)))
    return listing


def _list_below(folder_id: str, path: str) -> Iterator[tuple[str, _Files]]:
    """Yield a folder and all below it; links to folders are not followed."""
    waiting = [(folder_id, path)]
    while waiting:
        folder_id, path = waiting.pop()
        above = "" if folder_id == "." else f"{folder_id}/"
        pages, others = [], 0
        for entry in _entries(path):
            name, lower = entry.name, entry.name.lower()
            if entry.is_dir(follow_symlinks=False):
                waiting.append((above + name, entry.path))
                continue
            if lower.startswith(_PAGES) and _is_content(entry):
                pages.append(above + name)
            others += lower.rpartition(".")[2] in MARKDOWN and not lower.startswith("_index.")
        yield folder_id, _Files(sorted(pages), others)


def _entries(path: str) -> list[os.DirEntry[str]]:
    """Return what is in a folder; nothing where it cannot be read: the listing of files reports that."""
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except OSError:
        return []


def _is_content(entry: os.DirEntry[str]) -> bool:
    ending = entry.name.lower().rpartition(".")[2]
    is_file = entry.is_file(follow_symlinks=False) or not Path(entry.path).is_dir()
    return is_file and ending in _CONTENT and not (ending in HTML and _begins_with_tag(entry.path))


def _begins_with_tag(path: str) -> bool:
    """Say whether a file of HTML has no front matter: Hugo then puts it out as it is, and it makes no bundle."""
    try:
        return read_regular(Path(path), _HEAD).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    except OSError:
        return False


def _unseen_folders(content: Content, listing: _Listing) -> frozenset[str]:
    """Return the folders that Hugo ignores; of several mounted at one place the first mount's decides."""
    seen: dict[str, bool] = {}
    for mount in (mount for mount in content.mounts if mount.language not in content.off):
        top = "" if mount.folder in ("", ".") else f"{mount.folder}/"
        target = f"{mount.target}/" if mount.target else ""
        for path in listing:
            if path.startswith(top) and path not in (mount.folder, "."):
                seen.setdefault(target + path[len(top) :], content.passes_over(path))
    return frozenset(folder for folder, passed_over in seen.items() if passed_over)


def _read_section(root: Path, post_id: str) -> HugoSection:
    """Read what a section's page says about the pages below it."""
    path = root / post_id
    if path.suffix.lower().removeprefix(".") not in MARKDOWN | HTML or not path.is_file():
        return HugoSection()
    text = "cascade"
    try:
        text = decode(read_regular(path)).text
        front_matter = split_front_matter(text)
        return HugoSection(
            text_of(front_matter.get("slug")).strip("-"),
            read_cascades(front_matter.get("cascade")),
            has_text=has_text(front_matter.body),
        )
    except (OSError, EncodingError, FrontMatterError, ConfigurationError) as error:
        return HugoSection(unreadable=f"{post_id}: {error}" if "cascade" in text.lower() else "")

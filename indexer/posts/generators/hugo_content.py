"""Where Hugo's content lies: mounts, languages in names and folders, bundles and sections."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from indexer.errors import ConfigurationError
from indexer.posts.encoding import EncodingError, decode
from indexer.posts.fields import text_of
from indexer.posts.front_matter import FrontMatterError, split_front_matter
from indexer.posts.generators.hugo_cascade import Cascade, read_cascades
from indexer.posts.generators.slugs import hugo_normalise

MARKDOWN = frozenset({"md", "markdown", "mdown"})
_CONTENT = MARKDOWN | {"html", "htm", "org", "ad", "adoc", "asciidoc", "rst", "pandoc", "pdc"}


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder of the site that is (part of) its content.

    Attributes:
        folder: Below the site, with forward slashes.
        target: Where it comes to lie in the content: ``blog`` for ``content/blog``; empty for the top.
        language: Of the files whose name says none.
    """

    folder: str
    target: str
    language: str


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file's place in the content.

    Attributes:
        folders: From the top of the content, as written.
        name: Without ending and language, as written.
        ending: Lower-case, without dot.
        language: The one in the file's name, else the mount's.
    """

    folders: tuple[str, ...]
    name: str
    ending: str
    language: str

    @property
    def folder(self) -> str:
        """The folder's path in Hugo's own form: ``/my-blog``, and nothing for the top."""
        return "".join(f"/{hugo_normalise(part)}" for part in self.folders)


@dataclass(frozen=True, slots=True)
class Section:
    """A folder with an ``_index.md``.

    Attributes:
        slug: What replaces the folder's name in addresses; may be empty.
        unreadable: Why its page cannot be read, when it may hide the pages below; else empty.
    """

    slug: str = ""
    cascades: tuple[Cascade, ...] = ()
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a site as it lies on disk.

    Attributes:
        languages: All that there are, those switched off too.
        off: Those switched off.
        bundles: Folders (``ContentFile.folder``) with an ``index.md`` of any language.
        sections: By language and folder.
        ignored: Patterns for absolute paths of files and folders that Hugo does not look at.
        unseen: Folders, as written from the top of the content, that it does not look into. Mounts lie over each
            other, and a folder that several have goes by its path in the first of them.
    """

    root: Path
    mounts: tuple[Mount, ...]
    languages: frozenset[str]
    off: frozenset[str] = frozenset()
    ignored: tuple[re.Pattern[str], ...] = ()
    unseen: frozenset[str] = frozenset()
    bundles: frozenset[str] = frozenset()
    sections: Mapping[tuple[str, str], Section] = field(default_factory=dict)

    def locate(self, post_id: str) -> ContentFile | None:
        """Find a file's place; None when it lies in no mount. Of mounts inside each other the inner one counts."""
        path = PurePosixPath(post_id)
        inside = [mount for mount in self.mounts if path.is_relative_to(mount.folder)]
        if not inside:
            return None
        mount = max(inside, key=lambda mount: len(mount.folder))
        target = tuple(part for part in mount.target.split("/") if part)
        return self._parse(target + path.relative_to(mount.folder).parts, mount.language)

    def _parse(self, parts: tuple[str, ...], language: str) -> ContentFile:
        stem, _, ending = parts[-1].rpartition(".")
        name, _, suffix = stem.rpartition(".")
        if name and suffix.lower() in self.languages and language not in self.off:
            stem, language = name, suffix.lower()
        return ContentFile(parts[:-1], stem, ending.lower(), language)

    def is_ignored(self, post_id: str, file: ContentFile) -> bool:
        """Say whether Hugo passes over a file, or over a folder on the way to it."""
        on_the_way = ("/".join(file.folders[: count + 1]) for count in range(len(file.folders)))
        return self.passes_over(PurePosixPath(post_id)) or any(folder in self.unseen for folder in on_the_way)

    def passes_over(self, path: PurePosixPath) -> bool:
        """Say whether Hugo ignores a file or folder of its own.

        Source:
            Hugo 0.168 ``source/sourceSpec.go``, ``IgnoreFile``: patterns are held against absolute paths.
        """
        absolute = (self.root / path).as_posix()
        return (
            path.name.startswith((".", "#"))
            or path.name.endswith("~")
            or any(pattern.search(absolute) for pattern in self.ignored)
        )

    def is_resource(self, file: ContentFile) -> bool:
        """Say whether a file lies inside a leaf bundle, and is not the bundle's own page."""
        steps = _steps(file.folder)
        own = file.name.lower() == "index"
        return any(step in self.bundles for step in (steps[:-1] if own else steps))

    def enclosing(self, language: str, folder: str) -> Iterator[tuple[str, Section]]:
        """Yield the sections that a folder lies in, from the top down. First-level folders always are one."""
        for step in _steps(folder):
            section = self.sections.get((language, step))
            if section is not None:
                yield step, section
            elif step.count("/") == 1:
                yield step, Section()


def _steps(folder: str) -> list[str]:
    """Return ``["", "/a", "/a/b"]`` for ``/a/b``."""
    parts = folder.split("/")
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def survey(content: Content) -> Content:
    """Look once through the content folders for bundles, sections and folders to be ignored."""
    content = replace(content, unseen=_unseen_folders(content))
    bundles: set[str] = set()
    sections: dict[tuple[str, str], Section] = {}
    for post_id in _bundle_pages(content):
        file = content.locate(post_id)
        if file is None or file.language in content.off or content.is_ignored(post_id, file):
            continue
        if file.name.lower() == "index":
            bundles.add(file.folder)
        elif file.name.lower() == "_index":
            sections[file.language, file.folder] = _read_section(content.root, post_id)
    return replace(content, bundles=frozenset(bundles), sections=sections)


def _unseen_folders(content: Content) -> frozenset[str]:
    seen: dict[str, bool] = {}
    for mount in (mount for mount in content.mounts if mount.language not in content.off):
        for where, _, _ in os.walk(content.root / mount.folder):
            path = Path(where).relative_to(content.root)
            folder = (PurePosixPath(mount.target) / path.relative_to(mount.folder)).as_posix()
            if folder not in seen and path != Path(mount.folder):
                seen[folder] = content.passes_over(PurePosixPath(path))
    return frozenset(folder for folder, passed_over in seen.items() if passed_over)


def _bundle_pages(content: Content) -> Iterator[str]:
    """Yield every file that may make its folder a bundle or a section."""
    for folder in existing_folders(content):
        for where, _, names in os.walk(folder):
            for name in names:
                stem, _, ending = name.lower().rpartition(".")
                if ending in _CONTENT and stem.partition(".")[0] in {"index", "_index"}:
                    yield (Path(where) / name).relative_to(content.root).as_posix()


def existing_folders(content: Content) -> tuple[Path, ...]:
    """Return the mounted folders that are there, none inside another."""
    folders = sorted({path for mount in content.mounts if (path := content.root / mount.folder).is_dir()})
    return tuple(folder for folder in folders if not any(parent in folders for parent in folder.parents))


def _read_section(root: Path, post_id: str) -> Section:
    """Read what a section's page says about the pages below it."""
    path = root / post_id
    if path.suffix.lower().removeprefix(".") not in MARKDOWN or not path.is_file():
        return Section()
    text = "cascade"
    try:
        text = decode(path.read_bytes()).text
        front_matter = split_front_matter(text)
        return Section(text_of(front_matter.get("slug")).strip("-"), read_cascades(front_matter.get("cascade")))
    except (OSError, EncodingError, FrontMatterError, ConfigurationError) as error:
        return Section(unreadable=f"{post_id}: {error}" if "cascade" in text.lower() else "")

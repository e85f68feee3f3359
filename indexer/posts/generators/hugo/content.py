"""Where Hugo's content lies: mounts, languages in names and folders, bundles and sections."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from indexer.posts.generators.base import UNSIGNED
from indexer.posts.generators.hugo.cascade import Cascade
from indexer.posts.generators.memo import RecentAnswers
from indexer.text.slugs import hugo_normalise

MARKDOWN = frozenset({"md", "markdown", "mdown"})
HTML = frozenset({"html", "htm"})

_SITE = frozenset({"", "."})


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

    def holds(self, folder_id: str) -> bool:
        """Say whether a folder of the site is the mount's or lies in it."""
        return self.folder in _SITE or f"{folder_id}/".startswith(f"{self.folder}/")


@dataclass(frozen=True, slots=True)
class Folder:
    """What all files in a folder have in common.

    Attributes:
        names: Of the folders from the top of the content down to this one, as written.
        path: In Hugo's own form: ``/my-blog``, and nothing for the top.
        language: The mount's.
        is_unseen: Hugo does not look into it, or into a folder on the way to it.
        is_bundle: A leaf bundle's own folder or one below it.
        is_in_bundle: It lies inside a leaf bundle's folder.
    """

    names: tuple[str, ...]
    path: str
    language: str
    is_unseen: bool
    is_bundle: bool
    is_in_bundle: bool


class ContentFile(NamedTuple):
    """A file's place in the content; a tuple, because one is made of each file at each listing.

    Attributes:
        name: Without ending and language, as written.
        ending: Lower-case, without dot.
        language: The one in the file's name, else the mount's.
    """

    within: Folder
    name: str
    ending: str
    language: str

    @property
    def folders(self) -> tuple[str, ...]:
        """From the top of the content, as written."""
        return self.within.names

    @property
    def folder(self) -> str:
        """The folder's path in Hugo's own form: ``/my-blog``, and nothing for the top."""
        return self.within.path


@dataclass(frozen=True, slots=True)
class HugoSection:
    """A folder with an ``_index.md``.

    Attributes:
        slug: What replaces the folder's name in addresses; may be empty.
        unreadable: Why its page cannot be read, when it may hide the pages below; else empty.
        has_text: Its page has words of its own.
    """

    slug: str = ""
    cascades: tuple[Cascade, ...] = ()
    unreadable: str = ""
    has_text: bool = field(default=False, metadata=UNSIGNED)


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a site as it lies on disk.

    Attributes:
        languages: All that there are, those switched off too.
        off: Those switched off.
        bundles: Folders (``ContentFile.folder``) with an ``index.md`` of any language.
        sections: By language and folder.
        others: How many files of content there are beside the pages of sections.
        ignored: Patterns for absolute paths of files and folders that Hugo does not look at.
        unseen: Folders, as written from the top of the content, that it does not look into. Mounts lie over each
            other, and a folder that several have goes by its path in the first of them.
    """

    root: Path
    mounts: tuple[Mount, ...]
    languages: frozenset[str]
    off: frozenset[str] = frozenset()
    ignored: tuple[re.Pattern[str], ...] = ()
    unseen: frozenset[str] = field(default=frozenset(), metadata=UNSIGNED)
    bundles: frozenset[str] = field(default=frozenset(), metadata=UNSIGNED)
    sections: Mapping[tuple[str, str], HugoSection] = field(default_factory=dict)
    others: int = field(default=0, metadata=UNSIGNED)
    _folders: RecentAnswers[str, Folder | None] = field(
        default_factory=RecentAnswers, init=False, repr=False, compare=False
    )

    def locate(self, post_id: str) -> ContentFile | None:
        """Find a file's place; None when it lies in no mount. Of mounts inside each other the inner one counts."""
        folder_id, _, name = post_id.rpartition("/")
        folder = self._folders.get(folder_id) or self._folders.keep(folder_id, self._folder(folder_id))
        return self._parse(folder, name) if folder else None

    def _folder(self, folder_id: str) -> Folder | None:
        above, slash, name = folder_id.rpartition("/")
        if not slash or any(mount.folder == folder_id for mount in self.mounts):
            return self._from_top(folder_id)
        parent = self._folders.get(above) or self._folders.keep(above, self._from_top(above))
        return self._below(parent, name) if parent else None

    def _from_top(self, folder_id: str) -> Folder | None:
        inside = [mount for mount in self.mounts if mount.holds(folder_id)]
        if not inside:
            return None
        mount = max(inside, key=lambda mount: len(mount.folder))
        below = folder_id if mount.folder in _SITE else folder_id[len(mount.folder) + 1 :]
        folder = Folder((), "", mount.language, is_unseen=False, is_bundle="" in self.bundles, is_in_bundle=False)
        for name in f"{mount.target}/{below}".split("/"):
            folder = self._below(folder, name) if name else folder
        return folder

    def _below(self, above: Folder, name: str) -> Folder:
        names = (*above.names, name)
        path = f"{above.path}/{hugo_normalise(name)}"
        return Folder(
            names,
            path,
            above.language,
            is_unseen=above.is_unseen or (bool(self.unseen) and "/".join(names) in self.unseen),
            is_bundle=above.is_bundle or path in self.bundles,
            is_in_bundle=above.is_bundle,
        )

    def _parse(self, folder: Folder, file_name: str) -> ContentFile:
        stem, _, ending = file_name.rpartition(".")
        name, _, suffix = stem.rpartition(".")
        if name and suffix.lower() in self.languages and folder.language not in self.off:
            return ContentFile(folder, name, ending.lower(), suffix.lower())
        return ContentFile(folder, stem, ending.lower(), folder.language)

    def is_ignored(self, post_id: str, file: ContentFile) -> bool:
        """Say whether Hugo passes over a file, or over a folder on the way to it."""
        return file.within.is_unseen or self.passes_over(post_id)

    def passes_over(self, path: str) -> bool:
        """Say whether Hugo ignores a file or folder of its own, given its path below the site.

        Source:
            Hugo 0.168 ``source/sourceSpec.go``, ``IgnoreFile``: patterns are held against absolute paths.
        """
        name = path.rpartition("/")[2]
        if name.startswith((".", "#")) or name.endswith("~"):
            return True
        return bool(self.ignored) and any(
            pattern.search(absolute) for absolute in [(self.root / path).as_posix()] for pattern in self.ignored
        )

    def is_resource(self, file: ContentFile) -> bool:
        """Say whether a file lies inside a leaf bundle, and is not the bundle's own page."""
        return file.within.is_in_bundle if file.name.lower() == "index" else file.within.is_bundle

    def enclosing(self, language: str, folder: str) -> Iterator[tuple[str, HugoSection]]:
        """Yield the sections that a folder lies in, from the top down. First-level folders always are one."""
        for step in _steps(folder):
            section = self.sections.get((language, step))
            if section is not None:
                yield step, section
            elif step.count("/") == 1:
                yield step, HugoSection()


def _steps(folder: str) -> list[str]:
    """Return ``["", "/a", "/a/b"]`` for ``/a/b``."""
    parts = folder.split("/")
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]

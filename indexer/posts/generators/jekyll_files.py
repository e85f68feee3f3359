"""Which files Jekyll looks at, and what it takes them for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from indexer.posts.generators.globs import compile_glob

_ALWAYS_EXCLUDED = (
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "Gemfile",
    "Gemfile.lock",
    "node_modules",
    "vendor/bundle/",
    "vendor/cache/",
    "vendor/gems/",
    "vendor/ruby/",
)
_POST_NAME = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})-([^/]*)")


@dataclass(frozen=True, slots=True)
class JekyllFile:
    """A file that Jekyll may publish.

    Attributes:
        kind: ``posts``, ``pages``, or a collection's name.
        path: Below the site's source, and below its ``collections_dir``, for whatever is in a collection.
        above: The folders above ``_posts`` or ``_drafts``; they are categories.
        inside: The path below ``_posts``, ``_drafts`` or the collection's folder; of a page, the whole path.
        is_draft: In ``_drafts``.
    """

    kind: str
    path: str
    above: tuple[str, ...]
    inside: PurePosixPath
    is_draft: bool = False

    @property
    def stem(self) -> str:
        """The name without its ending, and without dots at its end."""
        return self.inside.name.removesuffix(self.inside.suffix).rstrip(".")

    @property
    def dated(self) -> tuple[str, str] | None:
        """The date and the rest of a name such as ``2020-01-02-title``; None for another name."""
        found = _POST_NAME.fullmatch(self.inside.name.removesuffix(self.inside.suffix))
        return (found[1], found[2].rstrip(".")) if found else None


@dataclass(frozen=True, slots=True)
class FileFilter:
    """What a site's configuration says about its files.

    Attributes:
        source: The folder of the sources below the site; empty for the site itself.
        collections_dir: The folder that holds ``_posts`` and the collections; empty for the source itself.
        collections: Those that are put out.
        excluded, included: Patterns, as the configuration has them.
        endings: Of Markdown files, lower-case.
    """

    source: str = ""
    collections_dir: str = ""
    collections: frozenset[str] = frozenset()
    excluded: tuple[str, ...] = ()
    included: tuple[str, ...] = ()
    endings: frozenset[str] = frozenset({"markdown", "mkdown", "mkdn", "mkd", "md"})

    def classify(self, post_id: str) -> JekyllFile | None:
        """Say what Jekyll takes a file for; None when it does not look at it, or puts it out as it is.

        Source:
            Jekyll 4.3 ``lib/jekyll/reader.rb``, ``readers/post_reader.rb`` and ``collection.rb``.
        """
        path = PurePosixPath(post_id)
        if not path.is_relative_to(self.source) or path.suffix.lower().removeprefix(".") not in self.endings:
            return None
        parts = path.relative_to(self.source).parts
        for special in ("_posts", "_drafts"):
            if special in parts[:-1]:
                return self._classify_post(parts, parts.index(special))
        top = PurePosixPath(self.collections_dir).parts
        if parts[: len(top)] == top and len(parts) > len(top) + 1 and parts[len(top)][1:] in self.collections:
            inside = PurePosixPath(*parts[len(top) + 1 :])
            below_top = "/".join(parts[len(top) :])
            return JekyllFile(parts[len(top)][1:], below_top, (), inside) if parts[len(top)][0] == "_" else None
        whole = "/".join(parts)
        return JekyllFile("pages", whole, (), PurePosixPath(whole))

    def _classify_post(self, parts: tuple[str, ...], at: int) -> JekyllFile | None:
        top = PurePosixPath(self.collections_dir).parts
        if parts[: len(top)] != top:
            return None
        inside = PurePosixPath(*parts[at + 1 :])
        is_draft = parts[at] == "_drafts"
        file = JekyllFile("posts", "/".join(parts[len(top) :]), parts[len(top) : at], inside, is_draft)
        return file if is_draft or file.dated else None

    def passes_over(self, post_id: str, file: JekyllFile) -> bool:
        """Say whether the configuration, or a sign at the beginning of a name, keeps Jekyll from a file.

        Source:
            Jekyll 4.3 ``lib/jekyll/entry_filter.rb``.
        """
        path = PurePosixPath(post_id).relative_to(self.source)
        inside = file.inside.as_posix()
        outer = path.parts[: len(path.parts) - len(file.inside.parts)]
        walked = outer[:-1] if file.kind == "posts" else () if file.kind != "pages" else path.parts
        steps = [(name, "/".join(path.parts[: count + 1])) for count, name in enumerate(walked)]
        entries = steps if file.kind == "pages" else [*steps, (inside, path.as_posix())]
        return any(self._rejects(entry, whole) for entry, whole in entries)

    def _rejects(self, entry: str, whole: str) -> bool:
        """Judge one step: its name, or its path below ``_posts``; and its path below the source."""
        included = _matches(self.included, entry) or _matches(self.included, entry.rpartition("/")[2])
        if _matches(tuple(set(self.excluded) - set(self.included)), whole) and not included:
            return True
        starts = (entry[:1], entry.rpartition("/")[2][:1])
        return not included and (entry.endswith("~") or any(start in {".", "_", "#", "~"} for start in starts))


def default_exclusions(excluded: Iterable[str]) -> tuple[str, ...]:
    """Add what Jekyll always excludes."""
    return tuple(dict.fromkeys((*excluded, *_ALWAYS_EXCLUDED)))


def readable_patterns(patterns: Iterable[str]) -> tuple[str, ...]:
    """Return the patterns.

    Raises:
        ConfigurationError: One of them cannot be read.
    """
    kept = tuple(patterns)
    _matches(kept, "")
    return kept


def _matches(patterns: tuple[str, ...], entry: str) -> bool:
    """Match as ``File.fnmatch?`` does, where ``*`` crosses folders; or as the beginning of the path."""
    globs = [(pattern, compile_glob(pattern.removeprefix("/"), star_crosses=True)) for pattern in patterns]
    return any(
        entry.startswith(text.strip("/")) or f"{entry}/" == text or glob.fullmatch(entry) for text, glob in globs
    )

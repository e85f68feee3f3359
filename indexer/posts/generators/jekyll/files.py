"""Which files Jekyll reads, and as what."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
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
HTML = frozenset({"html", "htm"})
_SIGNS = re.compile(r"[*?\[\]{}\\]")
_POST_NAME = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})-([^/]*)")


@dataclass(frozen=True, slots=True)
class JekyllFile:
    """A file that Jekyll may publish.

    Attributes:
        kind: ``posts``, ``pages``, or a collection's name.
        path: Below the site's source, and below its ``collections_dir``, for whatever is in a collection.
        above: The folders above ``_posts`` or ``_drafts``; they are categories.
        below: The path below ``_posts``, ``_drafts`` or the collection's folder; of a page, the whole path.
        is_draft: In ``_drafts``.
    """

    kind: str
    path: str
    above: tuple[str, ...]
    below: str
    is_draft: bool = False

    @property
    def inside(self) -> PurePosixPath:
        """``below`` as a path."""
        return PurePosixPath(self.below)

    @property
    def is_html(self) -> bool:
        """Whether it is written in HTML."""
        return _ending(self.below) in HTML

    @property
    def stem(self) -> str:
        """The name without its ending, and without dots at its end."""
        return _bare_name(self.below).rstrip(".")

    @property
    def dated(self) -> tuple[str, str] | None:
        """The date and the rest of a name such as ``2020-01-02-title``; None for another name."""
        found = _POST_NAME.fullmatch(_bare_name(self.below))
        return (found[1], found[2].rstrip(".")) if found else None


@dataclass(frozen=True, slots=True)
class FileFilter:
    """What a site's configuration says about its files.

    Attributes:
        source: The folder of the sources below the site; empty for the site itself.
        collections_dir: The folder that holds ``_posts`` and the collections; empty for the source itself.
        collections: Those that are put out.
        excluded, included: Patterns, as the configuration has them.
        endings: Of Markdown files, lower-case; HTML is read besides.
    """

    source: str = ""
    collections_dir: str = ""
    collections: frozenset[str] = frozenset()
    excluded: tuple[str, ...] = ()
    included: tuple[str, ...] = ()
    endings: frozenset[str] = frozenset({"markdown", "mkdown", "mkdn", "mkd", "md"})

    def classify(self, post_id: str) -> JekyllFile | None:
        """Return what Jekyll reads a file as; None when it ignores it, or copies it unchanged.

        Source:
            Jekyll 4.3 ``lib/jekyll/reader.rb``, ``readers/post_reader.rb`` and ``collection.rb``.
        """
        parts = self._parts(post_id)
        if parts is None or _ending(post_id) not in self.endings | HTML:
            return None
        for special in ("_posts", "_drafts"):
            if special in parts[:-1]:
                return self._classify_post(parts, parts.index(special))
        top = PurePosixPath(self.collections_dir).parts
        if parts[: len(top)] == top and len(parts) > len(top) + 1 and parts[len(top)][1:] in self.collections:
            kind, below_top = parts[len(top)], "/".join(parts[len(top) :])
            return JekyllFile(kind[1:], below_top, (), "/".join(parts[len(top) + 1 :])) if kind[0] == "_" else None
        whole = "/".join(parts)
        return JekyllFile("pages", whole, (), whole)

    def _parts(self, post_id: str) -> tuple[str, ...] | None:
        """Return the steps of a path below the source; None for one outside it."""
        above = f"{self.source}/" if self.source else ""
        return tuple(post_id[len(above) :].split("/")) if post_id.startswith(above) else None

    def _classify_post(self, parts: tuple[str, ...], at: int) -> JekyllFile | None:
        top = PurePosixPath(self.collections_dir).parts if self.collections_dir else ()
        if parts[: len(top)] != top:
            return None
        is_draft = parts[at] == "_drafts"
        below = "/".join(parts[at + 1 :])
        file = JekyllFile("posts", "/".join(parts[len(top) :]), parts[len(top) : at], below, is_draft)
        return file if is_draft or file.dated else None

    def passes_over(self, post_id: str, file: JekyllFile) -> bool:
        """Say whether the configuration, or a sign at the beginning of a name, keeps Jekyll from a file.

        Source:
            Jekyll 4.3 ``lib/jekyll/entry_filter.rb``.
        """
        parts = self._parts(post_id) or ()
        outer = parts[: len(parts) - 1 - file.below.count("/")]
        walked = outer[:-1] if file.kind == "posts" else () if file.kind != "pages" else parts
        steps = [(name, "/".join(parts[: count + 1])) for count, name in enumerate(walked)]
        entries = steps if file.kind == "pages" else [*steps, (file.below, "/".join(parts))]
        return any(self._rejects(entry, whole) for entry, whole in entries)

    def _rejects(self, entry: str, whole: str) -> bool:
        """Say whether one step is ignored: its name, or its path below ``_posts``; and its path below the source."""
        included = _matches(self.included, entry) or _matches(self.included, entry.rpartition("/")[2])
        if not included and _matches(_without(self.excluded, self.included), whole):
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


@lru_cache(maxsize=16)
def _without(patterns: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pattern for pattern in patterns if pattern not in others)


def _matches(patterns: tuple[str, ...], entry: str) -> bool:
    """Match as ``File.fnmatch?`` does, where ``*`` crosses folders; or as the beginning of the path."""
    if not patterns:
        return False
    beginnings, folders, globs = _read_patterns(patterns)
    return entry.startswith(beginnings) or f"{entry}/" in folders or any(glob.fullmatch(entry) for glob in globs)


@lru_cache(maxsize=16)
def _read_patterns(patterns: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str], list[re.Pattern[str]]]:
    """Return what a path may begin with, folders as they are written, and the patterns that are more than a name."""
    globs = [compile_glob(pattern.removeprefix("/"), star_crosses=True) for pattern in patterns]
    more = [glob for glob, pattern in zip(globs, patterns, strict=True) if _SIGNS.search(pattern)]
    return tuple(pattern.strip("/") for pattern in patterns), frozenset(patterns), more


def _ending(path: str) -> str:
    stem, _, ending = path.rpartition("/")[2].rpartition(".")
    return ending.lower() if stem else ""


def _bare_name(path: str) -> str:
    """Return a file's name without its ending; a dot at the very beginning or end begins none."""
    name = path.rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    return stem if stem and ending else name

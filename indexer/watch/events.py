"""Where a watch hears of changes: from the system, or nowhere, where the system cannot tell."""

import os
import time
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Protocol

from watchfiles import watch
from watchfiles.main import FileChange

from indexer.errors import ConfigurationError, SearchIndexError
from indexer.posts.site import recognise_site
from indexer.posts.site_folders import split_folders

_TICK_MILLISECONDS = 200
_STEP_MILLISECONDS = 50
_CONFIG_FOLDER = "config"
"""Hugo's; the other generators have theirs in the site's root."""


class EventsLostError(SearchIndexError):
    """The system tells of changes no more; what has changed meanwhile is unknown."""


class Events(Protocol):
    """Hears what changes on a site."""

    def wait(self, seconds: float) -> frozenset[str]:
        """Wait for changes, at most so many seconds.

        Returns:
            Paths below the site with forward slashes of what was changed, made or deleted; none after that time, or
            sooner.

        Raises:
            EventsLostError: Changes are told of no more.
            KeyboardInterrupt: The process was told to stop meanwhile.
        """
        ...

    def close(self) -> None:
        """Stop listening."""
        ...


class SystemEvents:
    """What the system tells (inotify on Linux, FSEvents on macOS), by the library watchfiles.

    Its thread is none of Python's, so that builds may fork this process.
    """

    def __init__(self, site: Path, ignored: Path, pages: Path | None = None) -> None:
        """Listen to a site.

        Args:
            site: Its folder, absolute, with links resolved, or those of several as one path.
            ignored: The index folder, likewise, which may lie in the site.
            pages: The folder of its built pages, where they give the text of its posts.

        Raises:
            EventsLostError: The system does not tell.
        """
        self._above = {f"{folder}{os.sep}": prefix for prefix, folder in prefixed_folders(site)}
        self._ignored = f"{ignored}{os.sep}"
        folders = watched_folders(site)
        self._changes = _listen([*folders, *([pages] if pages and pages.is_dir() else [])])
        # Folders of content alone may be watched: of the rest there can be a hundred times as many (node_modules).
        self._outlines = [
            (prefix, _Outline(folder)) for prefix, folder in prefixed_folders(site) if folder not in folders
        ]

    def wait(self, seconds: float) -> frozenset[str]:
        """Wait for changes; at most for a moment, for a process that is told to stop must not have to wait."""
        del seconds
        try:
            found = next(self._changes)
        except (OSError, RuntimeError) as error:
            raise EventsLostError(f"the system tells of no changes any more ({error})") from error
        seen = {f"{prefix}{path}" for prefix, outline in self._outlines for path in outline.changes()}
        return frozenset(seen.union(self._below(path for _, path in found)))

    def close(self) -> None:
        """Stop listening."""
        self._changes.close()

    def _below(self, paths: Iterable[str]) -> Iterable[str]:
        for path in paths:
            above, prefix = next((each for each in self._above.items() if path.startswith(each[0])), ("", ""))
            below = path.removeprefix(above)
            if not (path.startswith(self._ignored) or _is_hidden(below)):
                yield prefix + below.replace(os.sep, "/")


class NoEvents:
    """Tells of nothing: whoever asks has to look himself."""

    def wait(self, seconds: float) -> frozenset[str]:
        """Wait, at most for a moment."""
        time.sleep(max(0.0, min(seconds, _TICK_MILLISECONDS / 1000)))
        return frozenset()

    def close(self) -> None:
        """Do nothing."""


def watched_folders(site: Path) -> list[Path]:
    """Return the folders in which changes matter; the site itself where its configuration cannot be read."""
    try:
        folders = [folder for folder in recognise_site(site).folders() if folder.is_dir()]
    except ConfigurationError:
        folders = []
    return sorted(folders) or [each.folder for each in split_folders(site)]


def prefixed_folders(site: Path) -> list[tuple[str, Path]]:
    """Return what the ids of each site's posts begin with, nothing where there is one alone, and its folder."""
    sites = split_folders(site)
    return [(f"{each.name}/" if len(sites) > 1 else "", each.folder) for each in sites]


def _listen(folders: list[Path]) -> Generator[set[FileChange], None, None]:
    """Begin to listen; folders that this user may not read, which no update can read either, are left out.

    Raises:
        EventsLostError: The system does not tell.
    """
    try:
        return _begin_to_listen(folders, leaves_out=False)
    except (OSError, RuntimeError) as error:
        if "permission denied" not in str(error).lower():
            raise EventsLostError(str(error)) from error
    try:  # only now: where it leaves out what is forbidden, watchfiles does not tell of limits
        return _begin_to_listen(folders, leaves_out=True)
    except (OSError, RuntimeError) as error:
        raise EventsLostError(str(error)) from error


def _begin_to_listen(folders: list[Path], *, leaves_out: bool) -> Generator[set[FileChange], None, None]:
    changes = watch(
        *folders,
        watch_filter=None,
        debounce=_TICK_MILLISECONDS,
        step=_STEP_MILLISECONDS,
        rust_timeout=_TICK_MILLISECONDS,
        yield_on_timeout=True,
        ignore_permission_denied=leaves_out,
    )
    next(changes)  # it listens from here on
    return changes


def _is_hidden(path: str) -> bool:
    return path.startswith(".") or "/." in path


class _Outline:
    """Finds changes of the files in a site's root, and below its folder of configuration, by looking at them."""

    _SECONDS = 0.5

    def __init__(self, site: Path) -> None:
        self._site = site
        self._known = self._look()
        self._looks_at = time.monotonic() + self._SECONDS

    def changes(self) -> frozenset[str]:
        """Return the paths of files that have changed since the last time."""
        if time.monotonic() < self._looks_at:
            return frozenset()
        known, self._known = self._known, self._look()
        self._looks_at = time.monotonic() + self._SECONDS
        return frozenset(path for path, _ in known ^ self._known)

    def _look(self) -> frozenset[tuple[str, tuple[int, int]]]:
        paths = [*_files_in(self._site), *self._site.joinpath(_CONFIG_FOLDER).rglob("*")]
        return frozenset((str(path.relative_to(self._site)), _status_of(path)) for path in paths)


def _files_in(folder: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if entry.is_file() and not entry.name.startswith(".")]
    except OSError:
        return []


def _status_of(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns

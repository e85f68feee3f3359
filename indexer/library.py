"""The API for programs, which ``import indexer`` shows: functions that write an index, and a class that reads one."""

import os
from collections.abc import Iterable
from datetime import UTC, date, tzinfo
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeAlias

from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import UsageError
from indexer.index.build.approval import live_contents
from indexer.index.build.from_posts import build_from_posts, remove_posts, update_from_posts
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.report import BuildReport, Progress
from indexer.index.build.rollback import RollbackReport
from indexer.index.build.rollback import rollback as roll_back
from indexer.index.build.site_info import SiteInfo
from indexer.index.build.update import update as update_site
from indexer.posts.post import Post
from indexer.search.results import MAX_PER_PAGE, MAX_QUERY_LENGTH, Results, SearchRequest, Sort, Suggestion
from indexer.settings.kinds import FOLDER
from indexer.settings.load import load_settings

PathName: TypeAlias = str | os.PathLike[str]


class Index:
    """An open index: answers searches, and takes up what is newly published with the next one.

    Any number of threads may share it. It is closed by ``close``, or at the end of a ``with`` block.
    """

    def __init__(self, path: PathName) -> None:
        """Open an index.

        Raises:
            IndexMissingError: There is none in this folder yet.
            IndexUnusableError: It cannot be opened.
            UsageError: ``path`` is an address.
        """
        self.path = _index_folder(path)
        self._engine: EmbeddedEngine | None = EmbeddedEngine(self.path)
        self._engine.health()

    @property
    def engine(self) -> EmbeddedEngine:
        """The engine that answers: what ``search_app.create_app`` takes.

        Raises:
            UsageError: The index was closed.
        """
        if self._engine is None:
            raise UsageError(f"{self.path}: this index was closed; open it again")
        return self._engine

    def search(
        self,
        text: str = "",
        *,
        page: int = 1,
        per_page: int = 10,
        language: str = "",
        tags: Iterable[str] = (),
        categories: Iterable[str] = (),
        authors: Iterable[str] = (),
        sections: Iterable[str] = (),
        years: Iterable[str] = (),
        since: date | None = None,
        until: date | None = None,
        sort: Literal["relevance", "date"] = "relevance",
        search_as_you_type: bool = False,
    ) -> Results:
        """Return one page of the posts that answer ``text`` best; the newest where it is empty.

        Args:
            text: In the query language, at most 256 characters; nothing in it is an error.
            page: From 1.
            per_page: From 1 to 50.
            language: Only posts in this one, such as ``zh``; empty for all.
            tags: Only posts with any of these; likewise ``categories``, ``authors``, ``sections`` and ``years``.
            categories: See ``tags``.
            authors: See ``tags``.
            sections: See ``tags``.
            years: See ``tags``.
            since: Only posts of this day or later.
            until: Only posts of this day or before.
            sort: By relevance, or newest first.
            search_as_you_type: True if the last word may not be finished: it then stands for words that begin so, too.

        Raises:
            UsageError: An argument is out of bounds, or the index was closed.
            IndexUnusableError: What was published since cannot be opened, nor what was open before.
        """
        _require(len(text) <= MAX_QUERY_LENGTH, f"text has {len(text)} characters; at most {MAX_QUERY_LENGTH} are read")
        _require(page >= 1, f"page is {page}; it counts from 1")
        _require(1 <= per_page <= MAX_PER_PAGE, f"per_page is {per_page}; it must be from 1 to {MAX_PER_PAGE}")
        _require(isinstance(since, date | None), f"since is {since!r}; it must be a date")
        _require(isinstance(until, date | None), f"until is {until!r}; it must be a date")
        _require(sort in tuple(Sort), f"sort is {sort!r}; it must be relevance or date")
        request = SearchRequest(
            text=text,
            page=page,
            per_page=per_page,
            language=language,
            tags=_texts("tags", tags),
            categories=_texts("categories", categories),
            authors=_texts("authors", authors),
            sections=_texts("sections", sections),
            years=_texts("years", years),
            since=since,
            until=until,
            sort=Sort(sort),
            search_as_you_type=search_as_you_type,
        )
        return self.engine.search(request)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return words, tags, categories, titles and headings that ``text`` may be about to become, best first."""
        return self.engine.suggest(SearchRequest(text), limit)

    def __len__(self) -> int:
        """Return how many posts can be found."""
        return self.engine.health().posts

    def close(self) -> None:
        """Close every file; what was found stays valid."""
        if self._engine is not None:
            self._engine.close()
        self._engine = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {str(self.path)!r}{'' if self._engine else ', closed'}>"


def open(path: PathName) -> Index:  # noqa: A001  as gzip, tarfile and others name it
    """Open an index to search it.

    Raises:
        IndexMissingError: There is none in this folder yet.
        IndexUnusableError: It cannot be opened.
    """
    return Index(path)


def build(
    path: PathName,
    source: Iterable[Post] | PathName,
    *,
    name: str = "",
    base_url: str = "",
    time_zone: tzinfo = UTC,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build an index of all posts of a source beside the live one, check it, and publish it in one step.

    Args:
        path: The index folder; made where it is not there.
        source: Posts, each id once; or the folder of a site.
        name: What the posts are called together, shown on the search page; a site says so itself.
        base_url: Where they are, likewise.
        time_zone: Of dates that name none, or UTC; likewise.
        options: Worker count, limits, who is let in, and whether to publish what looks wrong. Where it is None, the
            site's ``search-index.toml`` and the environment are asked, as the commands do.
        progress: Receives the progress.

    Returns:
        What was done, with every problem that was found in a post.

    Raises:
        UsageError: The source is neither; or two posts have one id.
        PublishRefusedError: There are no posts, or fewer than half of the live index's; see ``BuildOptions.force``.
        IndexBusyError: Another writer holds the index.
        SearchIndexError: It cannot be written. The live index is untouched by all of these.
    """
    info = SiteInfo(name, base_url, time_zone)
    if isinstance(source, str | os.PathLike):
        _require(info == SiteInfo(), "a site says its name, base URL and time zone itself; leave these out")
        site = _site_folder(source)
        return rebuild(site, _index_folder(path), options or _site_options(site), progress)
    return build_from_posts(source, _index_folder(path), info, options, progress)


def update(
    path: PathName,
    source: Iterable[Post] | PathName,
    *,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring an index up to date, and publish it in one step; nothing is published where nothing changed.

    Args:
        path: The index folder.
        source: Posts to be added, or to replace those of the same id; no other is touched. Or the folder of a site:
            what is new, changed or gone there is found out.
        options: As in ``build``.
        progress: Receives the progress.

    Raises:
        IndexMissingError: Posts were given, and there is no index yet: ``build`` one. Of a site it is built.
        SearchIndexError: As in ``build``.
    """
    if isinstance(source, str | os.PathLike):
        site = _site_folder(source)
        return update_site(site, _index_folder(path), options or _site_options(site), progress)
    return update_from_posts(source, _index_folder(path), options, progress)


def remove(path: PathName, ids: Iterable[str], *, options: BuildOptions | None = None) -> BuildReport:
    """Remove posts from an index that was built of posts; ids that it does not have are passed over.

    Raises:
        IndexMissingError: There is no index yet.
        UsageError: The index is of a site: remove the files there, and ``update``.
        SearchIndexError: As in ``build``.
    """
    return remove_posts(_texts("ids", ids), _index_folder(path), options)


def rollback(path: PathName, *, options: BuildOptions | None = None) -> RollbackReport:
    """Serve the index that was live before the last publication, in one step, and delete what was published last.

    Nothing that was withdrawn comes back. What a program gave since it has to give again.

    Args:
        path: The index folder.
        options: Name the log of queries, which is cleaned of what is taken back. Where it is None, the settings of the
            index's site are asked, as in ``build``; of an index of posts there is none.

    Raises:
        IndexMissingError: There is no index yet.
        SearchIndexError: There is nothing to go back to, or it cannot be written. The live index is untouched.
    """
    root = _index_folder(path)
    return roll_back(root, (options or _options_of_index(root)).query_log)


def _index_folder(path: PathName) -> Path:
    try:
        return FOLDER.read(os.fspath(path), Path())
    except ValueError as error:
        raise UsageError(f"{path}: an index must be {FOLDER.wanted}") from error


def _site_folder(path: PathName) -> Path:
    return Path(path).expanduser()


def _site_options(site: Path) -> BuildOptions:
    """Return the options that the site's ``search-index.toml`` and the environment ask for, as the commands do."""
    return BuildOptions.from_settings(load_settings(site))


def _options_of_index(root: Path) -> BuildOptions:
    """Return the options of the site that an index is of; the default ones of an index of posts."""
    live = live_contents(root)
    site = Path(live.site) if live and live.site else None
    return _site_options(site) if site and site.is_dir() else BuildOptions()


def _texts(name: str, texts: Iterable[str]) -> tuple[str, ...]:
    _require(not isinstance(texts, str), f"{name} is a text; give a list of texts")
    return tuple(texts)


def _require(is_met: object, otherwise: str) -> None:
    if not is_met:
        raise UsageError(otherwise)

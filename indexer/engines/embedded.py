"""The engine in this process: one index folder."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from indexer.engines.base import Health
from indexer.errors import FROM_DAMAGED_BYTES, IndexDamagedError, IndexUnusableError, tell_mistake
from indexer.index.generations.generation import (
    Generation,
    explain_read_errors,
    is_withdrawn,
    open_current,
)
from indexer.index.generations.pointer import Pointer
from indexer.index.reader.store import open_store
from indexer.search.explain import Explanation
from indexer.search.results import Results, SearchRequest, Suggestion
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning
from indexer.settings.settings import Settings

_SECONDS_BETWEEN_TRIES = 1.0
"""How long an older generation answers before the newest is tried again."""


@dataclass(frozen=True, slots=True)
class _Live:
    """A generation and what answers from it."""

    generation: Generation
    searcher: Searcher

    def degrade(self, reason: str) -> "_Live":
        """Return the same, with the reason why it is not the newest."""
        return replace(self, generation=replace(self.generation, degraded=reason))


class EmbeddedEngine:
    """Searches the newest published generation; a new one is taken up with the next question.

    Safe to be shared by threads. Questions under way keep the generation that they began with, which is closed with
    the last of them. While one thread opens a new generation, the others answer from the one before. What is open stays
    so, whatever becomes of its files: when the newest cannot be opened, ``health`` says why, and it is tried again once
    a second.
    """

    def __init__(self, root: Path, tuning: Tuning | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Name the index; it is opened with the first question, so that a server may start before it exists."""
        self._root = root
        self._tuning = tuning or Tuning()
        self._clock = clock
        self._live: _Live | None = None
        self._pointer = Pointer(root)
        self._next_try = 0.0
        self._keeps_prepared = False
        self._opening = threading.Lock()

    def keep_prepared(self) -> None:
        """Work out beforehand, of each generation from now on, what only some questions need.

        It takes a thread of its own some tenths of a second, in which questions are answered all the same.
        """
        self._keeps_prepared = True
        if self._live:
            _prepare(self._live.searcher)

    def search(self, request: SearchRequest) -> Results:
        """Answer one question."""
        return self._current().searcher.search(request)

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids of the best posts, best first."""
        return self._current().searcher.find(text, limit)

    def has_post(self, post_id: str) -> bool:
        """Tell whether there is a post with an id."""
        return self._current().searcher.reader.find_document(post_id) >= 0

    def explain(self, request: SearchRequest) -> Explanation:
        """Say why a question is answered as it is."""
        return self._current().searcher.explain(request)

    def suggest(self, request: SearchRequest, limit: int = 8) -> tuple[Suggestion, ...]:
        """Guess what a visitor is about to type."""
        return self._current().searcher.suggest(request, limit)

    def health(self) -> Health:
        """Say which generation is served."""
        live = self._current()
        reader = live.searcher.reader
        return Health(
            generation=live.generation.name,
            posts=reader.num_docs,
            site_name=reader.site.name,
            base_url=reader.site.base_url,
            degraded=live.generation.degraded,
            words=live.searcher.glossary.revision(),
        )

    def close(self) -> None:
        """Close the open generation, once the questions under way are answered; the next question opens one again."""
        with self._opening:
            self._live = None

    def _current(self) -> _Live:
        live = self._live
        if live is None:
            with self._opening:
                live = self._live = self._live or self._open_current(self._open)
        elif self._is_outdated(live) and self._opening.acquire(blocking=False):
            try:
                if self._live is not None:  # else it was closed meanwhile: this question is the last of its generation
                    live = self._live = self._renew(self._live)
            finally:
                self._opening.release()
        return live

    def _is_outdated(self, live: _Live) -> bool:
        if live.generation.degraded:
            return self._clock() >= self._next_try
        try:
            return self._pointer.read() != live.generation.pointer
        except OSError:
            return True

    def _renew(self, live: _Live) -> _Live:
        """Open the newest generation; keep the live one where that fails, unless posts in it were withdrawn.

        Needs the lock.
        """
        if not self._is_outdated(live):  # another thread was faster
            return live
        try:
            return self._open_current(partial(self._replace, live))
        except IndexUnusableError as error:
            if is_withdrawn(self._root, live.generation):
                self._live = None
                raise
            return live.degrade(str(error))
        finally:
            self._next_try = self._clock() + _SECONDS_BETWEEN_TRIES

    def _open_current(self, opener: Callable[[Generation], _Live]) -> _Live:
        with explain_read_errors(self._root):
            return open_current(self._root, opener)

    def _replace(self, live: _Live, generation: Generation) -> _Live:
        """Open a generation, unless what is open is the same, or better than what was found for want of the newest."""
        if generation.name == live.generation.name:
            return replace(live, generation=generation)
        if generation.degraded and generation.number <= live.generation.number:
            return live.degrade(generation.degraded)
        return self._open(generation)

    def _open(self, generation: Generation) -> _Live:
        site = generation.manifest.contents.site
        searcher = Searcher(open_store(generation.path), self._tuning, site_folder=Path(site) if site else None)
        try:
            searcher.warm_up()
        except FROM_DAMAGED_BYTES as error:
            raise IndexDamagedError(
                f"{generation.path}: cannot be read ({tell_mistake(error)}); run search-index rebuild"
            ) from error
        if self._keeps_prepared:
            _prepare(searcher)
        return _Live(generation, searcher)


def _prepare(searcher: Searcher) -> None:
    threading.Thread(target=searcher.prepare, name="prepare", daemon=True).start()


def open_engine(settings: Settings) -> EmbeddedEngine:
    """Return the engine that settings describe."""
    return EmbeddedEngine(settings.index, Tuning(recency=settings.recency))

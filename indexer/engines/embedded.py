"""The engine in this process: one index folder, read through memory-mapped files."""

import threading
from dataclasses import dataclass
from pathlib import Path

from indexer.engines.base import Health
from indexer.index.generations import Generation, open_current, read_pointer
from indexer.index.store import open_store
from indexer.search.explain import Explanation
from indexer.search.results import Results, SearchRequest, Suggestion
from indexer.search.scoring import Tuning
from indexer.search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class _Live:
    """An opened generation and the pointer that named it."""

    pointer: str
    generation: Generation
    searcher: Searcher


class EmbeddedEngine:
    """Searches the newest published generation; a new one is taken up with the next question.

    Questions under way keep the generation they began with: what is opened is never changed, only let go.
    """

    def __init__(self, root: Path, tuning: Tuning | None = None) -> None:
        """Name the index; it is opened with the first question, so that a server may start before it exists."""
        self._root = root
        self._tuning = tuning or Tuning()
        self._live: _Live | None = None
        self._opening = threading.Lock()

    def search(self, request: SearchRequest) -> Results:
        """Answer one question."""
        return self._current().searcher.search(request)

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids of the best posts, best first."""
        return self._current().searcher.find(text, limit)

    def explain(self, request: SearchRequest) -> Explanation:
        """Say why a question is answered as it is."""
        return self._current().searcher.explain(request)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Guess what a visitor is about to type."""
        return self._current().searcher.suggest(text, limit)

    def health(self) -> Health:
        """Say which generation is served."""
        live = self._current()
        details = live.searcher.part.details
        return Health(
            generation=live.generation.name,
            posts=details.posts,
            site_name=details.site_name,
            base_url=details.base_url,
            degraded=live.generation.degraded,
        )

    def close(self) -> None:
        """Let go of all files."""
        self._live = None

    def _current(self) -> _Live:
        pointer = read_pointer(self._root)
        live = self._live
        if live is None or live.pointer != pointer:
            with self._opening:
                live = self._live
                if live is None or live.pointer != pointer:
                    live = self._live = self._open(pointer)
        return live

    def _open(self, pointer: str) -> _Live:
        def open_generation(generation: Generation) -> _Live:
            searcher = Searcher(open_store(generation.path), self._tuning)
            searcher.warm_up()
            return _Live(pointer, generation, searcher)

        return open_current(self._root, open_generation)

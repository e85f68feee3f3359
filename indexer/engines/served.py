"""What is served now: one reference, replaced as a whole."""

import threading
from dataclasses import dataclass, replace

from indexer.engines.timed import TimedSearcher
from indexer.index.generations.generation import Generation
from indexer.index.generations.read_hold import ReadHold
from indexer.search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class ServedIndex:
    """A generation, and what answers from it.

    Attributes:
        generation: ``degraded`` says why it is not the newest, or not intact.
        searchers: What answers, by the clock.
        hold: Tells a writer that withdraws posts that it is served; None where each question looks for a newer one.
        is_damaged: Whether it answers although bytes of it are damaged, since no intact one may. Every byte is verified
            when it is read, so that its answers are right; a question that needs the damaged ones is refused.
        is_verified: Whether all bytes were verified when it was opened.
    """

    generation: Generation
    searchers: TimedSearcher
    hold: ReadHold | None = None
    is_damaged: bool = False
    is_verified: bool = False

    @property
    def searcher(self) -> Searcher:
        """What answers now; it closes its files as soon as nobody refers to it.

        Raises:
            IndexDamagedError: As ``TimedSearcher.get``.
        """
        return self.searchers.get()

    def degrade(self, reason: str, *, is_damaged: bool = False) -> "ServedIndex":
        """Return the same, with the reason why nothing better is served."""
        return replace(self, generation=replace(self.generation, degraded=reason), is_damaged=is_damaged)


class CurrentIndex:
    """The index that questions are answered from. Safe to be shared by threads.

    A question takes the reference once and keeps it to its end; with the last question of a replaced index its files
    are closed.
    """

    def __init__(self) -> None:
        self._index: ServedIndex | None = None
        self._lock = threading.Lock()

    def get(self) -> ServedIndex | None:
        """Return what is served; None where nothing is."""
        return self._index

    def swap(self, expected: ServedIndex | None, new: ServedIndex | None) -> bool:
        """Serve another index, unless something else than was expected is served by now; return whether it is."""
        with self._lock:
            is_expected = self._index is expected
            if is_expected:
                self._index = new
            return is_expected

    def clear(self) -> None:
        """Serve nothing."""
        with self._lock:
            self._index = None

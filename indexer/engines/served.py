"""What is served: a generation, and what answers from it."""

from dataclasses import dataclass, replace

from indexer.engines.timed import Timed
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
    searchers: Timed[Searcher]
    hold: ReadHold | None = None
    is_damaged: bool = False
    is_verified: bool = False

    @property
    def searcher(self) -> Searcher:
        """What answers now; it closes its files as soon as nobody refers to it.

        Raises:
            IndexDamagedError: That needs bytes that are not what was written.
        """
        return self.searchers.get()

    def degrade(self, reason: str, *, is_damaged: bool = False) -> "ServedIndex":
        """Return the same, with the reason why nothing better is served."""
        return replace(self, generation=replace(self.generation, degraded=reason), is_damaged=is_damaged)

"""Open the newest generation that is intact; remember which ones are not."""

import gc
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from indexer.allocator import mapping_large_arrays
from indexer.engines.served import ServedIndex
from indexer.engines.timed import Clock, Timed
from indexer.errors import (
    FROM_DAMAGED_BYTES,
    WAY_OUT,
    DamagedBytes,
    IndexDamagedError,
    IndexUnusableError,
    ProgramUnfitError,
    tell_mistake,
)
from indexer.index.generations.generation import Generation, is_withdrawn, open_current
from indexer.index.generations.read_hold import ReadHold
from indexer.index.parts.part_table import verify_again
from indexer.index.reader.store import open_store
from indexer.large_pages import join_pages
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning


@dataclass(frozen=True, slots=True)
class Damage:
    """Why a generation is unfit to be served, and where its bytes are damaged."""

    reason: str
    place: DamagedBytes | None

    def error(self) -> IndexDamagedError:
        """Return it as an error to be raised."""
        return IndexDamagedError(self.reason, self.place)


class IndexOpener:
    """Opens generations of one index; only one thread at a time may open. ``mark_unfit`` may be called by any.

    Attributes:
        for_service: Whether many will ask: everything is then verified, and what only some questions need is worked
            out, before an index is returned, unless posts in the one before it are withdrawn, so that questions wait. A
            command that asks once needs neither: what it reads is verified.
        unfit: Generations in which damage was found, by name.
    """

    def __init__(self, root: Path, tuning: Tuning, clock: Clock = time.time) -> None:
        """Open generations as they are visible by a clock, which tells seconds since 1970."""
        self._root = root
        self._clock = clock
        self._tuning = tuning
        self.for_service = False
        self.unfit: dict[str, Damage] = {}

    def mark_unfit(self, generation: Generation, error: IndexDamagedError) -> None:
        """Remember that a generation is damaged: it is served again only after all of it has been verified."""
        self.unfit[generation.name] = Damage(str(error), error.place)

    def is_unfit(self, index: ServedIndex) -> bool:
        """Say whether damage was found in what is served."""
        return index.generation.name in self.unfit

    def open_newest(self, live: ServedIndex | None) -> ServedIndex:
        """Open the newest intact generation that may be served.

        Args:
            live: What is served now. It is returned, as degraded, where nothing better can be opened, unless posts in
                it were withdrawn.

        Raises:
            IndexUnusableError: There is nothing to be served.
        """
        try:
            opened = self._open_current(live)
        except IndexUnusableError as error:
            if live and not is_withdrawn(self._root, live.generation):
                return live.degrade(str(error), is_damaged=self.is_unfit(live))
            if not isinstance(error, IndexDamagedError):
                raise
            return self._open_damaged(error, live)
        if not opened.generation.degraded:
            self.unfit.clear()
        return opened

    def _open_current(self, live: ServedIndex | None) -> ServedIndex:
        try:
            with mapping_large_arrays() if self.for_service else nullcontext():
                return open_current(self._root, partial(self._open_unless_open, live))
        except ImportError as error:
            from indexer.requirements import find_missing, tell_missing  # noqa: PLC0415  rare

            raise ProgramUnfitError(tell_missing(error), find_missing(error)) from error

    def _open_damaged(self, error: IndexDamagedError, live: ServedIndex | None) -> ServedIndex:
        """Open the newest generation that can be opened at all, for want of an intact one."""
        try:
            opened = open_current(self._root, partial(self._open_unverified, live))
        except IndexUnusableError:
            raise error from None
        return opened.degrade(str(error), is_damaged=True)

    def _open_unless_open(self, live: ServedIndex | None, generation: Generation) -> ServedIndex:
        """Open a generation, unless what is open is the same, or better than what was found for want of the newest."""
        fit = live if live and not self.is_unfit(live) else None
        if fit and generation.name == fit.generation.name:
            return replace(fit, generation=generation, is_damaged=False)
        if fit and generation.degraded and generation.number <= fit.generation.number:
            return fit.degrade(generation.degraded)
        withdraws = live is not None and live.generation.number < generation.manifest.floor
        try:
            return self._open_intact(live, generation, in_haste=withdraws)  # as questions wait for it
        except IndexDamagedError as error:
            self.mark_unfit(generation, error)
            raise

    def _open_intact(self, live: ServedIndex | None, generation: Generation, *, in_haste: bool) -> ServedIndex:
        damage = self.unfit.get(generation.name)
        if damage:
            self._look_again(damage)
        opened = self._open_unverified(live, generation)
        is_thorough = self.for_service and not in_haste
        if damage or is_thorough:
            for part in opened.searcher.reader.parts:
                part.require_intact()
            opened = replace(opened, is_verified=True)
        self.unfit.pop(generation.name, None)
        if is_thorough:
            opened.searcher.prepare()
            if gc.isenabled():  # else a visitor waits while what was made is gone through: 70 ms at 3,000 posts
                gc.collect()
            join_pages()
        return opened

    def _look_again(self, damage: Damage) -> None:
        """Read the damaged place before all else: it costs little, and is mostly as it was.

        Raises:
            IndexDamagedError: It is still damaged.
        """
        if damage.place:
            try:
                verify_again(damage.place)
            except (OSError, IndexUnusableError):
                raise damage.error() from None

    def _open_unverified(self, live: ServedIndex | None, generation: Generation) -> ServedIndex:
        hold = ReadHold(generation.path) if self.for_service else None
        site = generation.manifest.contents.site
        reader = open_store(generation.path, self._clock())
        lexicon = live.searchers.latest.lexicon if live else None
        searcher = Searcher(reader, self._tuning, site_folder=Path(site) if site else None, lexicon=lexicon)
        _warm_up(generation.path, searcher)
        return ServedIndex(generation, Timed(searcher, self._clock, partial(_warm_up, generation.path)), hold)


def _warm_up(path: Path, searcher: Searcher) -> None:
    """Read what every question needs.

    Raises:
        IndexDamagedError: It is not what was written.
    """
    try:
        searcher.warm_up()
    except FROM_DAMAGED_BYTES as error:
        raise IndexDamagedError(f"{path}: cannot be read ({tell_mistake(error)}){WAY_OUT}") from error


def verify(index: ServedIndex) -> Iterator[None]:
    """Read every byte of an open index in steps, and yield after each.

    Raises:
        IndexDamagedError: Something is not what was written.
    """
    for part in index.searcher.reader.parts:
        yield from part.verify()

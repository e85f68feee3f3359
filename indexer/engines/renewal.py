"""When to look for a newer index, and what follows from what is found."""

import threading
import time
from collections.abc import Callable
from math import inf
from pathlib import Path

from indexer.engines.mistakes import MISTAKE
from indexer.engines.opener import IndexOpener
from indexer.engines.served import ServedIndex
from indexer.errors import IndexDamagedError, IndexUnusableError, ProgramUnfitError
from indexer.index.generations.generation import is_withdrawn
from indexer.index.generations.pointer import Pointer

_SECONDS_BETWEEN_TRIES = 1.0
"""How long what is served for want of the newest answers before that is tried again."""


class Renewal:
    """Keeps what is served the newest index that is intact. Safe to be shared by threads.

    One thread at a time opens; meanwhile the others answer from the index before, unless posts in that are withdrawn.
    What is open is served on, whatever becomes of its files, until something better can be opened or posts in it are
    withdrawn.

    Attributes:
        current: What is served: one reference, replaced as a whole. A question takes it once and keeps it to its end;
            with the last question of a replaced index its files are closed.
    """

    def __init__(self, root: Path, opener: IndexOpener, clock: Callable[[], float] = time.monotonic) -> None:
        self.current: ServedIndex | None = None
        self._root = root
        self._opener = opener
        self._clock = clock
        self._pointer = Pointer(root)
        self._seen: str | None = None
        self._next_try = -inf
        self._failure: IndexUnusableError | None = None
        self._lock = threading.Lock()

    def open_first(self) -> ServedIndex:
        """Open the newest index, unless another thread has while this one waited.

        Raises:
            IndexUnusableError: There is none, or it cannot be opened.
        """
        with self._lock:
            return self.current or self._renew()

    def renew_if_due(self) -> None:
        """Look for something better where there may be, unless another thread is about it.

        Where posts in what is served are withdrawn, that is waited for.

        Raises:
            IndexUnusableError: There is nothing that may be served any more.
        """
        if self._is_due() and self._lock.acquire(blocking=self.is_withdrawn()):
            try:
                if self._is_due():  # else another thread was faster
                    self._renew()
            finally:
                self._lock.release()

    def has_news(self) -> bool:
        """Tell whether another index is named than when one was last opened, or could not be: cheap to ask."""
        return self._read_pointer() != self._seen

    def is_withdrawn(self) -> bool:
        """Tell whether posts in what is served are withdrawn, so that it must answer no more: cheap to ask."""
        live = self.current
        return live is not None and self._is_withdrawn(live)

    def find_fit(self) -> ServedIndex | None:
        """Return what is served, where it may answer; None where there is nothing, or posts in it are withdrawn."""
        live = self.current
        return None if live is None or self._is_withdrawn(live) else live

    def replace_damaged(self, index: ServedIndex) -> None:
        """Serve something else than an index that was marked unfit, where there is something.

        Raises:
            IndexUnusableError: There is nothing that may be served any more.
        """
        with self._lock:
            live = self.current
            if live and live.generation.name == index.generation.name:
                self._renew()

    def close(self) -> None:
        """Serve nothing, until something is opened again, which is due at once."""
        with self._lock:
            self.current = None
            self._next_try = -inf

    def failure(self) -> IndexUnusableError:
        """Return why nothing is served, to be raised."""
        return _copy(self._failure or IndexUnusableError("the index is being opened; try again in a few seconds"))

    def _is_due(self) -> bool:
        live, pointer = self.current, self._read_pointer()
        if live and not live.is_damaged and self._opener.is_unfit(live):
            return True
        if self.is_withdrawn():
            return True
        if live and not live.generation.degraded and live.generation.pointer == pointer:
            return False
        return pointer != self._seen or self._clock() >= self._next_try

    def _renew(self) -> ServedIndex:
        """Open the newest index and serve it. Needs the lock.

        Raises:
            IndexUnusableError: There is nothing that may be served.
        """
        live = self.current
        self._seen = self._read_pointer()
        try:
            new = self._opener.open_newest(live)
        except IndexUnusableError as error:
            self._failure = _copy(error)
            self.current = None
            raise
        except Exception:
            self._failure = ProgramUnfitError(MISTAKE)
            raise
        finally:
            self._next_try = self._clock() + _SECONDS_BETWEEN_TRIES
        self.current = new
        return new

    def _is_withdrawn(self, live: ServedIndex) -> bool:
        if live.generation.pointer == self._read_pointer():  # what withdraws is always published
            return False
        return is_withdrawn(self._root, live.generation)

    def _read_pointer(self) -> str | None:
        try:
            return self._pointer.read()
        except OSError:
            return None


def _copy(error: IndexUnusableError) -> IndexUnusableError:
    """Return an error without what it holds on to: the frames that it came through, and what these had opened."""
    if isinstance(error, IndexDamagedError):
        return IndexDamagedError(str(error), error.place)
    if isinstance(error, ProgramUnfitError):
        return ProgramUnfitError(str(error), error.missing)
    return type(error)(str(error))

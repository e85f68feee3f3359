"""The thread that looks after what is served, so that no question has to.

::

    20 times a second   is something else published?    ─► open, verify, warm up, prepare ─► swap
    4 times a second    do posts come or go soon?       ─► warm up, prepare ─► swap to the second
                        is it time to verify again?     ─► 4 MB
"""

import logging
import threading
import weakref
from collections import deque
from dataclasses import dataclass, field
from os import getpid

from indexer.engines.mistakes import Mistakes
from indexer.engines.opener import IndexOpener
from indexer.engines.renewal import Renewal
from indexer.engines.verification import Verification
from indexer.errors import IndexDamagedError, IndexMissingError, IndexUnreadableError, IndexUnusableError

_log = logging.getLogger(__name__)

_SECONDS_BETWEEN_GLANCES = 0.05
"""At the pointer: one ``stat``, about 5 µs."""
_GLANCES = 5
"""Before a step is due though nothing is published."""
_LAST_SECONDS = 5.0
"""How long the end of a process waits for what the thread is about."""


@dataclass(slots=True, weakref_slot=True)
class Upkeep:
    """All that is to be done in the background for one index. Its steps are done by one thread.

    Attributes:
        told: What the log was told last; the same trouble is told once.
        mistakes: That its steps met.
    """

    opener: IndexOpener
    renewal: Renewal
    verification: Verification
    told: str = ""
    mistakes: Mistakes = field(default_factory=Mistakes)

    def step(self) -> None:
        """Do what is due. Nothing that goes wrong ends the thread: the same is tried again."""
        self.mistakes.survive(self._step)

    def _step(self) -> None:
        self._renew()
        self._look_after()

    def _renew(self) -> None:
        try:
            self.renewal.renew_if_due()
        except IndexMissingError:
            self.told = ""  # whoever starts a server is told that there is none yet
        except IndexUnusableError as error:
            self._tell(str(error))
        else:
            live = self.renewal.current
            if live:
                self._tell(live.generation.degraded)

    def _tell(self, trouble: str) -> None:
        if trouble and trouble != self.told:
            _log.error("%s", trouble)
        self.told = trouble

    def _look_after(self) -> None:
        index = self.renewal.current
        try:
            if index:
                index.searchers.look_ahead()
            self.verification.step(index)
        except IndexDamagedError as error:
            assert index, "only what is there can be damaged"
            self.opener.mark_unfit(index.generation, error)
            self._renew()
        except IndexUnreadableError as error:
            self._tell(str(error))


@dataclass(slots=True)
class _Signals:
    """What the thread and those that it works for tell each other."""

    wake: threading.Event = field(default_factory=threading.Event)
    waiting: deque[threading.Event] = field(default_factory=deque)
    is_stopped: bool = False


class Follower:
    """A thread of this process that does an upkeep's steps until it is stopped, or the upkeep is gone.

    A process that was forked has it no more: ``is_alive`` is then False.
    """

    def __init__(self, upkeep: Upkeep) -> None:
        """Start the thread."""
        self._signals, self._process = _Signals(), getpid()
        self._first = threading.Event()
        self._signals.waiting.append(self._first)
        self._thread = threading.Thread(
            target=_follow, args=(weakref.ref(upkeep), self._signals), name="follow index", daemon=True
        )
        self._end = weakref.finalize(upkeep, _stop, self._signals, self._thread)  # also when the process ends
        self._thread.start()

    def is_alive(self) -> bool:
        """Say whether it runs in this process, and is not about to end: what a thread itself is asked takes longer."""
        return not self._signals.is_stopped and self._process == getpid()

    def wait_for_first_look(self, seconds: float | None) -> None:
        """Wait until the first step has been done, for so long at most; None for any time."""
        self._first.wait(seconds)

    def look_now(self, seconds: float) -> None:
        """Have a step done at once, and wait for its end, for so long at most."""
        done = threading.Event()
        self._signals.waiting.append(done)
        self._signals.wake.set()
        done.wait(seconds)

    def stop(self) -> None:
        """End the thread after what it is about."""
        self._end()


def _follow(followed: "weakref.ref[Upkeep]", signals: _Signals) -> None:
    try:
        _go_on(followed, signals)
    finally:
        signals.is_stopped = True


def _go_on(followed: "weakref.ref[Upkeep]", signals: _Signals) -> None:
    while not signals.is_stopped:
        answered = [signals.waiting.popleft() for _ in range(len(signals.waiting))]
        upkeep = followed()
        if upkeep is None:
            break
        upkeep.step()
        del upkeep  # else it could not go while this thread sleeps
        for each in answered:
            each.set()
        _wait_for_news(followed, signals)
    for each in signals.waiting:
        each.set()


def _wait_for_news(followed: "weakref.ref[Upkeep]", signals: _Signals) -> None:
    """Sleep until the next step is due, or something else is published, or somebody waits for a step."""
    for _ in range(_GLANCES):
        if signals.wake.wait(_SECONDS_BETWEEN_GLANCES) or _has_news(followed):
            break
    signals.wake.clear()


def _has_news(followed: "weakref.ref[Upkeep]") -> bool:
    upkeep = followed()
    return upkeep is not None and upkeep.renewal.has_news()


def _stop(signals: _Signals, thread: threading.Thread) -> None:
    signals.is_stopped = True
    signals.wake.set()
    if thread is not threading.current_thread():
        thread.join(_LAST_SECONDS)

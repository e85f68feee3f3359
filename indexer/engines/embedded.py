"""The engine in this process: one index folder.

::

    embedded    questions                          ─┐
    renewal     when to look, what follows          ├─ served: what answers now
    opener      what is newest and intact           │  timed: by the clock
    follower    the thread that does it, if asked  ─┘
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from indexer.engines.base import Health
from indexer.engines.follower import Follower, Upkeep
from indexer.engines.opener import IndexOpener
from indexer.engines.process_lock import ProcessLock
from indexer.engines.renewal import Renewal
from indexer.engines.served import ServedIndex
from indexer.engines.timed import Clock
from indexer.engines.verification import Verification
from indexer.errors import IndexDamagedError
from indexer.search.deadline import before_waiting
from indexer.search.explain import Explanation
from indexer.search.results import Results, SearchRequest, Suggestion
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning

_PATIENCE = 5.0
"""Seconds that a question waits for an index that is being opened, because there is none yet, or the one that there is
is damaged or holds posts that are withdrawn."""

Answer = TypeVar("Answer")


class EmbeddedEngine:
    """Searches the newest published generation that is intact.

    A new one is taken up with the next question or, after ``follow``, in the background: no question opens anything
    then. Where posts were withdrawn questions wait for it, so that nobody finds these from then on. Posts come and go
    by the clock, to the second. Questions under way keep the generation that they began with, which is closed with the
    last of them. What is open stays so, whatever becomes of its files: when the newest cannot be opened, ``health``
    says why, and it is tried again once a second. A generation in which a question meets damage is replaced by one that
    is intact. Safe to be shared by threads.
    """

    answers_at_once = True

    def __init__(
        self,
        root: Path,
        tuning: Tuning | None = None,
        clock: Callable[[], float] = time.monotonic,
        verify_hours: float = 0,
        wall_clock: Clock = time.time,
    ) -> None:
        """Name the index; it is opened with the first question, so that a server may start before it exists.

        Args:
            root: Its folder.
            tuning: What ranking depends on.
            clock: Tells seconds.
            verify_hours: How often all bytes are verified again while it is followed; 0 for never.
            wall_clock: By which posts come and go.
        """
        self._root = root
        self._clock = clock
        self._verify_hours = verify_hours
        self._opener = IndexOpener(root, tuning or Tuning(), wall_clock)
        self._follower: Follower | None = None
        self._starting = ProcessLock()
        self._process = os.getpid()
        self._upkeep = self._make_upkeep()

    def follow(self) -> None:
        """Take up what is published in a thread of its own, which starts with the next question in this process.

        So a process may be forked in between. Each index is verified and prepared before it answers.
        """
        self._opener.for_service = True

    def start(self) -> None:
        """Follow the index from now on; returns when it is open, or is found to be missing."""
        self.follow()
        self._follow_here().wait_for_first_look(None)

    def search(self, request: SearchRequest) -> Results:
        """Answer one question."""
        return self._ask(lambda searcher: searcher.search(request))

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids of the best posts, best first."""
        return self._ask(lambda searcher: searcher.find(text, limit))

    def has_post(self, post_id: str) -> bool:
        """Tell whether there is a post with an id."""
        return self._ask(lambda searcher: searcher.reader.find_document(post_id) >= 0)

    def explain(self, request: SearchRequest) -> Explanation:
        """Say why a question is answered as it is."""
        return self._ask(lambda searcher: searcher.explain(request))

    def suggest(self, request: SearchRequest, limit: int = 8) -> tuple[Suggestion, ...]:
        """Guess what a visitor is about to type."""
        return self._ask(lambda searcher: searcher.suggest(request, limit))

    def health(self) -> Health:
        """Say which generation is served."""
        index = self._current()
        searcher, unfit = index.searcher, self._opener.unfit.copy()
        reader = searcher.reader
        found_here = unfit.get(index.generation.name)
        return Health(
            generation=index.generation.name,
            posts=reader.num_docs,
            site_name=reader.site.name,
            base_url=reader.site.base_url,
            degraded=index.generation.degraded or (found_here.reason if found_here else self._upkeep.mistakes.last),
            is_damaged=bool(found_here),
            damaged=tuple(each.place.name for each in unfit.values() if each.place),
            words=searcher.glossary.revision(),
            since=reader.since,
            seconds_left=index.searchers.seconds_left(),
            built=index.generation.manifest.contents.built,
        )

    def close(self) -> None:
        """Close the open generation, once the questions under way are answered; the next question opens one again."""
        with self._starting:
            if self._follower:
                self._follower.stop()
            self._follower = None
            self._upkeep.renewal.close()

    def _ask(self, question: Callable[[Searcher], Answer]) -> Answer:
        index = self._current()
        while True:
            try:
                return question(index.searcher)
            except IndexDamagedError as error:
                following = self._replace_damaged(index, error)
                if following is None or following.generation.name == index.generation.name:
                    raise
            index = following

    def _current(self) -> ServedIndex:
        if self._opener.for_service:
            follower = self._follower
            index = self._upkeep.renewal.find_fit() if follower and follower.is_alive() else None
            return index or self._followed()  # one that is waited for, or opened first
        renewal = self._upkeep.renewal
        index = renewal.current
        if index is None:
            return renewal.open_first()
        renewal.renew_if_due()
        return renewal.current or index  # where it was closed meanwhile: this question is the last of its index

    def _followed(self) -> ServedIndex:
        while True:
            follower, renewal = self._follow_here(), self._upkeep.renewal
            index = _wait_for_index(follower, renewal)
            if index:
                return index
            if follower.is_alive():  # else it was closed meanwhile: this question is the first that follows again
                raise renewal.failure()

    def _replace_damaged(self, index: ServedIndex, error: IndexDamagedError) -> ServedIndex | None:
        """Return what is served instead of an index in which damage was found; it is that index for want of another."""
        if index.is_damaged:
            return index
        before_waiting()
        self._opener.mark_unfit(index.generation, error)
        renewal = self._upkeep.renewal
        if self._opener.for_service:
            self._follow_here().look_now(_PATIENCE)
        else:
            renewal.replace_damaged(index)
        return renewal.current

    def _follow_here(self) -> Follower:
        """Return the thread of this process that follows the index, started if there is none."""
        follower = self._follower
        if follower and follower.is_alive():
            return follower
        with self._starting:
            if not (self._follower and self._follower.is_alive()):
                if os.getpid() != self._process:  # forked: it may have inherited locks that nobody will ever release
                    self._process, self._upkeep = os.getpid(), self._make_upkeep()
                self._follower = Follower(self._upkeep)
            return self._follower

    def _make_upkeep(self) -> Upkeep:
        renewal = Renewal(self._root, self._opener, self._clock)
        return Upkeep(self._opener, renewal, Verification(self._verify_hours, self._clock))


def _wait_for_index(follower: Follower, renewal: Renewal) -> ServedIndex | None:
    """Return what is served, once it may answer; None where nothing may after a while."""
    if renewal.current is None:
        before_waiting()
        follower.wait_for_first_look(_PATIENCE)
    end = time.monotonic() + _PATIENCE
    while is_withdrawn := renewal.is_withdrawn():
        before_waiting()
        if (left := end - time.monotonic()) <= 0:
            break
        follower.look_now(left)
    return None if is_withdrawn else renewal.current

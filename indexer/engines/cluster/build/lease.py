"""One writer at a time to an index of a cluster, and what a writer remembers there: one small document.

::

    NAME-writer / state
        holder       who writes: a name of its work folder, empty for nobody
        process      for people
        expires      seconds since 1970, until when the holder may write without having said more
        next         the number of the next generation; none is given twice
        generations  {number: name of the local generation that it mirrors, or "" while it is being built}

Every change names the version that it changes (``if_seq_no``), so of two writers one is refused. A number is written
down before the index of that number is made: what a killed writer left is known by name, and no index is ever looked
for by a pattern. A writer that is killed holds the lease until it expires, or until the same work folder writes again,
whose own lock says that nobody else uses it.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConflictError, NotFoundError, OpenSearchException, RequestError

from indexer.errors import IndexBusyError

LEASE_SECONDS = 60.0
_RENEWALS = 4
"""How often a lease is renewed before it would expire."""
_POLL_SECONDS = 0.5
_ID = "state"
_BODY = {
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
    "mappings": {"enabled": False},
}
_TRIES = 20
"""How often a change that another one overtook is made again; twice is rare."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WriterState:
    """What writers of an index say to one another.

    Attributes:
        holder: Who writes; empty for nobody.
        process: Where that runs, for people.
        expires: Until when, in seconds since 1970.
        next: The number of the next generation.
        generations: The name of the local generation that each one mirrors, by number; empty while it is being built.
    """

    holder: str = ""
    process: str = ""
    expires: float = 0.0
    next: int = 1
    generations: Mapping[str, str] = field(default_factory=dict)

    def find(self, source: str) -> int | None:
        """Return the number of the newest generation that mirrors a local one; None where there is none."""
        return max((int(number) for number, name in self.generations.items() if name == source), default=None)

    def list_complete(self) -> list[int]:
        """Return the numbers of generations that were written to their end, ascending."""
        return sorted(int(number) for number, name in self.generations.items() if name)

    def list_unfinished(self) -> list[int]:
        """Return the numbers of all others: what killed writers left."""
        return [int(number) for number, name in self.generations.items() if not name]


def writer_index(name: str) -> str:
    """Return the index that holds the state."""
    return f"{name}-writer"


@dataclass(slots=True)
class Lease:
    """The right to write to an index of a cluster; renewed in the background while it is held.

    Attributes:
        client: The cluster.
        name: Of the index.
        holder: Who writes.
        clock: Seconds since 1970.
    """

    client: OpenSearch
    name: str
    holder: str
    clock: Callable[[], float] = time.time
    state: WriterState = field(default_factory=WriterState)
    _version: tuple[int, int] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> bool:
        """Take the lease, unless somebody else holds it."""
        with self._lock:
            self._read()
            is_free = self.state.holder in {"", self.holder} or self.state.expires < self.clock()
            return is_free and self._write(self._held(self.state))

    def change(self, change: Callable[[WriterState], WriterState]) -> WriterState:
        """Write down something, and renew the lease.

        Raises:
            IndexBusyError: It has been lost meanwhile; nothing was written.
        """
        with self._lock:
            for _ in range(_TRIES):
                if self.state.holder != self.holder:
                    break
                if self._write(self._held(change(self.state))):
                    return self.state
                self._read()  # our own change may have gone through although its answer was lost
            raise IndexBusyError(f"{self.name}: {_describe(self.state)} has taken over meanwhile. Try again later")

    def begin(self) -> int:
        """Return the number of a new generation, written down as being built."""
        state = self.change(
            lambda state: replace(state, next=state.next + 1, generations={**state.generations, str(state.next): ""})
        )
        return state.next - 1

    def complete(self, number: int, source: str) -> None:
        """Write down that a generation is whole."""
        self.change(lambda state: replace(state, generations={**state.generations, str(number): source}))

    def adopt(self, number: int, source: str) -> None:
        """Write down a complete generation that nothing is known of: somebody deleted what was written down."""
        self.change(
            lambda state: replace(
                state,
                next=max(state.next, number + 1),
                generations={**state.generations, str(number): source},
            )
        )

    def forget(self, number: int) -> None:
        """Write down that a generation is no more."""
        self.change(
            lambda state: replace(
                state, generations={key: name for key, name in state.generations.items() if key != str(number)}
            )
        )

    def release(self) -> None:
        """Give the lease back; where that fails it expires."""
        with suppress(OpenSearchException), self._lock:
            if self.state.holder == self.holder:
                self._write(replace(self.state, holder="", process="", expires=0.0))

    def _held(self, state: WriterState) -> WriterState:
        process = f"process {os.getpid()} on {socket.gethostname()}"
        return replace(state, holder=self.holder, process=process, expires=self.clock() + LEASE_SECONDS)

    def _create(self) -> None:
        """Make the index, unless it is there."""
        try:
            self.client.indices.create(index=writer_index(self.name), body=_BODY)
        except RequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _read(self) -> None:
        try:
            found = self.client.get(index=writer_index(self.name), id=_ID)
        except NotFoundError:
            self.state, self._version = WriterState(), None
            self._create()
            return
        self.state, self._version = _decode(found["_source"]), (found["_seq_no"], found["_primary_term"])

    def _write(self, state: WriterState) -> bool:
        """Write a state over the one that was read; tell whether that is still there."""
        if self._version:
            condition: dict[str, Any] = {"if_seq_no": self._version[0], "if_primary_term": self._version[1]}
        else:
            condition = {"op_type": "create"}
        try:
            found = self.client.index(index=writer_index(self.name), id=_ID, body=asdict(state), params=condition)
        except ConflictError:
            return False
        self.state, self._version = state, (found["_seq_no"], found["_primary_term"])
        return True


@contextmanager
def hold_lease(client: OpenSearch, name: str, holder: str, wait: float) -> Iterator[Lease]:
    """Keep other writers from an index for as long as the block lasts.

    Args:
        client: The cluster.
        name: Of the index.
        holder: Who writes; whoever has the same name is sure to be the only one.
        wait: Seconds to wait for another writer.

    Raises:
        IndexBusyError: Another writer is at work; names its process.
    """
    lease, end = Lease(client, name, holder), time.monotonic() + wait
    while not lease.take():
        if time.monotonic() > end:
            raise IndexBusyError(f"{name}: {_describe(lease.state)} is writing this index. Try again later")
        time.sleep(_POLL_SECONDS)
    ended = threading.Event()
    renewing = threading.Thread(target=_keep, args=(lease, ended), name="lease", daemon=True)
    renewing.start()
    try:
        yield lease
    finally:
        ended.set()
        renewing.join()
        lease.release()


def _keep(lease: Lease, ended: threading.Event) -> None:
    """Renew a lease until the writer is done; where it is lost, the writer's next change says so."""
    while not ended.wait(LEASE_SECONDS / _RENEWALS):
        try:
            lease.change(lambda state: state)
        except IndexBusyError:
            return
        except OpenSearchException as error:
            _log.debug("the lease of %s is not renewed: %s", lease.name, error)


def _describe(state: WriterState) -> str:
    return state.process or "another process"


def _decode(values: Mapping[str, Any]) -> WriterState:
    return WriterState(
        str(values["holder"]),
        str(values["process"]),
        float(values["expires"]),
        int(values["next"]),
        {str(number): str(name) for number, name in values["generations"].items()},
    )

"""Send very many documents to a cluster: in batches of bounded size, a few at a time, as fast as it takes them.

A batch that the cluster has no room for now (429), or that met a node that was just lost, is sent again after a pause
that doubles. Whatever is sent twice does no harm: a document is put under an id of its own, never added.
"""

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import orjson
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as UnreachableError
from opensearchpy.exceptions import TransportError

from indexer.errors import SearchIndexError

_TOO_MANY, _UNAVAILABLE = 429, (502, 503, 504)
_PARAMS = {"filter_path": "errors,items.*._id,items.*.status,items.*.error"}
_SECONDS = 60
"""A batch may take so long; then it is sent again."""
_BLOCKED = "cluster_block_exception"
"""Also 429, but no pause helps: the disks are nearly full."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of an index.

    Attributes:
        id: Of a document.
        source: The document; None where it is to go.
    """

    id: str
    source: Mapping[str, object] | None

    def encode(self) -> bytes:
        """Return it as the bulk request has it.

        Source: OpenSearch 3.4, Document APIs, Bulk.
        """
        action = "delete" if self.source is None else "index"
        head = orjson.dumps({action: {"_id": self.id}}) + b"\n"
        return head if self.source is None else head + orjson.dumps(self.source) + b"\n"


@dataclass(frozen=True, slots=True)
class Pace:
    """Bounds of what is sent at once, and of how long the cluster is given time.

    Attributes:
        batch_bytes: A batch is sent as soon as it has so many; only a single document makes it larger.
        batch_documents: Likewise.
        senders: Batches under way at once; as many more wait.
        patience: Seconds that a batch is sent again and again.
        first_pause, longest_pause: Seconds between two tries; each pause is twice the one before.
    """

    batch_bytes: int = 4 << 20
    batch_documents: int = 1000
    senders: int = 3
    patience: float = 300.0
    first_pause: float = 0.25
    longest_pause: float = 30.0


Send = Callable[[bytes], Mapping[str, Any]]
"""Sends the body of a bulk request, and returns the answer; raises a ``TransportError``."""


def send_to(client: OpenSearch, index: str) -> Send:
    """Return what sends bulk requests to an index."""

    def send(body: bytes) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = client.bulk(body=body, index=index, params=_PARAMS, request_timeout=_SECONDS)
        return answer

    return send


def send_all(
    operations: Iterable[Operation],
    send: Send,
    pace: Pace | None = None,
    delivered: Callable[[int], None] = lambda _: None,
) -> int:
    """Send operations, and return how many there were, all of which the cluster has carried out.

    Args:
        operations: Taken one by one, and no faster than they can be sent. Different ids come in any order.
        send: Sends a batch; called by several threads.
        pace: Bounds.
        delivered: Called with how many operations of a batch were carried out; by one thread at a time.

    Raises:
        SearchIndexError: The cluster refused one, or took too long. What was sent before is in the index.
    """
    return _Sender(send, pace or Pace(), delivered).send_all(operations)


@dataclass(slots=True)
class _Sender:
    send: Send
    pace: Pace
    delivered: Callable[[int], None]
    _sent: int = 0
    _telling: threading.Lock = field(default_factory=threading.Lock)
    _failed: threading.Event = field(default_factory=threading.Event)

    def send_all(self, operations: Iterable[Operation]) -> int:
        free = threading.BoundedSemaphore(2 * self.pace.senders)
        futures: list[Future[None]] = []
        with ThreadPoolExecutor(self.pace.senders, thread_name_prefix="bulk") as pool:
            try:
                for batch in _batches(operations, self.pace):
                    free.acquire()
                    if self._failed.is_set():
                        break
                    future = pool.submit(self._deliver, batch)
                    future.add_done_callback(lambda _: free.release())
                    futures = [each for each in futures if not _is_done(each)]
                    futures.append(future)
                    self._sent += len(batch)
            except BaseException:
                self._failed.set()
                raise
            for future in futures:
                future.result()
        return self._sent

    def _deliver(self, batch: Sequence[bytes]) -> None:
        """Send a batch until all of it is carried out; where it never is, stop the others."""
        try:
            self._repeat(batch)
        except BaseException:
            self._failed.set()
            raise
        with self._telling:
            self.delivered(len(batch))

    def _repeat(self, batch: Sequence[bytes]) -> None:
        end, pause, left = time.monotonic() + self.pace.patience, self.pace.first_pause, batch
        while True:
            left, reason = self._try(left)
            if not left:
                return
            if time.monotonic() + pause > end:
                raise self._give_up(len(left), reason)
            if self._failed.wait(pause * random.uniform(0.5, 1.0)):  # noqa: S311  no secret
                return
            pause = min(2 * pause, self.pace.longest_pause)

    def _give_up(self, documents: int, reason: str) -> SearchIndexError:
        return SearchIndexError(
            f"the cluster did not take {documents} documents within {self.pace.patience:.0f} s: {reason}. "
            "The live index is untouched; run the command again when the cluster has less to do"
        )

    def _try(self, batch: Sequence[bytes]) -> tuple[Sequence[bytes], str]:
        """Send a batch once; return what has to be sent again, and why."""
        try:
            answer = self.send(b"".join(batch))
        except UnreachableError as error:
            return batch, str(error.error)
        except TransportError as error:
            if error.status_code in _UNAVAILABLE or (error.status_code == _TOO_MANY and _BLOCKED not in str(error)):
                return batch, str(error.error)
            raise
        return self._sort_out(batch, answer) if answer["errors"] else ((), "")

    def _sort_out(self, batch: Sequence[bytes], answer: Mapping[str, Any]) -> tuple[Sequence[bytes], str]:
        left, reason = [], ""
        for operation, item in zip(batch, answer["items"], strict=True):
            ((action, result),) = item.items()
            status, error = result["status"], result.get("error", {})
            is_gone = action == "delete" and status == 404  # noqa: PLR2004  by a try whose answer was lost
            if status < 300 or is_gone:  # noqa: PLR2004
                continue
            if error.get("type") == _BLOCKED or (status != _TOO_MANY and status not in _UNAVAILABLE):
                raise SearchIndexError(f"the cluster refused a document: {describe_block(error)}")
            left.append(operation)
            reason = str(error.get("reason", status))
        return left, reason


def describe_block(error: Mapping[str, Any]) -> str:
    """Say why a document or an index is refused; where that is for want of space, what is to be done."""
    reason = str(error.get("reason", error))
    if error.get("type") == _BLOCKED and ("flood" in reason or "read-only" in reason):
        return (
            f"its disks are nearly full ({reason}). "
            "The live index is untouched; make room on the nodes, and run the command again"
        )
    return f"{reason}. The live index is untouched"


def _is_done(future: Future[None]) -> bool:
    """Tell whether a batch has been delivered; raises what went wrong."""
    if not future.done():
        return False
    future.result()
    return True


def _batches(operations: Iterable[Operation], pace: Pace) -> Iterator[Sequence[bytes]]:
    batch: list[bytes] = []
    size = 0
    for operation in operations:
        line = operation.encode()
        if batch and (size + len(line) > pace.batch_bytes or len(batch) >= pace.batch_documents):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch

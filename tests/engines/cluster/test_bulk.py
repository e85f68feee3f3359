"""What is sent to a cluster arrives whole, whatever the cluster says meanwhile; what it cannot take is told."""

import threading
import time

import orjson
import pytest

opensearchpy = pytest.importorskip("opensearchpy", reason="no client of OpenSearch: pip install -e '.[cluster]'")

from indexer.engines.cluster.build.bulk import Operation, Pace, send_all  # noqa: E402  after the line that may skip
from indexer.errors import SearchIndexError  # noqa: E402

QUICK = Pace(batch_documents=10, senders=3, patience=5, first_pause=0.001, longest_pause=0.002)
FULL = {
    "type": "cluster_block_exception",
    "reason": "disk usage exceeded flood-stage watermark, index has read-only-allow-delete block",
}


class FakeCluster:
    """Holds documents, and refuses what it is told to."""

    def __init__(self, refuse=lambda batch, lines: None):
        self.documents, self.batches, self.sizes = {}, 0, []
        self.refuse, self._lock = refuse, threading.Lock()

    def send(self, body):
        lines = [orjson.loads(line) for line in body.splitlines()]
        with self._lock:
            self.batches += 1
            self.sizes.append(len(body))
            refused = self.refuse(self.batches, lines) or {}
            if isinstance(refused, Exception):
                raise refused
            return self._carry_out(iter(lines), refused)

    def _carry_out(self, lines, refused):
        items = []
        for head in lines:
            ((action, about),) = head.items()
            key, source = about["_id"], next(lines) if action == "index" else None
            error = refused.get(key)
            status = error[0] if error else 200
            if not error and action == "delete":
                status = 200 if self.documents.pop(key, None) else 404
            elif not error:
                self.documents[key] = source
            items.append({action: {"_id": key, "status": status} | ({"error": error[1]} if error else {})})
        return {"errors": any("error" in next(iter(item.values())) for item in items), "items": items}


def documents(count):
    return [Operation(f"d{number}", {"n": number}) for number in range(count)]


def test_everything_arrives_in_batches_of_bounded_size():
    cluster = FakeCluster()
    assert send_all(documents(95), cluster.send, QUICK) == 95
    assert cluster.documents == {f"d{number}": {"n": number} for number in range(95)}
    assert cluster.batches == 10
    cluster = FakeCluster()
    send_all(documents(95), cluster.send, Pace(batch_bytes=100))
    assert max(cluster.sizes) <= 100


def test_a_document_larger_than_a_batch_is_sent_alone():
    cluster = FakeCluster()
    send_all([Operation("big", {"n": "x" * 500}), *documents(2)], cluster.send, Pace(batch_bytes=100))
    assert cluster.documents.keys() == {"big", "d0", "d1"}
    assert cluster.batches == 2


@pytest.mark.parametrize(
    "error",
    [
        opensearchpy.TransportError(429, "rejected_execution_exception", {}),
        opensearchpy.TransportError(503, "unavailable", {}),
        opensearchpy.ConnectionError("N/A", "connection refused", OSError()),
        opensearchpy.ConnectionTimeout("TIMEOUT", "no answer", OSError()),
    ],
)
def test_a_batch_that_met_a_busy_or_lost_node_is_sent_again(error):
    cluster = FakeCluster(lambda batch, lines: error if batch % 3 == 1 else None)
    assert send_all(documents(95), cluster.send, QUICK) == 95
    assert len(cluster.documents) == 95
    assert cluster.batches > 10


def test_of_a_batch_only_what_was_rejected_is_sent_again():
    busy = (429, {"type": "rejected_execution_exception", "reason": "queue is full"})
    cluster = FakeCluster(lambda batch, lines: {"d3": busy, "d7": busy} if batch == 1 else None)
    assert send_all(documents(10), cluster.send, QUICK) == 10
    assert len(cluster.documents) == 10
    assert cluster.batches == 2
    assert cluster.sizes[1] < cluster.sizes[0] / 4


def test_what_is_gone_already_may_be_removed_again():
    cluster = FakeCluster()
    send_all(documents(3), cluster.send, QUICK)
    assert send_all([Operation("d1", None), Operation("d1", None), Operation("other", None)], cluster.send, QUICK) == 3
    assert cluster.documents.keys() == {"d0", "d2"}


def test_a_document_that_is_refused_ends_it_with_the_reason():
    wrong = (400, {"type": "mapper_parsing_exception", "reason": "failed to parse field [day]"})
    cluster = FakeCluster(lambda batch, lines: {"d55": wrong})
    with pytest.raises(SearchIndexError, match=r"refused a document: failed to parse field \[day\]. The live index is"):
        send_all(documents(1000), cluster.send, QUICK)
    assert cluster.batches < 40  # what is under way is finished, nothing more is begun


@pytest.mark.parametrize("whole", [False, True])
def test_disks_that_are_full_are_told_at_once(whole):
    blocked = opensearchpy.TransportError(429, FULL["type"], {"error": FULL})
    cluster = FakeCluster(lambda batch, lines: blocked if whole else {"d0": (429, FULL)})
    with pytest.raises((SearchIndexError, opensearchpy.TransportError), match=r"disk|cluster_block"):
        send_all(documents(5), cluster.send, QUICK)
    assert cluster.batches == 1


def test_a_cluster_that_takes_nothing_is_given_up_in_the_end():
    cluster = FakeCluster(lambda batch, lines: opensearchpy.TransportError(429, "rejected_execution_exception", {}))
    pace = Pace(patience=0.05, first_pause=0.001, longest_pause=0.01)
    with pytest.raises(SearchIndexError, match="did not take 5 documents within 0 s: rejected_execution_exception"):
        send_all(documents(5), cluster.send, pace)


def test_documents_are_made_no_faster_than_they_are_sent():
    cluster, made, ahead = FakeCluster(), [], []

    def make():
        for operation in documents(500):
            made.append(operation)
            yield operation

    def send(body):
        ahead.append(len(made) - len(cluster.documents))
        time.sleep(0.001)
        return cluster.send(body)

    send_all(make(), send, QUICK)
    assert len(cluster.documents) == 500
    assert max(ahead) <= (2 * QUICK.senders + 2) * QUICK.batch_documents


def test_an_error_of_what_makes_documents_goes_on_as_it_is():
    def make():
        yield from documents(25)
        raise KeyError("damaged")

    with pytest.raises(KeyError, match="damaged"):
        send_all(make(), FakeCluster().send, QUICK)


def test_what_was_delivered_is_told_batch_by_batch():
    told = []
    send_all(documents(95), FakeCluster().send, QUICK, told.append)
    assert sorted(told) == [5, *[10] * 9]


def test_nothing_is_told_of_a_batch_that_was_refused():
    told = []
    cluster = FakeCluster(lambda _batch, _lines: {"d3": (400, {"type": "mapper", "reason": "no"})})
    with pytest.raises(SearchIndexError):
        send_all(documents(5), cluster.send, QUICK, told.append)
    assert told == []

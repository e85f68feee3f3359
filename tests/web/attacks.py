"""Clients that keep a server busy or waiting, and a visitor who asks it all the while.

The clients come from 127.0.0.2 and on, and the visitor from 127.0.0.1: a server may tell them apart.
"""

import http.client
import os
import socket
import statistics
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HEAD = b"GET /api/search?q=a HTTP/1.1\r\nHost: a.example\r\n"
PACKET_BYTES = 8192
VISIT = "/api/search?q=istio"


@dataclass(frozen=True, slots=True)
class Attack:
    """What each connection sends, at once and then every fifth of a second."""

    first: bytes
    then: bytes = b""


def pipelined(address, most=10_000):
    """Return a packet of requests, which nobody waits for the answers of."""
    request = f"GET {address} HTTP/1.1\r\nHost: a.example\r\n\r\n".encode()
    return request * min(most, PACKET_BYTES // len(request))


ATTACKS = {
    "half-sent": Attack(HEAD + b"X-Slow: "),
    "dripped": Attack(HEAD + b"X-Slow: ", b"a"),
    "silent": Attack(b""),
    "half-body": Attack(b"POST /api/search HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\nq=a"),
    "half-chunk": Attack(b"POST /api/search HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n400\r\nq=a"),
    "unread searches": Attack(pipelined("/search?q=is*&per_page=50", 50)),
    "unread files": Attack(pipelined("/theme/large.bin")),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visitor saw, and what the server used.

    Attributes:
        times: Milliseconds of each request, on a connection of its own.
        statuses: Of these; 0 where there was no answer.
        descriptors, megabytes: Of all processes of the server: before, at most, and after the clients have gone.
    """

    times: list[float]
    statuses: list[int]
    descriptors: tuple[int, int, int]
    megabytes: tuple[int, int, int]

    def __str__(self):
        bad = sum(status != 200 for status in self.statuses)
        return (
            f"{len(self.times)} requests, {bad} failed; median {statistics.median(self.times):.0f} ms, "
            f"slowest {max(self.times):.0f} ms; descriptors {self.descriptors}, MB {self.megabytes}"
        )


@contextmanager
def attacking(port, attack, count, per_address=50):
    """Open the connections, go on sending on them, and close them in the end."""
    connections = [connect(port, f"127.0.0.{2 + number // per_address}") for number in range(count)]
    over = threading.Event()
    sender = threading.Thread(target=keep_sending, args=[connections, attack, over])
    sender.start()
    try:
        yield connections
    finally:
        over.set()
        sender.join()
        for each in connections:
            each.close()


def connect(port, source):
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.bind((source, 0))
    connection.settimeout(10)
    with suppress(OSError):  # refused: as good as closed
        connection.connect(("127.0.0.1", port))
    connection.settimeout(0)
    return connection


def keep_sending(connections, attack, over):
    part = attack.first
    while part:
        for each in connections:
            with suppress(OSError):
                each.send(part)
        part = b"" if over.wait(0.2) else attack.then


def visit(port, address=VISIT, timeout=20):
    """Return the milliseconds and the status of one request."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        response.read()
        status = response.status
    except (OSError, http.client.HTTPException):
        status = 0
    finally:
        connection.close()
    return (time.perf_counter() - began) * 1000, status


def is_closed(connection):
    """Say whether the server has ended a connection; what it has sent before is read and dropped."""
    try:
        while data := connection.recv(1 << 16):
            del data
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def attack(server, kind, count, seconds, settle=2.0):
    """Attack a server for so long, visit it five times a second, and return what was seen.

    Args:
        server: With a ``port``, and the number of its first process as ``pid``.
        kind: A key of ``ATTACKS``.
        count: Connections.
        seconds: How long.
        settle: How long to wait after the clients have gone, before it is looked at again.
    """
    before = usage(server.pid)
    seen, most = [], before
    with attacking(server.port, ATTACKS[kind], count):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            seen.append(visit(server.port))
            most = tuple(map(max, most, usage(server.pid)))
            time.sleep(0.2)
    time.sleep(settle)
    after = usage(server.pid)
    times, statuses = map(list, zip(*seen, strict=True))
    return Seen(times, statuses, *zip(before, most, after, strict=True))


def usage(pid):
    """Return the open descriptors and the resident megabytes of a process and its children."""
    descriptors = megabytes = 0
    for each in family(pid):
        with suppress(OSError):
            descriptors += len([*Path(f"/proc/{each}/fd").iterdir()])
            megabytes += int(Path(f"/proc/{each}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    return descriptors, megabytes


def family(pid):
    """Return a process and its descendants."""
    found = [pid]
    for each in found:
        with suppress(OSError):
            found += map(int, Path(f"/proc/{each}/task/{each}/children").read_text().split())
    return found

"""Measure how long others wait while eight clients loop phrases that cost much, and if these did not give way.

::

    PYTHONPATH=tests python tests/faults/costly_clients.py [--posts 7000] [--seconds 20]
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from web.costly import Drawer
from web.dense_posts import write_dense_posts

CLIENTS = 8
KINDS = {"spaced_han_phrase", "mixed_phrase", "many_phrases", "repeated_phrase", "excluded_phrases", "long_run"}
ORDINARY = ("istio", "服务网格", "canary release", "日志", "流量管理", "kubernetes 集群", "监控", "gateway")


def build(folder, posts):
    """Index dense posts, and return the folder of the index."""
    write_dense_posts(folder / "site", posts)
    command = [sys.executable, "-m", "indexer.cli", "rebuild", folder / "site", "--index", folder / "index", "--quiet"]
    subprocess.run(command, check=True)
    return folder / "index"


SERVER = "from indexer.cli import main; main()"
UNPROTECTED_SERVER = f"""
from search_app.service import gate
gate._Passage._give_way = lambda _: None
{SERVER}
"""


@contextmanager
def serving(index, program=SERVER, **settings):
    """Serve an index in a process of its own behind one proxy, and yield its port."""
    environment = os.environ | {f"SEARCH_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-c", program, "serve", "--index", index, "--port", "0", "--proxies", "1"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
    )
    try:
        port = next(int(found[1]) for line in process.stdout if (found := re.search(r":(\d+)/", line)))
        threading.Thread(target=process.stdout.read, daemon=True).start()  # or a server that says much would wait
        yield port
    finally:
        process.terminate()
        process.wait(30)


class Visitor:
    """Asks one query after the other from one address; keeps how long each took, in seconds, and what came."""

    def __init__(self, port, address):
        self.times, self.statuses = defaultdict(list), Counter()
        self._port, self._address = port, address

    def ask(self, query):
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        began = time.perf_counter()
        connection.request("GET", f"/api/search?q={quote(query)}", headers={"X-Forwarded-For": self._address})
        answer = connection.getresponse()
        answer.read()
        self.times[query].append(time.perf_counter() - began)
        self.statuses[answer.status] += 1
        connection.close()
        return answer

    def ask_until(self, ends, queries, pause=0.0):
        """Ask in turn until ``ends`` is over."""
        number = 0
        while time.monotonic() < ends:
            self.ask(queries[number % len(queries)])
            number += 1
            time.sleep(pause)


def measure(port, seconds):
    """Return how long others wait, alone and beside eight costly clients, and all statuses of both.

    ``times`` is how many times as long they wait, of the median query: each by its own medians, for some queries take
    twice what others take, and the median of all falls now among these and now among those.
    """
    costly = [query for query, kind in Drawer(10).draw(200) if kind in KINDS]
    for query in ORDINARY:
        Visitor(port, "192.0.2.250").ask(query)
    alone = Visitor(port, "192.0.2.251")
    alone.ask_until(time.monotonic() + seconds / 2, ORDINARY, pause=0.01)
    visitors = [Visitor(port, f"192.0.2.{number}") for number in range(CLIENTS)]
    ends = time.monotonic() + seconds
    threads = [
        threading.Thread(target=each.ask_until, args=[ends, costly[number:] + costly[:number]])
        for number, each in enumerate(visitors)
    ]
    for thread in threads:
        thread.start()
    beside = Visitor(port, "192.0.2.252")
    beside.ask_until(ends, ORDINARY, pause=0.01)
    for thread in threads:
        thread.join()
    before, after = (
        {query: statistics.median(times) for query, times in visitor.times.items()} for visitor in (alone, beside)
    )
    return {
        "alone_ms": round(statistics.mean(before.values()) * 1000, 1),
        "beside_ms": round(statistics.mean(after.values()) * 1000, 1),
        "times": round(statistics.median(after[query] / before[query] for query in after), 2),
        "others": dict(beside.statuses),
        "costly": dict(sum((each.statuses for each in visitors), Counter())),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=7000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--index", type=Path, help="an index of such posts; made anew without")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = options.index or build(Path(folder), options.posts)
        for name, program in (("protected", SERVER), ("unprotected", UNPROTECTED_SERVER)):
            with serving(index, program, costly_seconds=0, answers_megabytes=0) as port:
                print(name, json.dumps(measure(port, options.seconds)), flush=True)


if __name__ == "__main__":
    main()

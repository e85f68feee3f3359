"""Index after index is published while visitors ask: none of them notices.

By hand: ``pytest tests/faults/test_publishing_under_load.py -m slow -s`` for 500 publications.
"""

import random
import shutil
import threading
import time
from collections import Counter
from urllib.parse import quote

import pytest
from faults.running_server import ALTERED, serving
from titled_index import publish_copy, wait_until

from indexer.engines.embedded import EmbeddedEngine
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.settings.folders import sample_posts

CLIENTS = 4
DEADLINE = 3.0
"""Seconds that a search may take: more than the 1 s of the default, for the machine may be busy; and less than
``altered_server.OPENING_SECONDS``."""
WORDS = (
    "服务网格",
    "kubernetes",
    "istio",
    "数据库",
    "rust",
    "shujuku",
    "kubernets",
    '"service mesh"',
    "go*",
    "python 异步",
)
MORE = "---\ntitle: 再说服务网格\ndate: 2021-01-01\n---\n\n服务网格 kubernetes rust 数据库\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """An index, and two generations of it to be published again and again."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(sample_posts(), folder / "site")
    for _ in range(2):
        rebuild(folder / "site", folder / "index", BuildOptions(workers=1))
        (folder / "site" / "more.md").write_text(MORE, encoding="utf-8")
    return folder / "index", [shutil.copytree(folder / "index" / name, folder / name) for name in ("g-1", "g-2")]


@pytest.fixture
def index(built, tmp_path):
    return shutil.copytree(built[0], tmp_path / "index")


class Visitors:
    """Threads that ask a server one question after the other, and count what became of them.

    ``longest`` is the longest wait for an answer in seconds, those of ``health`` included: where a question opens the
    index, only the first to ask waits for it, whoever that is.
    """

    def __init__(self, server):
        self.statuses, self.longest = Counter(), 0.0
        self._server, self._is_over = server, threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=[random.Random(seed)]) for seed in range(CLIENTS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def health(self):
        return self._timed(self._server.health)

    def _ask(self, dice):
        while not self._is_over.is_set():
            text = quote(" ".join(dice.sample(WORDS, 2)))
            path = dice.choice([f"/api/search?q={text}", f"/api/suggest?q={text}", f"/?q={text}"])
            self.statuses[self._timed(lambda path=path: self._server.get(path)).status] += 1

    def _timed(self, ask):
        begin = time.monotonic()
        answer = ask()
        self.longest = max(self.longest, time.monotonic() - begin)
        return answer


def publish_under_load(index, sources, tell_figures, times, *program):
    """Publish so many times; return the visitors, and after how many seconds each publication was served, ascending.

    Seconds are counted from the writing of ``CURRENT``: the command that publishes has more to do after that.
    """
    options = "--deadline", f"{DEADLINE}"
    with serving(index, *options, program=program or ("-m", "indexer.cli")) as server:
        server.health()  # a port that is open lets who comes early wait until the index is open
        with Visitors(server) as visitors:
            taken_up = []
            for number in range(times):
                name = f"g-{publish_copy(index, sources[number % 2])}-"
                wait_until(lambda name=name: visitors.health()["generation"].startswith(name))
                taken_up.append(time.time() - index.joinpath("CURRENT").stat().st_mtime)
        assert server.is_alive()
    median, most = sorted(taken_up)[times // 2], max(taken_up)
    tell_figures(
        f"{times} published, each taken up: median {median:.2f} s, longest {most:.2f} s; answers by status: "
        f"{dict(visitors.statuses)}, longest {visitors.longest:.2f} s"
    )
    return visitors, sorted(taken_up)


def seconds_to_open(index):
    """Return how long this machine, however busy it is, takes to open and prepare an index: the median of three."""
    taken = []
    for _ in range(3):
        begin, engine = time.monotonic(), EmbeddedEngine(index)
        engine.start()
        taken.append(time.monotonic() - begin)
        engine.close()
    return sorted(taken)[1]


def check(index, built, tell_figures, times):
    visitors, taken_up = publish_under_load(index, built[1], tell_figures, times)
    assert set(visitors.statuses) == {200}
    assert visitors.statuses[200] > times
    assert taken_up[times // 2] < 1 + 3 * seconds_to_open(index)


def test_visitors_get_no_error_while_indexes_are_published_and_each_is_taken_up_soon(index, built, tell_figures):
    check(index, built, tell_figures, 12)


@pytest.mark.slow
def test_visitors_get_no_error_while_150_indexes_are_published(index, built, tell_figures):
    check(index, built, tell_figures, 500)


def test_an_index_that_takes_long_to_open_keeps_nobody_waiting(index, built, tell_figures):
    visitors, _ = publish_under_load(index, built[1], tell_figures, 1, ALTERED, "slow")
    assert (set(visitors.statuses), visitors.longest < DEADLINE) == ({200}, True)


def test_where_a_question_opens_the_index_a_visitor_waits_for_it(index, built, tell_figures):
    """The control."""
    visitors, _ = publish_under_load(index, built[1], tell_figures, 1, ALTERED, "unfollowed")
    assert visitors.longest > DEADLINE

"""Index after index is published while visitors ask: none of them notices.

By hand: ``pytest tests/faults/test_publishing_under_load.py -m slow -s`` for 500 publications.
"""

import random
import shutil
import threading
import time
from collections import Counter
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from faults.running_server import ALTERED, serving
from titled_index import publish_copy, wait_until

from indexer.engines.embedded import EmbeddedEngine
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.settings.folders import sample_posts

CLIENTS = 4
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

    ``answered`` counts the answers that each of them got; ``longest`` is the longest wait for one, in seconds.
    """

    def __init__(self, server):
        self.statuses, self.answered, self.longest = Counter(), [0] * CLIENTS, 0.0
        self._server, self._is_over = server, threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=[number]) for number in range(CLIENTS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number):
        dice = random.Random(number)
        while not self._is_over.is_set():
            text = quote(" ".join(dice.sample(WORDS, 2)))
            path = dice.choice([f"/api/search?q={text}", f"/api/suggest?q={text}", f"/?q={text}"])
            begin = time.monotonic()
            self.statuses[self._server.get(path).status] += 1
            self.longest = max(self.longest, time.monotonic() - begin)
            self.answered[number] += 1


@contextmanager
def visited(index, *program):
    """Serve an index to visitors; yield the server and them."""
    with serving(index, program=program or ("-m", "indexer.cli")) as server:
        server.health()  # a port that is open lets who comes early wait until the index is open
        with Visitors(server) as visitors:
            yield server, visitors
        assert server.is_alive()


def wait_for_generation(server, number):
    wait_until(lambda: server.health()["generation"].startswith(f"g-{number}-"))


def check(index, sources, tell_figures, times):
    """Publish so many times under load; return after how many seconds each publication was served, ascending.

    Seconds are counted from the writing of ``CURRENT``: the command that publishes has more to do after that.
    """
    taken_up = []
    with visited(index) as (server, visitors):
        for number in range(times):
            wait_for_generation(server, publish_copy(index, sources[number % 2]))
            taken_up.append(time.time() - index.joinpath("CURRENT").stat().st_mtime)
    taken_up.sort()
    tell_figures(
        f"{times} published, each taken up: median {taken_up[times // 2]:.2f} s, longest {taken_up[-1]:.2f} s; answers "
        f"by status: {dict(visitors.statuses)}, longest {visitors.longest:.2f} s"
    )
    assert set(visitors.statuses) == {200}
    assert visitors.statuses[200] > times
    return taken_up


def seconds_to_open(index):
    """Return how long this machine, however busy it is, takes to open and prepare an index: the median of three."""
    taken = []
    for _ in range(3):
        begin, engine = time.monotonic(), EmbeddedEngine(index)
        engine.start()
        taken.append(time.monotonic() - begin)
        engine.close()
    return sorted(taken)[1]


def test_visitors_get_no_error_while_indexes_are_published_and_each_is_taken_up(index, built, tell_figures):
    check(index, built[1], tell_figures, 12)


@pytest.mark.slow
def test_visitors_get_no_error_while_500_indexes_are_published_and_each_is_taken_up_soon(index, built, tell_figures):
    taken_up = check(index, built[1], tell_figures, 500)
    assert taken_up[250] < 1 + 3 * seconds_to_open(index)


class HeldOpening:
    """An index that is being opened until it may go on; ``answered`` counts what each visitor has been told since."""

    def __init__(self, folder, visitors):
        self._held, self._visitors = folder / "held", visitors
        wait_until((folder / "began").exists)
        self._before = list(visitors.answered)

    @property
    def answered(self):
        return [now - before for now, before in zip(self._visitors.answered, self._before, strict=True)]

    def let_go(self):
        self._held.unlink()


@pytest.fixture
def published(index, built, tmp_path, monkeypatch):
    """Return what serves an index, publishes another, and yields the visitors and its opening, which is held."""
    monkeypatch.setenv("HELD_OPENING", str(tmp_path))

    @contextmanager
    def publish(way):
        with visited(index, ALTERED, way) as (server, visitors):
            (tmp_path / "held").touch()
            number = publish_copy(index, built[1][0])
            opening = HeldOpening(tmp_path, visitors)
            try:
                yield visitors, opening
            finally:
                opening.let_go()
            wait_for_generation(server, number)

    return publish


def test_an_index_that_takes_long_to_open_keeps_nobody_waiting(published):
    with published("held") as (visitors, opening):
        wait_until(lambda: min(opening.answered) > 3)
    assert set(visitors.statuses) == {200}


def test_where_a_question_opens_the_index_a_visitor_waits_for_it(published):
    """The control."""
    with published("unfollowed") as (_, opening):
        time.sleep(1)  # who waits gets no answer, however long this takes
        assert min(opening.answered) == 0

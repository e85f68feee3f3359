"""Posts come and go by the clock, to the second, whether or not anything is published."""

import gc
import threading
import weakref
from datetime import UTC, datetime

import pytest
from search.hammer import hammer
from titled_index import wait_until

from indexer.engines.embedded import EmbeddedEngine
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.search.deadline import NotAtOnceError, at_once
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher

BEGIN = 1_700_000_000
TIMES = {
    "always": (None, None),
    "soon": (BEGIN + 100, None),
    "over": (None, BEGIN + 100),
    "brief": (BEGIN + 50, BEGIN + 60),
}


class Clock:
    """A wall clock that tests set."""

    def __init__(self):
        self.now = float(BEGIN)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for name, (begin, end) in TIMES.items():
        moments = (("publishDate", begin), ("expiryDate", end))
        dates = [f"{key}: {datetime.fromtimestamp(each, UTC).isoformat()}" for key, each in moments if each]
        (folder / f"{name}.md").write_text("\n".join(["---", f"title: {name}", *dates, "---", "words"]))
    rebuild(folder, tmp_path / "index", BuildOptions(now=datetime.fromtimestamp(BEGIN, UTC), workers=1))
    return folder


@pytest.fixture
def root(site):
    return site.parent / "index"


def visible(now):
    """Return the posts that may be found at a moment."""
    return {name for name, (begin, end) in TIMES.items() if (begin or 0) <= now < (end or now + 1)}


def found(engine):
    return {hit.title.text for hit in engine.search(SearchRequest("words")).hits}


MOMENTS = [0, 49.999, 50, 59, 60, 99.99, 100, 1e9, 55, -1e9, 100, 40]


def test_every_question_is_answered_by_the_clock_also_where_it_is_set_back(root, clock):
    engine = EmbeddedEngine(root, wall_clock=clock)
    for step in MOMENTS:
        clock.now = BEGIN + step
        assert found(engine) == visible(clock.now), step
        assert engine.health().posts == len(visible(clock.now))
        assert {each.text for each in engine.suggest(SearchRequest("b"))} == visible(clock.now) & {"brief"}


def test_the_state_told_changes_with_the_posts_and_is_the_same_for_every_process(root, clock):
    engines = [EmbeddedEngine(root, wall_clock=clock) for _ in range(2)]
    told = {}
    for step in MOMENTS:
        clock.now = BEGIN + step
        [state] = {engine.health().since for engine in engines}
        assert told.setdefault(state, visible(clock.now)) == visible(clock.now)
        left = engines[0].health().seconds_left
        assert visible(clock.now + left - 0.001) == visible(clock.now) if left < 1e12 else step >= 100
    assert len(told) == 4


def test_what_follows_is_prepared_in_the_background_and_no_question_makes_it(root, clock, monkeypatch):
    made = []
    original = Searcher.at
    monkeypatch.setattr(Searcher, "at", lambda *given: made.append(threading.current_thread().name) or original(*given))
    engine = EmbeddedEngine(root, wall_clock=clock)
    engine.start()
    try:
        for boundary in (50, 60, 100):
            clock.now = BEGIN + boundary - 9
            before = visible(clock.now)
            wait_until(lambda: following(engine))
            clock.now = BEGIN + boundary - 0.001
            assert found(engine) == before
            clock.now = BEGIN + boundary
            assert found(engine) == visible(clock.now) != before
    finally:
        engine.close()
    assert set(made) == {"follow index"}


def following(engine):
    return engine._upkeep.renewal.current.searchers._following


def test_a_jump_of_the_clock_is_followed_at_once_and_then_prepared(root, clock):
    engine = EmbeddedEngine(root, wall_clock=clock)
    engine.start()
    try:
        for step in (1000, -1000, 55):
            clock.now = BEGIN + step
            assert found(engine) == visible(clock.now)
            wait_until(lambda: engine._current().searcher.is_prepared)
    finally:
        engine.close()


def test_while_nobody_asks_what_is_over_is_let_go_without_the_cyclic_collector(root, clock, no_cyclic_collector):
    engine = EmbeddedEngine(root, wall_clock=clock)
    engine.start()
    try:
        first = weakref.ref(engine._current().searcher)
        clock.now = BEGIN + 1000
        wait_until(lambda: first() is None)
    finally:
        engine.close()
    assert gc.isenabled() is False


def test_who_may_not_wait_is_told_so_while_another_thread_makes_what_may_be_found_now(root, clock, monkeypatch):
    engine = EmbeddedEngine(root, wall_clock=clock)
    assert found(engine) == visible(BEGIN)
    begun, go_on, make = threading.Event(), threading.Event(), Searcher.at

    def make_later(self, moment):
        begun.set()
        assert go_on.wait(60)
        return make(self, moment)

    monkeypatch.setattr(Searcher, "at", make_later)
    clock.now = BEGIN + 100.0
    asking = threading.Thread(target=found, args=[engine])
    asking.start()
    try:
        assert begun.wait(60)
        with at_once(60, 60), pytest.raises(NotAtOnceError):
            found(engine)
    finally:
        go_on.set()
        asking.join()
    with at_once(60, 60):
        assert found(engine) == visible(clock.now)


def test_threads_that_ask_while_the_clock_moves_see_what_may_be_found(root, clock):
    engine = EmbeddedEngine(root, wall_clock=clock)
    allowed = [visible(BEGIN + step) for step in (0, 55, 70, 200)]

    def ask(_, number):
        clock.now = BEGIN + (0, 55, 70, 200)[number % 4]
        assert found(engine) in allowed

    hammer(ask, 40)


def test_what_is_published_is_seen_by_the_clock_too(site, root, clock):
    engine = EmbeddedEngine(root, wall_clock=clock)
    assert found(engine) == {"always", "over"}
    due = datetime.fromtimestamp(BEGIN + 100, UTC)
    (site / "new.md").write_text(f"---\ntitle: new\npublishDate: {due}\n---\nwords")
    update(site, root, BuildOptions(now=datetime.fromtimestamp(BEGIN, UTC), workers=1))
    assert found(engine) == {"always", "over"}
    clock.now = BEGIN + 100
    assert found(engine) == {"always", "soon", "new"}

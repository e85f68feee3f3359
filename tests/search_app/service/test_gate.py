import threading
import time
from contextlib import contextmanager, suppress

import pytest
from web.contract import assert_problem, assert_search_answer
from web.engine import FixedEngine
from web.settings import settings_of

from indexer.errors import DeadlineExceededError
from indexer.search.deadline import check_deadline
from search_app import create_app
from search_app.service.gate import Gate
from search_app.service.in_flight import InFlight
from search_app.web.problem import BusyError


class HeldEngine(FixedEngine):
    """Answers when it is let go."""

    def __init__(self):
        super().__init__()
        self.began, self.go = threading.Event(), threading.Event()

    def search(self, request):
        self.began.set()
        assert self.go.wait(300)
        return super().search(request)


class SlowEngine(FixedEngine):
    """Searches until it is stopped."""

    def search(self, request):
        while True:
            check_deadline()

    def suggest(self, request, limit=8):
        return self.search(request)


@pytest.fixture
def held():
    """An app in which the one search that may be under way is."""
    engine = HeldEngine()
    app = create_app(engine, settings=settings_of(concurrency=1))
    asking = threading.Thread(target=app.test_client().get, args=["/api/search?q=a"])
    asking.start()
    assert engine.began.wait(300)
    yield engine, app.test_client(), asking
    engine.go.set()
    asking.join()


@pytest.mark.parametrize("address", ["/api/search?q=a", "/api/suggest?q=a"])
def test_one_search_too_many_is_told_to_come_back(held, address):
    answer = held[1].get(address)
    problem = assert_problem(answer, 503, title="Too many people are searching right now")
    assert problem["type"] == "/openapi.json#/components/responses/Busy"
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("2", "no-store")


def test_a_person_is_told_on_a_page(held):
    answer = held[1].get("/search?q=a", headers={"Accept-Language": "zh"})
    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (503, "text/html", "2")
    assert "现在搜索的人太多" in answer.text


@pytest.mark.parametrize("address", ["/healthz", "/metrics", "/openapi.json", "/static/search.css"])
def test_what_costs_nothing_is_answered_all_the_same(held, address):
    assert held[1].get(address).status_code == 200


def test_when_a_search_ends_the_next_is_let_in(held):
    engine, client, asking = held
    engine.go.set()
    asking.join()
    assert_search_answer(client.get("/api/search?q=a"))


def test_a_search_that_fails_makes_room_too(client, engine):
    engine.error = RuntimeError("x")
    for _ in range(40):
        assert_problem(client.get("/api/search?q=a"), 500)
    engine.error = None
    assert_search_answer(client.get("/api/search?q=a"))


@pytest.mark.parametrize("address", ["/api/search?q=a", "/api/suggest?q=a"])
def test_a_search_is_stopped_at_its_deadline(address):
    answer = create_app(SlowEngine(), settings=settings_of(deadline=0.01)).test_client().get(address)
    problem = assert_problem(answer, 503, title="This search takes too long")
    assert problem["type"] == "/openapi.json#/components/responses/TooSlow"
    assert answer.headers["Retry-After"] == "2"


def test_a_deadline_ends_with_its_request():
    create_app(SlowEngine(), settings=settings_of(deadline=0.01)).test_client().get("/search?q=a")
    check_deadline()


def test_a_gate_lets_in_no_more_than_it_should():
    gate = Gate(2, 1.0)
    with gate.admit(), gate.admit(), pytest.raises(BusyError), gate.admit():
        pass
    with gate.admit():
        pass


def test_who_waits_for_a_place_goes_on_when_another_ends():
    gate = Gate(2, 300.0, at_once=1)
    first, second = gate.admit(), threading.Event()

    def search():
        with gate.admit():
            second.set()

    with first:
        waiting = threading.Thread(target=search)
        waiting.start()
        assert not second.wait(0.1)
    assert second.wait(300)
    waiting.join()


def test_nobody_waits_longer_for_a_place_than_a_search_may_take():
    gate = Gate(2, 0.01, at_once=1)
    with gate.admit(), pytest.raises(BusyError), gate.admit():
        pass
    with gate.admit():
        pass


def test_eight_threads_leave_a_gate_as_they_found_it():
    gate = Gate(3, 300.0, at_once=2)
    inside, most = [], []

    def search():
        for _ in range(200):
            with suppress(BusyError), gate.admit():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=search) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (inside, max(most) <= 2) == ([], True)
    with gate.admit(), gate.admit():
        pass


def in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_what_takes_long_makes_room_for_what_takes_little():
    gate = Gate(4, 300.0, at_once=1, quick_seconds=0)
    with gate.admit():
        check_deadline()
        with gate.admit():  # there is but one place
            pass


def test_of_what_takes_long_there_is_one_at_a_time():
    gate = Gate(4, 0.01, quick_seconds=0)
    with gate.admit():
        check_deadline()
        with pytest.raises(BusyError), gate.admit():
            check_deadline()
    with gate.admit():
        check_deadline()


@contextmanager
def beside_a_long_search(gate, order):
    """Have another thread search for long, which looks whether it has to wait as soon as ``goes_on`` is set."""
    is_inside, goes_on = threading.Event(), threading.Event()

    def search_long():
        with gate.admit(), suppress(DeadlineExceededError):
            check_deadline()
            is_inside.set()
            assert goes_on.wait(300)
            check_deadline()
            order.append("slow")

    slow = in_thread(search_long)
    assert is_inside.wait(300)
    yield slow, goes_on
    slow.join()


def test_what_takes_long_waits_while_what_takes_little_is_under_way():
    gate, order = Gate(4, 300.0, quick_seconds=0, patience=1e9), []
    with beside_a_long_search(gate, order) as (slow, goes_on), gate.admit():
        goes_on.set()
        slow.join(0.1)
        order.append("quick")
    assert order == ["quick", "slow"]


def test_nobody_is_kept_from_their_end_by_many_who_take_little():
    gate = Gate(4, 0.1, quick_seconds=0, patience=1e9)
    with beside_a_long_search(gate, []) as (slow, goes_on), gate.admit():
        goes_on.set()
        slow.join(300)
        assert not slow.is_alive()


def test_what_takes_long_waits_from_when_the_server_has_read_another_request():
    in_flight, order = InFlight(), []
    gate = Gate(4, 300.0, quick_seconds=0, in_flight=in_flight, patience=1e9)
    with beside_a_long_search(gate, order) as (slow, goes_on):
        flight = in_flight.begin()
        goes_on.set()
        slow.join(0.1)
        order.append("answered")
        flight.end()
        flight.end()
    assert order == ["answered", "slow"]


class Busy(InFlight):
    """Never empty; keeps how long it was waited for."""

    def __init__(self):
        super().__init__()
        self.waits = []

    def wait_until_none(self, seconds):
        self.waits.append(seconds)


def test_what_has_taken_little_of_a_processor_waits_little_on_a_busy_server():
    busy, began = Busy(), time.thread_time()
    with Gate(4, 300.0, quick_seconds=0, in_flight=busy).admit():
        check_deadline()
    assert 0 < busy.waits[0] <= 4 * (time.thread_time() - began)


@pytest.mark.parametrize("is_calm", [True, False])
def test_while_hardly_any_takes_long_what_takes_a_little_longer_does_not_wait(is_calm, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("time.thread_time", lambda: clock[0])
    busy, waits = Busy(), []
    with Gate(4, 300.0, quick_seconds=0.25, patience=4.0, in_flight=busy, is_calm=lambda: is_calm).admit():
        for clock[0] in (0.125, 0.25, 0.5, 0.75):
            check_deadline()
            waits.append(len(busy.waits))
    assert waits == ([0, 0, 0, 1] if is_calm else [0, 1, 2, 3])
    assert busy.waits[-1] == pytest.approx(1.0 if is_calm else 3.0, abs=0.5)

"""What costly searches of one address may take."""

import threading
import time

import pytest
from web.contract import assert_problem
from web.engine import FixedEngine
from web.settings import settings_of

from search_app import create_app
from search_app.service import spending as module
from search_app.service.spending import FREE_SECONDS, ProcessBuckets, SharedBuckets, Spending
from search_app.web.problem import SpentError


class Clock:
    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture(params=["process", "shared"])
def buckets(request, tmp_path):
    return ProcessBuckets() if request.param == "process" else SharedBuckets(tmp_path)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def spending(buckets, clock):
    return Spending(buckets, 3.0, clock)


def is_refused(spending, key="a"):
    try:
        spending.check(key)
    except SpentError:
        return True
    return False


def test_what_nearly_all_searches_cost_is_never_counted(spending):
    for _ in range(10_000):
        spending.charge("a", FREE_SECONDS)
    assert not is_refused(spending)


def test_half_of_a_minutes_share_may_be_spent_at_once(spending):
    spending.charge("a", FREE_SECONDS + 1.49)
    assert not is_refused(spending)
    spending.charge("a", FREE_SECONDS + 0.02)
    assert is_refused(spending)


def test_who_has_spent_all_is_told_when_to_come_back_and_may_then(spending, clock):
    spending.charge("a", FREE_SECONDS + 2.0)
    with pytest.raises(SpentError) as refused:
        spending.check("a")
    assert refused.value.retry_after == 10  # 0.5 s too much, at 3 s a minute
    clock.now += 9
    assert is_refused(spending)
    clock.now += 1
    assert not is_refused(spending)


def test_a_clock_that_is_set_back_locks_nobody_out(spending, clock):
    clock.now += 86_400
    spending.charge("a", FREE_SECONDS + 9)
    clock.now -= 86_400
    assert not is_refused(spending)
    spending.charge("a", FREE_SECONDS + 2.0)
    assert is_refused(spending)
    clock.now += 10
    assert not is_refused(spending)


def test_addresses_spend_apart(spending):
    spending.charge("a", 9)
    assert not is_refused(spending, "b")


def test_what_has_leaked_is_not_saved_up(spending, clock):
    clock.now += 10_000
    spending.charge("a", FREE_SECONDS + 1.6)
    assert is_refused(spending)


def test_several_processes_count_together(tmp_path, clock):
    first, second = (Spending(SharedBuckets(tmp_path), 3.0, clock) for _ in range(2))
    first.charge("a", FREE_SECONDS + 1.0)
    second.charge("a", FREE_SECONDS + 1.0)
    assert is_refused(first)
    assert is_refused(second)


def test_threads_that_charge_at_the_same_time_lose_nothing(buckets, clock):
    spending = Spending(buckets, 60.0, clock)
    threads = [
        threading.Thread(target=lambda: [spending.charge("a", FREE_SECONDS + 0.5) for _ in range(50)]) for _ in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert buckets.time_empty("a") == pytest.approx(clock.now + 8 * 50 * 0.5)


def test_a_process_forgets_addresses_that_owe_nothing(monkeypatch, clock):
    monkeypatch.setattr(module, "_MOST_KEPT", 3)
    kept = ProcessBuckets()
    for number in range(10):
        kept.fill(str(number), clock.now, 5)
        clock.now += 100
    assert sum(kept.time_empty(str(number)) > 0 for number in range(10)) <= 3


class CostlyEngine(FixedEngine):
    """Keeps a processor busy for as long as the query says."""

    def search(self, request):
        ends = time.thread_time() + float(request.text)
        while time.thread_time() < ends:
            pass
        return super().search(request)


def client_of(**settings):
    # Without memory for answers: the same question costs as much each time.
    return create_app(CostlyEngine(), settings=settings_of(answers_megabytes=0, **settings)).test_client()


def ask(client, seconds, peer="192.0.2.1", page="/api/search"):
    return client.get(f"{page}?q={seconds}", environ_base={"REMOTE_ADDR": peer})


def test_who_asks_what_costs_much_is_answered_429_and_others_go_on():
    client = client_of(costly_seconds=0.5)
    assert [ask(client, 0.2).status_code for _ in range(3)] == [200, 200, 429]
    problem = assert_problem(
        ask(client, 0),
        429,
        title="Your last searches took too long",
        detail="Wait a moment, then search for fewer or more specific words.",
    )
    assert problem["type"] == "/openapi.json#/components/responses/TooManyRequests"
    assert 0 < int(ask(client, 0).headers["Retry-After"]) <= 60
    assert ask(client, 0, page="/search").mimetype == "text/html"
    assert ask(client, 0, peer="192.0.2.2").status_code == 200


def test_this_machine_is_not_limited():
    client = client_of(costly_seconds=0.1)
    assert {ask(client, 0.1, peer="127.0.0.1").status_code for _ in range(4)} == {200}


def test_without_a_limit_nobody_is():
    client = client_of(costly_seconds=0)
    assert {ask(client, 0.1).status_code for _ in range(4)} == {200}


def test_a_count_that_cannot_be_kept_stops_nobody(tmp_path, caplog):
    app = create_app(CostlyEngine(), settings=settings_of(costly_seconds=0.1), shared=tmp_path)
    (tmp_path / "counts.sqlite").write_bytes(b"no database" * 100)
    assert {ask(app.test_client(), 0.1).status_code for _ in range(4)} == {200}
    assert "cannot be counted" in caplog.text

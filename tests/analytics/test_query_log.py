import multiprocessing
import os
import sqlite3
import stat
from contextlib import closing
from datetime import date

import pytest

from indexer.analytics.query_log import Asked, Counts, QueryLog, QueryLogError

TODAY = date(2026, 2, 10)
MEGABYTE = 1_000_000


@pytest.fixture
def log(tmp_path):
    return QueryLog(tmp_path / "log", MEGABYTE, 90)


def asked(query, day=TODAY, times=1, hits=3, ms=2.0):
    return Counts({(day.isoformat(), query): Asked(times, hits, ms * times, ms)})


def chosen(query, post, day=TODAY, times=1):
    return Counts({}, {(day.isoformat(), query, post): times})


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_counts_of_a_day_add_up(log):
    log.add(asked("istio", times=2, hits=3, ms=5.0), TODAY)
    log.add(asked("istio", hits=4, ms=1.0), TODAY)
    log.add(chosen("istio", "a.md"), TODAY)
    log.add(chosen("istio", "a.md", times=2), TODAY)
    assert log.read(TODAY) == Counts(
        {("2026-02-10", "istio"): Asked(3, 4, 11.0, 5.0)}, {("2026-02-10", "istio", "a.md"): 3}
    )


def test_nothing_is_read_where_nothing_was_written(log):
    assert log.read(TODAY) == Counts()
    log.forget(lambda _: False)
    assert not log.folder.exists()


def test_only_the_owner_may_read_it(log):
    log.add(asked("istio"), TODAY)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (log.folder, log.path)] == [0o700, 0o600]


def test_days_that_are_too_old_go_and_what_was_asked_once_goes_after_a_week(log):
    log.add(asked("old", date(2025, 11, 12), times=5), date(2025, 11, 12))
    log.add(asked("kept", date(2025, 11, 13), times=5), date(2025, 11, 13))
    log.add(asked("once", date(2026, 2, 2)), date(2026, 2, 2))
    log.add(chosen("once", "a.md", date(2026, 2, 2)), date(2026, 2, 2))
    log.add(asked("recent", date(2026, 2, 3)), date(2026, 2, 3))
    log.add(asked("new"), TODAY)
    found = log.read(date(2000, 1, 1))
    assert sorted(query for _, query in found.asked) == ["kept", "new", "recent"]
    assert not found.chosen
    assert b"once" not in bytes_of(log.folder)


def test_nothing_is_written_once_the_counts_are_no_longer_current(log):
    log.add(asked("istio"), TODAY, is_current=lambda: False)
    assert log.read(TODAY) == Counts()


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt, SystemExit])
def test_what_is_stopped_in_the_middle_changes_nothing_and_holds_up_nobody(log, stop):
    def stops(query):
        raise stop(query)

    log.add(chosen("istio", "withdrawn.md"), TODAY)
    log.add(asked("istio"), TODAY)
    before = log.read(TODAY)
    with pytest.raises(stop) as stopped:
        log.forget(lambda _: False, stops)
    assert log.read(TODAY) == before
    log.add(asked("istio"), TODAY)
    assert log.read(TODAY).asked["2026-02-10", "istio"].asked == 2
    assert str(stopped.value) == "istio"


def test_a_failure_that_has_taken_all_back_by_itself_is_told_as_it_is(tmp_path):
    """SQLite rolls back of itself where the file may not grow: then there is nothing more to take back."""
    log = QueryLog(tmp_path, 0, 90)
    counts = Counts({(TODAY.isoformat(), f"{number} {'x' * 900}"): Asked(1, 1, 1.0, 1.0) for number in range(200)})
    with pytest.raises(QueryLogError, match=r"database or disk is full$"):
        log.add(counts, TODAY)
    log.add(asked("istio"), TODAY)
    assert [query for _, query in log.read(TODAY).asked] == ["istio"]


def test_the_file_stays_within_its_bound_and_the_oldest_go_first(tmp_path):
    log = QueryLog(tmp_path, 200_000, 90)
    for number in range(60):
        day = date(2026, 1, 1 + number // 2)
        counts = Counts()
        for each in range(100):
            counts.asked[day.isoformat(), f"query {number} {each} {'x' * 40}"] = Asked(1 + each % 3, 1, 1.0, 1.0)
        log.add(counts, date(2026, 1, 30))
        assert log.path.stat().st_size <= 200_000
    days = {day for day, _ in log.read(date(2026, 1, 1)).asked}
    assert "2026-01-30" in days
    assert "2026-01-01" not in days


def test_what_is_forgotten_is_not_in_the_file_any_more(log):
    for number in range(200):
        log.add(asked(f"filler {number}", times=2), TODAY)
    log.add(asked("canarysecret query", times=2), TODAY)
    log.add(asked("canarysecret unanswered", times=2, hits=0), TODAY)
    log.add(chosen("filler 1", "canary/withdrawn.md"), TODAY)
    log.add(chosen("filler 2", "kept.md"), TODAY)
    log.forget({"kept.md"}.__contains__)
    assert b"canary/withdrawn.md" not in bytes_of(log.folder)
    assert b"canarysecret query" in bytes_of(log.folder)
    log.forget({"kept.md"}.__contains__, lambda query: "canarysecret" not in query)
    assert b"canarysecret query" not in bytes_of(log.folder)
    assert set(log.read(TODAY).chosen) == {("2026-02-10", "filler 2", "kept.md")}
    assert ("2026-02-10", "canarysecret unanswered") in log.read(TODAY).asked  # a visitor's own words, not a post's


def _add_many(folder, worker):
    log = QueryLog(folder, MEGABYTE, 90)
    for number in range(25):
        log.add(Counts({("2026-02-10", f"q{number % 5}"): Asked(1, 1, 1.0, 1.0)}), TODAY)
        log.add(Counts({}, {("2026-02-10", f"w{worker}", "a.md"): 1}), TODAY)


def test_processes_that_write_at_the_same_time_lose_nothing(tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_add_many, args=(tmp_path, number)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = QueryLog(tmp_path, MEGABYTE, 90).read(TODAY)
    assert sum(each.asked for each in found.asked.values()) == 75
    assert sorted(found.chosen.values()) == [25, 25, 25]


@pytest.mark.skipif(os.name != "posix", reason="folders have no modes here")
@pytest.mark.parametrize("make", ["file", "folder", "damage", "foreign"])
def test_a_log_that_cannot_be_used_says_why(log, make):
    if make == "file":
        log.folder.write_text("")
    elif make == "folder":
        log.path.mkdir(parents=True)
    else:
        log.folder.mkdir()
        log.path.write_bytes(b"x" * 8192)
        if make == "foreign":
            log.path.unlink()
            with sqlite3.connect(log.path) as file:
                file.execute("CREATE TABLE queries (other TEXT)")
    with pytest.raises(QueryLogError, match="the log of queries cannot be used: ") as error:
        log.add(asked("istio"), TODAY)
    assert ("delete it, and it is begun anew" in str(error.value)) == (make == "damage")


def test_a_damaged_log_is_named_to_who_reads_it(log):
    log.folder.mkdir()
    log.path.write_bytes(b"x" * 8192)
    with pytest.raises(QueryLogError, match="file is not a database; delete it, and it is begun anew"):
        log.read(TODAY)


NO_TEXTS = ["INSERT INTO choices VALUES ('2026-02-10', 'istio', x'ff', 1)", "UPDATE queries SET query = x'ff'"]
NO_NUMBERS = ["INSERT INTO choices VALUES ('2026-02-10', 'istio', 'a.md', NULL)", "UPDATE queries SET asked = 'x'"]
A_ROW = "a row is not as it was written; delete it, and it is begun anew"


def damage(log, statement):
    log.add(asked("istio"), TODAY)
    with closing(sqlite3.connect(log.path, isolation_level=None)) as file:
        file.execute(statement)


@pytest.mark.parametrize("statement", [*NO_TEXTS, *NO_NUMBERS])
def test_a_row_that_nobody_can_have_written_is_damage_to_who_reads(log, statement):
    damage(log, statement)
    with pytest.raises(QueryLogError, match=A_ROW):
        log.read(date(2026, 1, 1))


@pytest.mark.parametrize("statement", NO_TEXTS)
def test_a_row_that_nobody_can_have_written_is_damage_to_who_forgets(log, statement):
    damage(log, statement)
    with pytest.raises(QueryLogError, match=A_ROW):
        log.forget(lambda _: True, lambda _: True)


def test_a_file_that_is_being_made_holds_nothing_yet(tmp_path):
    log = QueryLog(tmp_path, 1_000_000, 30)
    log.path.touch()
    assert len(log.read(date(2026, 1, 1))) == 0

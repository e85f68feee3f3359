import multiprocessing
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from search_app.service.counts import open_counts as open_in
from search_app.service.shared_counts import SCHEME, SharedCounts


def open_counts(folder):
    return SharedCounts(f"{SCHEME}://{folder}")


def count_often(folder):
    """Count a thousand by four threads."""
    counts = open_counts(folder)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: counts.incr("a", 60), range(1000)))


@pytest.fixture
def counts(tmp_path):
    return open_counts(tmp_path)


def test_each_count_says_how_many_there_are_now(counts):
    assert [counts.incr("a", 60), counts.incr("a", 60, 2), counts.incr("b", 60), counts.get("a")] == [1, 3, 1, 3]


def test_a_file_that_could_not_be_made_is_made_once_it_can_be(tmp_path):
    counts = open_counts(tmp_path / "later")
    with pytest.raises(sqlite3.OperationalError):
        counts.incr("a", 60)
    tmp_path.joinpath("later").mkdir()
    assert counts.incr("a", 60) == 1


def test_what_was_never_counted_is_none_and_ends_now(counts):
    assert counts.get("a") == 0
    began = time.time()
    assert began - 1 <= counts.get_expiry("a") <= time.time() + 1


def test_a_count_begins_anew_when_its_time_is_over(counts):
    counts.incr("a", -1)
    assert (counts.get("a"), counts.incr("a", 60)) == (0, 1)


def test_counting_on_does_not_put_off_the_end(counts):
    began = time.time()
    counts.incr("a", 60)
    ends = counts.get_expiry("a")
    assert began + 59 <= ends <= time.time() + 61
    counts.incr("a", 6000)
    assert counts.get_expiry("a") == ends


def test_who_opens_the_same_folder_goes_on_counting(counts, tmp_path):
    counts.incr("a", 60)
    assert open_counts(tmp_path).incr("a", 60) == 2


def test_no_count_is_lost_between_processes_and_threads(tmp_path):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=count_often, args=[tmp_path]) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert open_counts(tmp_path).get("a") == 2000


def test_several_may_make_the_file_at_once(tmp_path):
    folders = [tmp_path / str(number) for number in range(20)]
    for folder in folders:
        folder.mkdir()
    together = threading.Barrier(6, timeout=300)

    def open_each():
        for folder in folders:
            together.wait()
            open_in(folder).close()

    with ThreadPoolExecutor(6) as threads:
        opened = [threads.submit(open_each) for _ in range(6)]
    assert [each.result() for each in opened] == [None] * 6


def test_a_file_that_stays_locked_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("search_app.service.counts._SECONDS_TO_WAIT", 0.05)
    writer = sqlite3.connect(tmp_path / "counts.sqlite", isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        open_in(tmp_path)
    writer.close()


def test_what_is_over_does_not_stay_in_the_file(counts, tmp_path, monkeypatch):
    counts.incr("a", -1)
    later = open_counts(tmp_path)
    later.incr("b", 60)
    assert [key for (key,) in later._file.kept.execute("SELECT key FROM counts")] == ["b"]


def test_counts_can_be_forgotten(counts):
    counts.incr("a", 60)
    counts.incr("b", 60)
    counts.clear("a")
    assert (counts.get("a"), counts.get("b"), counts.check()) == (0, 1, True)
    assert (counts.reset(), counts.get("b")) == (1, 0)


def test_what_is_over_goes_from_the_file_also_where_the_clock_was_set_back(counts, monkeypatch):
    now = time.time()
    for later, key in ((0, "a"), (-7200, "b"), (-7000, "c")):
        monkeypatch.setattr(time, "time", lambda at=now + later: at)
        counts.incr(key, 1)
    assert [key for (key,) in counts._file.kept.execute("SELECT key FROM counts ORDER BY key")] == ["a", "c"]

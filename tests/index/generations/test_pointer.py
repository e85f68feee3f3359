import os
import threading

import pytest
from search.hammer import THREADS, hammer

from indexer.index.generations import pointer as module
from indexer.index.generations.durable import replace_file
from indexer.index.generations.pointer import Pointer


@pytest.fixture
def reads(monkeypatch):
    """What was read so far."""
    texts = []
    monkeypatch.setattr(module, "read_pointer", lambda root: texts.append((root / "CURRENT").read_text()) or texts[-1])
    return texts


@pytest.fixture
def root(tmp_path):
    (tmp_path / "CURRENT").write_text("g-1")
    return tmp_path


def age(monkeypatch, root, seconds=60):
    """Let the file have been written so long ago."""
    now = (root / "CURRENT").stat().st_ctime + seconds
    monkeypatch.setattr(module.time, "time", lambda: now)


def test_an_old_file_is_read_once(root, reads, monkeypatch):
    age(monkeypatch, root)
    pointer = Pointer(root, lambda: 1.0)
    assert [pointer.read() for _ in range(3)] == ["g-1"] * 3
    assert reads == ["g-1"]


def test_a_young_file_is_read_each_time_for_it_may_change_unseen(root, reads, monkeypatch):
    age(monkeypatch, root, seconds=1)
    pointer = Pointer(root, lambda: 1.0)
    status = (root / "CURRENT").stat()
    assert pointer.read() == "g-1"
    (root / "CURRENT").write_text("g-2")
    os.utime(root / "CURRENT", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert pointer.read() == "g-2"


def test_a_file_put_in_its_place_is_read(root, reads, monkeypatch):
    age(monkeypatch, root)
    pointer = Pointer(root, lambda: 1.0)
    assert pointer.read() == "g-1"
    (root / "new").write_text("g-2")
    (root / "new").rename(root / "CURRENT")
    assert pointer.read() == "g-2"


def test_after_a_second_the_file_is_read_again(root, reads, monkeypatch):
    age(monkeypatch, root)
    times = iter((1.0, 1.9, 2.0, 2.1))
    pointer = Pointer(root, lambda: next(times))
    assert [pointer.read() for _ in range(4)] == ["g-1"] * 4
    assert len(reads) == 2


def test_eight_threads_never_read_what_was_replaced_before_they_asked(tmp_path):
    replace_file(tmp_path / "CURRENT", b"0")
    pointer, written, ended = Pointer(tmp_path), [0], threading.Event()

    def write():
        while not ended.is_set():
            replace_file(tmp_path / "CURRENT", str(written[0] + 1).encode())
            written[0] += 1

    def read(_thread, _number):
        before = written[0]
        return int(pointer.read()) - before

    writer = threading.Thread(target=write)
    writer.start()
    try:
        late = [difference for row in hammer(read, 300) for difference in row]
    finally:
        ended.set()
        writer.join()
    assert min(late) >= 0


def test_eight_threads_read_an_old_file_a_few_times_at_most(root, reads, monkeypatch):
    age(monkeypatch, root)
    pointer = Pointer(root, lambda: 1.0)
    assert {text for row in hammer(lambda *_: pointer.read(), 200) for text in row} == {"g-1"}
    assert len(reads) <= THREADS


def test_a_file_that_is_gone_is_told(root, reads, monkeypatch):
    age(monkeypatch, root)
    pointer = Pointer(root, lambda: 1.0)
    pointer.read()
    (root / "CURRENT").unlink()
    with pytest.raises(FileNotFoundError):
        pointer.read()


def test_only_an_old_file_is_remembered(root, reads, monkeypatch):
    age(monkeypatch, root, seconds=1)
    pointer = Pointer(root, lambda: 1.0)
    assert [pointer.read() for _ in range(3)] == reads == ["g-1"] * 3

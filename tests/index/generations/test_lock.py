import os
import threading
import time

import pytest
from forked import fork

from indexer.errors import IndexBusyError, SearchIndexError
from indexer.index.generations import lock as module
from indexer.index.generations.lock import hold_lock, is_locked


def test_a_second_writer_is_told_who_is_writing(tmp_path):
    message = f"process {os.getpid()} is writing"
    with hold_lock(tmp_path), pytest.raises(IndexBusyError, match=message) as busy, hold_lock(tmp_path, wait=0):
        pass
    assert busy.value.exit_status == 75


def test_the_lock_can_be_had_again_after_its_holder_has_gone(tmp_path):
    for _ in range(2):
        with hold_lock(tmp_path, wait=0) as lock:
            assert lock.is_held()
    assert (tmp_path / "LOCK").read_text() == ""


def test_the_lock_of_a_killed_writer_is_free(tmp_path):
    ready, tell = os.pipe()

    def hold():
        with hold_lock(tmp_path):
            os.write(tell, b"!")
            time.sleep(60)

    child = fork(hold)
    os.read(ready, 1)
    with pytest.raises(IndexBusyError, match=f"process {child} "), hold_lock(tmp_path, wait=0):
        pass
    os.kill(child, 9)
    os.waitpid(child, 0)
    with hold_lock(tmp_path, wait=0) as lock:
        assert lock.is_held()


def test_a_writer_waits_for_the_one_before(tmp_path):
    order = []

    def wait_for_it():
        with hold_lock(tmp_path, wait=30):
            order.append("second")

    second = threading.Thread(target=wait_for_it)
    with hold_lock(tmp_path):
        second.start()
        time.sleep(0.2)
        order.append("first")
    second.join()
    assert order == ["first", "second"]


def test_a_deleted_lock_is_noticed_by_its_holder(tmp_path):
    with hold_lock(tmp_path) as lock:
        (tmp_path / "LOCK").unlink()
        with pytest.raises(SearchIndexError, match="run the command again"):
            lock.require_held()


def test_a_lock_that_another_took_in_place_of_a_deleted_one_is_not_ours(tmp_path):
    with hold_lock(tmp_path) as first:
        (tmp_path / "LOCK").unlink()
        with hold_lock(tmp_path, wait=0) as second:
            assert (first.is_held(), second.is_held()) == (False, True)


def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path):
    (tmp_path / "LOCK").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic link"), hold_lock(tmp_path):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_lock_file_deleted_just_as_it_was_opened_is_opened_anew(tmp_path, monkeypatch):
    real = module._try_lock

    def delete_then_lock(descriptor):
        monkeypatch.setattr(module, "_try_lock", real)
        (tmp_path / "LOCK").unlink()
        return real(descriptor)

    monkeypatch.setattr(module, "_try_lock", delete_then_lock)
    with hold_lock(tmp_path) as lock:
        assert lock.is_held()


def test_whether_a_writer_is_at_work_can_be_asked(tmp_path):
    assert not is_locked(tmp_path / "LOCK")
    with hold_lock(tmp_path):
        assert is_locked(tmp_path / "LOCK")
    assert not is_locked(tmp_path / "LOCK")

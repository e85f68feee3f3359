import os
import signal
import threading

from forked import fork

from indexer.engines.process_lock import ProcessLock


def test_threads_exclude_each_other():
    lock, entered = ProcessLock(), threading.Event()

    def enter():
        with lock:
            entered.set()

    thread = threading.Thread(target=enter)
    with lock:
        thread.start()
        assert not entered.wait(0.2)
    thread.join()
    assert entered.is_set()


def test_a_forked_process_has_one_that_is_free_whoever_held_its_parent_s():
    lock = ProcessLock()

    def enter():
        signal.alarm(120)  # ends a child that waits for ever
        with lock:
            pass

    with lock:
        child = fork(enter)
        assert os.waitpid(child, 0) == (child, 0)

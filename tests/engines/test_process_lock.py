import os
import signal
import threading

from forked import fork

from indexer.engines.process_lock import ProcessLock


def test_threads_exclude_each_other():
    lock, inside, most = ProcessLock(), [], []

    def enter():
        for _ in range(200):
            with lock:
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (max(most), len(most)) == (1, 800)


def test_a_forked_process_has_one_that_is_free_whoever_held_its_parent_s():
    lock = ProcessLock()

    def enter():
        signal.alarm(120)  # ends a child that waits for ever
        with lock:
            pass

    with lock:
        child = fork(enter)
        assert os.waitpid(child, 0) == (child, 0)

"""Run tasks in separate processes, so that a task that kills its process costs no other task.

A parser written in C can crash on a file, hang, or eat all memory, and no ``except`` helps. So each worker works under
a limit of memory and of time, and the task that a worker died of is answered by a ``TaskFailure``; another worker
takes its place. Answers come in the order of the tasks, whatever the number of workers.

Workers are forked, so they start within milliseconds with all modules and dictionaries loaded; each closes at once what
is not its own, above all our lock on the index, which it would hold on to after we were killed. Where this process must
not be forked, a helper process is started that forks them instead, see ``helper``.
"""

import multiprocessing
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import closing

from indexer.index.build.processes.forks import answer_in_forks
from indexer.index.build.processes.helper import answer_in_helper
from indexer.index.build.processes.worker import Answer, Limits, Prepare, Task, TaskFailure


def answer_apart(
    prepare: Prepare[Task, Answer], tasks: Sequence[Task], count: int, limits: Limits | None = None
) -> Generator[Answer | TaskFailure, None, None]:
    """Answer tasks in worker processes; close the iterator to stop them.

    It may be called from any process: one with threads, without a ``__main__`` guard, in a notebook, in a daemon.

    Args:
        prepare: Makes, in each worker, the function that answers tasks; it can be pickled, like tasks and answers.
        tasks: In any number.
        count: How many workers.
        limits: For each task.

    Yields:
        One answer for each task, in their order.

    Raises:
        SearchIndexError: The workers cannot start at all, or cannot go on.
    """
    answer = answer_in_forks if _may_be_forked() else answer_in_helper
    if tasks:
        with closing(answer(prepare, tasks, min(count, len(tasks)), limits or Limits())) as answers:
            yield from answers


def _may_be_forked() -> bool:
    """Tell whether this process can be forked without harm.

    Threads do not live on in a child, but the locks that they held do. What macOS calls its frameworks may have started
    threads of its own, so it is never forked there; and a daemon of ``multiprocessing`` may have no children.
    """
    is_alone = threading.active_count() == 1 and not multiprocessing.current_process().daemon
    return sys.platform == "linux" and is_alone

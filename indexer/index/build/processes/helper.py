"""A process that forks workers on behalf of one that must not be forked.

It is a fresh interpreter that runs nothing of the program that asked for it: no ``__main__`` is imported again, so that
a script without a guard, a notebook, ``python -c`` and a script from standard input may ask alike. What is sent to it
is pickled, so classes of the program's own ``__main__`` cannot be part of tasks.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from multiprocessing.spawn import get_executable
from pathlib import Path
from typing import IO, Any

from indexer.errors import SearchIndexError
from indexer.index.build.processes.forks import answer_in_forks
from indexer.index.build.processes.worker import Answer, Limits, Prepare, Task, TaskFailure

_PROGRAM = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from indexer.index.build.processes.helper import main
main()
"""
_SECONDS_TO_END = 10


def answer_in_helper(
    prepare: Prepare[Task, Answer], tasks: Sequence[Task], count: int, limits: Limits
) -> Generator[Answer | TaskFailure, None, None]:
    """Answer tasks in children of a helper process, see ``answer_apart``."""
    command = [find_python(), "-c", _PROGRAM]
    helper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  ours
    assert helper.stdin, "it was asked for"
    assert helper.stdout, "it was asked for"
    try:
        _send(helper.stdin, [str(each) for each in sys.path], (prepare, list(tasks), count, limits))
        for _ in tasks:
            yield _receive(helper.stdout)
    except (EOFError, OSError, pickle.UnpicklingError) as error:
        _stop(helper)
        raise SearchIndexError(
            "the posts cannot be read: the process that reads them ended early"
            f" (exit status {helper.returncode}). The live index is untouched"
        ) from error
    finally:
        _stop(helper)


def find_python() -> str:
    """Return the interpreter that runs this program, also where it is embedded in another (uWSGI).

    Raises:
        SearchIndexError: There is none to be found.
    """
    named = Path(os.fsdecode(get_executable() or ""))
    if "python" in named.name.lower():
        return str(named)
    beside = Path(sys.exec_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    if beside.exists():
        return str(beside)
    raise SearchIndexError(
        f"the posts cannot be read: no Python to start a process with ({str(named) or 'none'} is none). "
        "Name one: multiprocessing.set_executable(path)"
    )


def _send(stream: IO[bytes], *values: object) -> None:
    for value in values:
        pickle.dump(value, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()  # it stays open: the helper ends when it is closed


def _receive(stream: IO[bytes]) -> Any:  # noqa: ANN401  an answer
    answer = pickle.load(stream)  # noqa: S301  of a process of ours
    if isinstance(answer, SearchIndexError):
        raise answer
    return answer


def _stop(helper: "subprocess.Popen[bytes]") -> None:
    """End a helper and its workers: it ends itself once nobody listens."""
    for stream in (helper.stdin, helper.stdout):
        with suppress(OSError):
            stream.close()  # type: ignore[union-attr]  # both were asked for
    try:
        helper.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        helper.kill()
        helper.wait()


def main() -> None:
    """Fork workers for the tasks that come by standard input, and write the answers to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the one who asked decides what is done
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints something must not print into the answers
    with suppress(EOFError, BrokenPipeError, SystemExit):  # whoever asked is gone
        asked = pickle.load(sys.stdin.buffer)  # noqa: S301  of the process that started us
        _answer(answers, *asked)
    os._exit(0)  # what nobody reads is not written at the end


def _answer(answers: IO[bytes], prepare: Prepare[Any, Any], tasks: Sequence[Any], count: int, limits: Limits) -> None:
    with suppress(Exception):  # each worker finds the same error, and tells it
        prepare()  # loads dictionaries once, for all workers that are forked
    try:
        with closing(answer_in_forks(prepare, tasks, count, limits, sys.stdin.fileno())) as found:
            for answer in found:
                _send(answers, answer)
    except SearchIndexError as error:
        _send(answers, error)

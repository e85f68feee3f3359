"""The progress of a build and of sending it: bars on a terminal, lines in a log, nothing with ``--quiet``."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from indexer.commands.options import is_verbose, printable
from indexer.commands.output import print_aside
from indexer.posts.post import Problem, group_problems
from indexer.wording import count

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_SECONDS_BETWEEN_LINES = 10.0
_READING, _SENDING = "Reading posts", "Sending posts"


class _ProblemList:
    """Keeps what is wrong in files until the end, so that it does not stand in the middle of a bar."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def start(self, files: int) -> None:
        """Show nothing."""

    def advance(self, files: int) -> None:
        """Show nothing."""

    def start_sending(self, posts: int) -> None:
        """Show nothing."""

    def advance_sending(self, posts: int) -> None:
        """Show nothing."""

    def end(self) -> None:
        """Show nothing."""

    def report(self, problem: Problem) -> None:
        """Keep it."""
        self.problems.append(problem)


class _Bars(_ProblemList):
    """Bars on a terminal, with how many files or posts are done in a second and how long the rest will take."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def start(self, files: int) -> None:
        """Draw the bar of the build."""
        self._add(_READING, files)

    def advance(self, files: int) -> None:
        """Draw it longer."""
        self._change(_READING, advance=files)

    def start_sending(self, posts: int) -> None:
        """Draw another bar below."""
        self._add(_SENDING, posts)

    def advance_sending(self, posts: int) -> None:
        """Draw it longer."""
        self._change(_SENDING, advance=posts)

    def report(self, problem: Problem) -> None:
        """Keep it, and say how many there are."""
        super().report(problem)
        left_out = count(sum(each.refused for each in self.problems), "file")
        self._change(_READING, description=f"{_READING}, {left_out} left out")

    def end(self) -> None:
        """Leave their lines."""
        if self._bars:
            self._bars.stop()

    def _add(self, name: str, total: int) -> None:
        if self._bars is None:
            self._bars = _draw_bars()
            self._bars.start()
        self._tasks[name] = self._bars.add_task(name, total=total)

    def _change(self, name: str, *, advance: float | None = None, description: str | None = None) -> None:
        if self._bars and name in self._tasks:
            self._bars.update(self._tasks[name], advance=advance, description=description)


def _draw_bars() -> "Progress":
    from rich import progress  # noqa: PLC0415  only builds on a terminal need it
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    class Speed(progress.ProgressColumn):
        def render(self, task: progress.Task) -> Text:
            return Text(f"{task.finished_speed or task.speed or 0:,.0f}/s", style="progress.data.speed")

    return progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TaskProgressColumn(),
        Speed(),
        progress.TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
    )


class _Lines(_ProblemList):
    """A line now and then, for a log."""

    _done, _total, _next, _began = 0, 0, 0.0, 0.0

    def start(self, files: int) -> None:
        """Say how much there is to read."""
        self._begin(files)
        if files:
            print_aside(f"reading {count(files, 'file')}")

    def advance(self, files: int) -> None:
        """Say how far reading is, if the last time is a while ago."""
        if self._is_due(files):
            print_aside(f"read {self._done} of {count(self._total, 'file')}")

    def start_sending(self, posts: int) -> None:
        """Say how much there is to send."""
        self._begin(posts)
        print_aside(f"sending {count(posts, 'post')} to the cluster")

    def advance_sending(self, posts: int) -> None:
        """Say how far sending is, if the last time is a while ago, and at its end."""
        if self._is_due(posts) or self._done == self._total:
            speed = self._done / max(time.monotonic() - self._began, 1e-3)
            print_aside(f"sent {self._done} of {count(self._total, 'post')}, {speed:,.0f} a second")

    def _begin(self, total: int) -> None:
        self._began = time.monotonic()
        self._done, self._total, self._next = 0, total, self._began + _SECONDS_BETWEEN_LINES

    def _is_due(self, done: int) -> bool:
        """Note that so much more is done; return whether it is time for another line."""
        self._done += done
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + _SECONDS_BETWEEN_LINES
        return True


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[_ProblemList]:
    """Show how a build goes; afterwards, also when it failed, say on stderr what was wrong.

    Each file that was refused is named. Of warnings the first of each kind is shown, with ``--verbose`` each; with
    ``quiet`` none.
    """
    progress = _ProblemList() if quiet else _Bars() if sys.stderr.isatty() else _Lines()
    try:
        yield progress
    finally:
        progress.end()
        for line in _list_problems(progress.problems, quiet=quiet):
            print_aside(printable(line))


def _list_problems(problems: list[Problem], *, quiet: bool) -> Iterator[str]:
    shown = problems if is_verbose() else group_problems(problems, " (and {} more like it; --verbose names each)")
    for problem in shown:
        if problem.refused:
            yield str(problem)
        elif not quiet:
            yield f"warning: {problem}"

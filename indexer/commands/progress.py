"""The progress of a build: a bar on a terminal, lines in a log, nothing with ``--quiet``."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from indexer.commands.options import is_verbose, printable
from indexer.posts.post import Problem, group_problems
from indexer.wording import count

if TYPE_CHECKING:
    from rich.progress import Progress

_SECONDS_BETWEEN_LINES = 10.0


class _ProblemList:
    """Keeps what is wrong in files until the end, so that it does not stand in the middle of a bar."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def start(self, files: int) -> None:
        """Show nothing."""

    def advance(self, files: int) -> None:
        """Show nothing."""

    def end(self) -> None:
        """Show nothing."""

    def report(self, problem: Problem) -> None:
        """Keep it."""
        self.problems.append(problem)


class _Bar(_ProblemList):
    """A bar on a terminal, with how many files are read in a second and how long the rest will take."""

    _bar: "Progress | None" = None

    def start(self, files: int) -> None:
        """Draw the bar."""
        from rich import progress  # noqa: PLC0415  only builds on a terminal need it
        from rich.console import Console  # noqa: PLC0415

        self._bar = progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TaskProgressColumn(show_speed=True),
            progress.TimeRemainingColumn(compact=True),
            console=Console(stderr=True),
        )
        self._bar.add_task("Reading posts", total=files)
        self._bar.start()

    def advance(self, files: int) -> None:
        """Draw it longer."""
        if self._bar:
            self._bar.advance(self._bar.task_ids[0], files)

    def report(self, problem: Problem) -> None:
        """Keep it, and say how many there are."""
        super().report(problem)
        if self._bar:
            left_out = count(sum(each.refused for each in self.problems), "file")
            self._bar.update(self._bar.task_ids[0], description=f"Reading posts, {left_out} left out")

    def end(self) -> None:
        """Leave its line."""
        if self._bar:
            self._bar.stop()


class _Lines(_ProblemList):
    """A line now and then, for a log."""

    def start(self, files: int) -> None:
        """Say how much there is to do."""
        self._files, self._read, self._next = files, 0, time.monotonic() + _SECONDS_BETWEEN_LINES
        click.echo(f"reading {count(files, 'file')}", err=True)

    def advance(self, files: int) -> None:
        """Say how far it is, if the last time is a while ago."""
        self._read += files
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _SECONDS_BETWEEN_LINES
            click.echo(f"read {self._read} of {self._files} files", err=True)


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[_ProblemList]:
    """Show how a build goes; afterwards, also when it failed, say on stderr what was wrong.

    Each file that was refused is named. Of warnings the first of each kind is shown, with ``--verbose`` each; with
    ``quiet`` none.
    """
    progress = _ProblemList() if quiet else _Bar() if sys.stderr.isatty() else _Lines()
    try:
        yield progress
    finally:
        progress.end()
        for line in _list_problems(progress.problems, quiet=quiet):
            click.echo(printable(line), err=True)


def _list_problems(problems: list[Problem], *, quiet: bool) -> Iterator[str]:
    shown = problems if is_verbose() else group_problems(problems, " (and {} more like it; --verbose names each)")
    for problem in shown:
        if problem.refused:
            yield str(problem)
        elif not quiet:
            yield f"warning: {problem}"

"""The progress of a build: a bar on a terminal, lines in a log, nothing with ``--quiet``."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from indexer.commands.options import printable
from indexer.posts.post import Problem
from indexer.wording import count

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

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
    """A bar on a terminal."""

    _bar: "ProgressBar[int]"

    def start(self, files: int) -> None:
        """Draw the bar."""
        self._bar = click.progressbar(length=files, label="Reading posts", file=sys.stderr, show_pos=True)
        self._bar.render_progress()

    def advance(self, files: int) -> None:
        """Draw it longer."""
        self._bar.update(files)

    def end(self) -> None:
        """Leave its line."""
        if hasattr(self, "_bar"):
            self._bar.render_finish()


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
    """Show how a build goes; afterwards, also when it failed, name every problem on stderr.

    With ``quiet`` only the files that were refused are named, no warnings.
    """
    progress = _ProblemList() if quiet else _Bar() if sys.stderr.isatty() else _Lines()
    try:
        yield progress
    finally:
        progress.end()
        for problem in progress.problems:
            if problem.refused or not quiet:
                click.echo(printable(str(problem)), err=True)

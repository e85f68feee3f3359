"""Standard output that finds no room, as on a full disk."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


def is_output_full(error: OSError) -> bool:
    """Check whether standard output finds no room: errors of an index, and of files that are named, say where."""
    return not error.filename and error.errno in _NO_ROOM


def print_line(line: str) -> None:
    """Print a line of a command that goes on whatever becomes of its lines: one that finds no room may be lost."""
    try:
        click.echo(line)
    except OSError as error:
        if not is_output_full(error):
            raise
        drop_output()


def print_aside(line: str) -> None:
    """Print a line of a build on standard error: one that finds no room, or no reader, is lost, and fails no build."""
    try:
        click.echo(line, err=True)
    except OSError as error:
        if not is_output_lost(error):
            raise
        _drop(sys.stderr)


@contextmanager
def telling_of(published: str) -> Iterator[None]:
    """Let what is printed of a publication be lost: the index is published, and the command has not failed."""
    try:
        yield
    except OSError as error:
        if not is_output_lost(error):
            raise
        drop_output()
        if is_output_full(error):  # else whoever reads has enough
            told = f"published as {published}, but what is to be told of it cannot be written"
            print_aside(f"search-index: {told}: {error.strerror}")


def is_output_lost(error: OSError) -> bool:
    """Check whether what is printed finds no room, or nobody who reads it."""
    return is_output_full(error) or (not error.filename and error.errno == errno.EPIPE)


def drop_output() -> None:
    """Forget what standard output has not taken: Python tries again at its end, and where it starts a process."""
    _drop(sys.stdout)


def _drop(stream: TextIO) -> None:
    try:
        stream.flush()
    except OSError:
        _empty_buffer(stream)


def _empty_buffer(stream: TextIO) -> None:
    output = stream.fileno()
    kept, nowhere = os.dup(output), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, output)
        stream.flush()
    finally:
        os.dup2(kept, output)
        os.close(kept)
        os.close(nowhere)

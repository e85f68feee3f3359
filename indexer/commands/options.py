"""Options that several commands share."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from indexer.errors import UsageError
from indexer.search.results import MAX_QUERY_LENGTH

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

index = click.option(
    "--index", type=click.Path(path_type=Path), help="Folder of the index  [SEARCH_INDEX, ~/.local/share/search-index]"
)
config = click.option(
    "--config", type=click.Path(path_type=Path), help="File with settings  [SEARCH_CONFIG, search-index.toml]"
)
quiet = click.option("--quiet", "-q", is_flag=True, help="Say nothing but what went wrong.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def shared(command: Decorated) -> Decorated:
    """Add the options of every command."""
    return index(config(as_json(quiet(command))))


def print_json(values: Mapping[str, object]) -> None:
    """Print values for programs."""
    click.echo(json.dumps(values, ensure_ascii=False, indent=2))


def join_text(words: tuple[str, ...]) -> str:
    """Return the words of a command line as the query they are.

    Raises:
        UsageError: It is too long.
    """
    text = " ".join(words)
    if len(text) > MAX_QUERY_LENGTH:
        raise UsageError(f"the query has {len(text)} characters, {MAX_QUERY_LENGTH} are read; shorten it")
    return text


def megabytes(size: int) -> str:
    """Write a size for people."""
    return f"{size / 1e6:.1f} MB"


def printable(text: str) -> str:
    """Return text that leaves a terminal as it is: without escape sequences, on one line."""
    return "".join(letter if letter.isprintable() else " " for letter in text)

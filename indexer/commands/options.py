"""Options that several commands share. Those that are settings come from the table of settings."""

import json
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from indexer.errors import UsageError
from indexer.posts.site_folders import join_folders, resolve_folders
from indexer.settings.load import option_name, variable_name
from indexer.settings.settings import SETTINGS, Option, Setting

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_JOINERS = "\u200c\u200d"  # invisible, but families of emoji and Persian words fall apart without them

_config = click.option("--config", type=str, help="File with settings  [SEARCH_CONFIG, search-index.toml]")
_quiet = click.option("--quiet", "-q", is_flag=True, help="Print only what went wrong.")
OURS = ("indexer", "search_app")
"""The loggers of this program."""
LINE = "%(asctime)s %(name)s: %(message)s"


def _tell_details(_context: click.Context, _parameter: click.Parameter, is_wanted: bool) -> None:  # noqa: FBT001  click's
    """Write what is done, and how long it takes, on standard error."""
    if is_wanted:
        writer = logging.StreamHandler()
        writer.setFormatter(logging.Formatter(LINE))
        for name in OURS:
            logger = logging.getLogger(name)
            logger.handlers[:] = [writer]
            logger.setLevel(logging.DEBUG)
            logger.propagate = False


def is_verbose() -> bool:
    """Say whether ``--verbose`` was given."""
    return logging.getLogger(OURS[0]).isEnabledFor(logging.DEBUG)


_verbose = click.option(
    "--verbose", "-v", is_flag=True, expose_value=False, callback=_tell_details, help="Log to stderr what is done."
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def settings_of(*commands: Option) -> Callable[[Decorated], Decorated]:
    """Return a decorator that adds an option for each setting of these commands.

    Values arrive as they were typed, None for what was not: ``load_settings`` reads them, and says what is wrong.
    """
    chosen = [each for each in SETTINGS.values() if each.option in commands]

    def add(command: Decorated) -> Decorated:
        for each in reversed(chosen):
            command = _option_of(each)(command)
        return command

    return add


def _option_of(each: Setting) -> Callable[[Decorated], Decorated]:
    flag = option_name(each.name)
    text = f"{each.help}  [{', '.join(filter(None, (variable_name(each.name), each.shown_default)))}]"
    if each.kind.is_switch:
        return click.option(f"{flag}/--no-{flag[2:]}", each.name, default=None, help=text)
    return click.option(flag, each.name, type=str, help=text)


def shared(command: Decorated) -> Decorated:
    """Add the options of every command."""
    return settings_of(Option.EVERY)(_config(_as_json(_quiet(_verbose(command)))))


def join_sites(_context: click.Context, _parameter: click.Parameter, sites: tuple[str, ...]) -> str | None:
    """Return what SITE … on a command line names: one folder, several as one path of absolute ones, or None.

    Raises:
        UsageError: One is empty, as a variable of a shell is that nobody has set.
    """
    for site in sites:
        require_named(site)
    if len(sites) > 1:
        return join_folders(str(resolve_folders(Path(site), Path.cwd())) for site in sites)
    return sites[0] if sites else None


def require_named(site: str) -> None:
    """Refuse an empty SITE.

    Raises:
        UsageError: It is empty.
    """
    if not site:
        raise UsageError("SITE is empty; name the root of a site, or leave SITE out")


def print_json(values: Mapping[str, object]) -> None:
    """Print values for programs."""
    click.echo(json.dumps(values, ensure_ascii=False, indent=2))


def join_text(words: tuple[str, ...]) -> str:
    """Return the words of a command line as the query they are.

    Raises:
        UsageError: It is too long.
    """
    from indexer.search.results import MAX_QUERY_LENGTH  # noqa: PLC0415  builds do without

    text = _read_as_utf8(" ".join(words))
    if len(text) > MAX_QUERY_LENGTH:
        raise UsageError(f"the query has {len(text)} characters, {MAX_QUERY_LENGTH} are read; shorten it")
    return text


def _read_as_utf8(typed: str) -> str:
    """Return what was typed in UTF-8 where the locale says otherwise, as that of cron and of bare containers may."""
    try:
        return os.fsencode(typed).decode()
    except UnicodeError:
        return typed


def megabytes(size: int) -> str:
    """Write a size for people."""
    return f"{size / 1e6:.1f} MB"


def printable(text: str) -> str:
    """Return text that leaves a terminal as it is: without escape sequences, on one line."""
    return "".join(letter if letter.isprintable() or letter in _JOINERS else " " for letter in text)

"""Where each setting comes from, with all that is wrong with them: for an operator who asks why one does not work."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from indexer.errors import ConfigurationError
from indexer.settings.load import (
    CLUSTER_PASSWORD,
    PREFIX,
    describe_unknown,
    find_file,
    guess_name,
    list_written,
    option_name,
    read_value,
    variable_name,
)
from indexer.settings.settings import SETTINGS

_NO_SETTING = frozenset({f"{PREFIX}CONFIG", CLUSTER_PASSWORD})
"""Variables that are read and are no setting."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One setting that was set somewhere.

    Attributes:
        place: ``path:line``, the variable, or the option.
        value: As it is written there, for people.
        problem: What is wrong with it; empty where nothing is.
        overruled_by: The place of a value that overrules it; empty where it is in force.
    """

    name: str
    place: str
    value: str
    problem: str = ""
    overruled_by: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """Every setting that was set, and what looks as if it should set one.

    Attributes:
        file: The file that builds of the site read; None where there is none.
        unread: Other files of settings, which a build of the site does not read.
        unknown_variables: Variables that name no setting, each with the one that may be meant, or an empty text.
        problem: Why the file cannot be read at all; empty where it can.
        is_named: Whether the file was named by ``--config`` or SEARCH_CONFIG, and not found in a folder.
    """

    origins: tuple[Origin, ...]
    file: Path | None = None
    unread: tuple[Path, ...] = ()
    unknown_variables: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    is_named: bool = False


def trace_settings(
    site: Path | None,
    config: str | None = None,
    environment: Mapping[str, str] = os.environ,
    options: Mapping[str, str | None] = MappingProxyType({}),
) -> Trace:
    """Find out where each setting comes from, as a build of a site reads them.

    Args:
        site: Its folder, if any.
        config: The file that ``--config`` names.
        environment: Variables by name.
        options: Of the command, by the names of their settings; None for those that were not given.
    """
    named = config or environment.get(f"{PREFIX}CONFIG")
    file = find_file(site, named)
    problem, in_file = "", list[Origin]()
    if file:
        try:
            in_file = list(_trace_file(file))
        except ConfigurationError as error:
            problem = str(error)
    variables = {variable_name(name): name for name in SETTINGS if environment.get(variable_name(name))}
    in_environment = [_trace_value(name, environment[each], Path(), each) for each, name in variables.items()]
    given = [Origin(name, option_name(name), repr(value)) for name, value in options.items() if value is not None]
    by_option = {each.name: each.place for each in given}
    overruling = {each.name: each.place for each in in_environment} | by_option
    origins = [_overrule(each, overruling.get(each.name, "")) for each in in_file]
    origins += [_overrule(each, by_option.get(each.name, "")) for each in in_environment]
    unread, unknown = tuple(_find_unread(site, file)), tuple(_find_unknown(environment))
    return Trace((*origins, *given), file, unread, unknown, problem, bool(named))


def _trace_file(path: Path) -> Iterator[Origin]:
    for name, value, where in list_written(path):
        if name in SETTINGS:
            yield _trace_value(name, value, path.parent, where)
        else:
            yield Origin(name, where, repr(value), describe_unknown(name))


def _trace_value(name: str, value: object, folder: Path, where: str) -> Origin:
    try:
        read_value(name, value, folder, where)
    except ConfigurationError as error:
        return Origin(name, where, repr(value), str(error).removeprefix(f"{where}: "))
    return Origin(name, where, repr(value))


def _overrule(origin: Origin, place: str) -> Origin:
    return Origin(origin.name, origin.place, origin.value, origin.problem, place)


def _find_unread(site: Path | None, file: Path | None) -> Iterator[Path]:
    """Yield files of settings, at the usual places and under names that are mistaken for theirs, that are not read."""
    folders = dict.fromkeys(folder.resolve() for folder in (site, Path()) if folder and folder.is_dir())
    read = file.resolve() if file else None
    for folder in folders:
        for path in sorted(folder.glob("search[-_]index.*")):
            if path.suffix in {".toml", ".tml", ".yaml", ".yml", ".json", ".ini"} and path.resolve() != read:
                yield path


def _find_unknown(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    known = {variable_name(name) for name in SETTINGS} | _NO_SETTING
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            yield name, guess_name(name, known)

"""Put the settings together from four places; each overrules the one before.

::

    settings.py                     the defaults
    search-index.toml               in SITE, or in the current folder; or the file that --config names
    SEARCH_INDEX, SEARCH_PORT, …    the environment: SEARCH_ and a setting's name
    --index, --port, …              the command line
"""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from indexer.errors import ConfigurationError
from indexer.posts.site_folders import split_folders
from indexer.settings.folders import default_index
from indexer.settings.settings import SETTINGS, Settings

FILE_NAME = "search-index.toml"
PREFIX = "SEARCH_"
CLUSTER_PASSWORD = f"{PREFIX}CLUSTER_PASSWORD"
"""The variable that may hold the password for a cluster: no setting, for those may stand on command lines."""
_CREDENTIALS = re.compile(r"//[^/\s]*@")


def load_settings(
    site: Path | str | None = None,
    options: Mapping[str, object] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Put the settings together.

    Args:
        site: SITE of the command line.
        options: Options of the command line, by a setting's name, and ``config``; None for what was not given.
        environment: Variables by name.

    Raises:
        ConfigurationError: A setting does not exist or is out of bounds; begins with where it stands.
    """
    given = {name: value for name, value in (options or {}).items() if value is not None}
    file = find_file(site, given.pop("config", None) or environment.get(f"{PREFIX}CONFIG"))
    values: dict[str, Any] = {
        **(_read_file(file) if file else {}),
        **_read_environment(environment),
        **({"site": read_value("site", site, Path(), "SITE")} if site else {}),
        **{name: read_value(name, value, Path(), option_name(name)) for name, value in given.items()},
    }
    if "index" not in values:
        values["index"] = default_index(environment)
    return Settings(**values)


def variable_name(name: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + name.upper()


def option_name(name: str) -> str:
    """Return the option of a setting."""
    return f"--{name.replace('_', '-')}"


def find_file(site: Path | str | None, named: object) -> Path | None:
    """Return the settings file to read: the one that is named, else that of the site, or of the current folder.

    None of several sites sets anything for the others, so their files are not read.
    """
    if named:
        return Path(str(named))
    sites = split_folders(Path(site)) if site else ()
    path = (sites[0].folder if len(sites) == 1 else Path()) / FILE_NAME
    return path if path.is_file() else None


def _read_environment(environment: Mapping[str, str]) -> dict[str, object]:
    return {
        name: read_value(name, environment[variable], Path(), variable)
        for name in SETTINGS
        if environment.get(variable := variable_name(name))
    }


def guess_name(name: str, known: Collection[str]) -> str:
    """Return the known name that is most like another; empty where none is."""
    import difflib  # noqa: PLC0415  only mistakes need it

    return next(iter(difflib.get_close_matches(name, sorted(known), n=1)), "")


def describe_unknown(name: str) -> str:
    """Write that there is no setting of a name, and which one is likely meant, or which there are."""
    meant = guess_name(name, SETTINGS)
    return f"there is no setting “{name}”; " + (f"is {meant} meant?" if meant else f"there are {', '.join(SETTINGS)}")


def _read_file(path: Path) -> dict[str, object]:
    """Read the settings of a file; relative paths in it start from where it stands."""
    found = {}
    for name, value, where in list_written(path):
        if name not in SETTINGS:
            raise ConfigurationError(f"{where}: {describe_unknown(name)}")
        found[name] = read_value(name, value, path.parent, where)
    return found


def list_written(path: Path) -> Iterator[tuple[str, object, str]]:
    """Yield the entries of a settings file, unknown ones too: name, value and ``path:line``.

    The table ``sites`` is the setting ``site`` with several sites.

    Raises:
        ConfigurationError: As ``_parse_file``.
    """
    values, text = _parse_file(path)
    for name, value in values.items():
        yield "site" if name == "sites" else name, value, f"{path}:{_line_of(name, text)}"


def _parse_file(path: Path) -> tuple[dict[str, Any], str]:
    """Return the values of a file of settings, whatever their names, and its text.

    Raises:
        ConfigurationError: It cannot be read, or is not TOML.
    """
    import tomllib  # noqa: PLC0415  most indexes have no such file

    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text + "\n"), text  # else a mistake in the last line is one "at end of document"
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ConfigurationError(f"{path}:{line[1] if line else 1}: is not TOML: {error}") from error
    except RecursionError as error:
        raise ConfigurationError(f"{path}:1: is nested deeper than any setting") from error


def read_value(name: str, value: object, folder: Path, where: str) -> object:
    """Return a setting's value as its kind reads it.

    Args:
        name: The setting's.
        value: As it was written.
        folder: Where relative paths start from.
        where: The place that an error names.

    Raises:
        ConfigurationError: It is out of bounds.
    """
    kind = SETTINGS[name].kind
    try:
        return kind.read(value, folder)
    except ValueError as error:
        raise ConfigurationError(f"{where}: {name} is {_written(value)}; it must be {kind.wanted}") from error


def _written(value: object) -> str:
    """Format a value for a message, which may end up in a log: user and password of an address are left out."""
    text = repr(str(value)) if isinstance(value, Path) else repr(value)
    return _CREDENTIALS.sub("//…@", text)


def _line_of(name: str, text: str) -> int:
    """Return the line (from 1) on which a key or table begins."""
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[].=]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)

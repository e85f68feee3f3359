"""Where things are and how they are served, from four places: each overrules the one before.

::

    what is said here               the defaults
    search-index.toml               in SITE, or in the current folder; or the file that --config names
    SEARCH_INDEX, SEARCH_PORT, …    the environment: SEARCH_ and a setting's name
    --index, --port, …              the command line

Without a word about it, the index is the user's own, in ``~/.local/share/search-index``: the same wherever the
command is run, by hand or by cron; and the site is never written to. Who has two sites names two indexes.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from indexer.errors import ConfigurationError
from indexer.text.words import data_folder

FILE_NAME = "search-index.toml"
PREFIX = "SEARCH_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    Attributes:
        site: What is indexed: a site's root, or a folder of posts.
        index: The index folder.
        workers: Processes that read posts; 0 for as many as there are processors.
        file_seconds: How long one file may take.
        file_megabytes: How much memory one file may take.
        host, port: Where the web app listens.
        threads: Searches at the same time.
        language: Of the search page, ``zh`` or ``en``; empty to follow each visitor's browser.
        hosts: Names under which the web app may be asked for; empty for any.
    """

    site: Path
    index: Path
    workers: int = 0
    file_seconds: int = 60
    file_megabytes: int = 1024
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 4
    language: str = ""
    hosts: tuple[str, ...] = ()


def load_settings(
    site: Path | None = None,
    options: Mapping[str, object] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Put the settings together.

    Args:
        site: SITE of the command line.
        options: Options of the command line, by a setting's name, and ``config``; None for what was not given.
        environment: Variables by name.

    Raises:
        ConfigurationError: A setting does not exist or cannot be meant; says where it stands.
    """
    chosen = {name: value for name, value in (options or {}).items() if value is not None}
    file = _find_file(site, chosen.pop("config", None) or environment.get(f"{PREFIX}CONFIG"))
    values: dict[str, object] = {
        "site": data_folder() / "posts",
        **(_read_file(file) if file else {}),
        **_read_environment(environment),
        **({"site": site} if site else {}),
        **chosen,
    }
    if "index" not in values:
        values["index"] = default_index(environment)
    return Settings(**values)  # type: ignore[arg-type]  # every reader below returns its setting's type


def default_index(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the index is when nobody says.

    Source: XDG Base Directory Specification 0.8.
    """
    named = Path(environment.get("XDG_DATA_HOME", ""))
    if named.is_absolute():
        return named / "search-index"
    try:
        home = Path.home()
    except RuntimeError as error:
        raise ConfigurationError("this user has no home folder; name the index folder with --index") from error
    return home / ".local" / "share" / "search-index"


def _find_file(site: Path | None, named: object) -> Path | None:
    if named:
        return Path(str(named))
    path = (site or Path()) / FILE_NAME
    return path if path.is_file() else None


def _path(value: object, folder: Path) -> Path:
    if not isinstance(value, str) or not value:
        raise ValueError("a path")
    return folder / Path(value).expanduser()


def _text(value: object, _folder: Path) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("a text")


def _texts(value: object, _folder: Path) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ValueError("a list of texts")
    return tuple(part.strip() for part in parts if part.strip())


def _language(value: object, _folder: Path) -> str:
    if value not in {"", "zh", "en"}:
        raise ValueError('"zh", "en" or ""')
    return str(value)


def _number(low: int, high: int) -> Callable[[object, Path], int]:
    def read(value: object, _folder: Path) -> int:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        number = int(str(value)) if is_number or re.fullmatch(r"[0-9]{1,9}", str(value)) else None
        if number is None or not low <= number <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return number

    return read


_READERS: Mapping[str, Callable[[object, Path], object]] = {
    "site": _path,
    "index": _path,
    "workers": _number(0, 256),
    "file_seconds": _number(1, 86_400),
    "file_megabytes": _number(64, 1_000_000),
    "host": _text,
    "port": _number(0, 65_535),
    "threads": _number(1, 256),
    "language": _language,
    "hosts": _texts,
}
assert list(_READERS) == [field.name for field in fields(Settings)], "each setting needs a reader"


def _read_environment(environment: Mapping[str, str]) -> dict[str, object]:
    return {
        name: _read_value(name, environment[variable], Path(), f"the environment: {variable}")
        for name in _READERS
        if environment.get(variable := PREFIX + name.upper())
    }


def _read_file(path: Path) -> dict[str, object]:
    """Read the settings of a file; paths in it are meant from where it stands."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        values = tomllib.loads(text + "\n")  # else a mistake in the last line is one "at end of document"
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ConfigurationError(f"{path}:{line[1] if line else 1}: is not TOML: {error}") from error
    found = {}
    for name, value in values.items():
        where = f"{path}:{_line_of(name, text)}"
        if name not in _READERS:
            raise ConfigurationError(f"{where}: there is no setting “{name}”; there are {', '.join(_READERS)}")
        found[name] = _read_value(name, value, path.parent, where)
    return found


def _read_value(name: str, value: object, folder: Path, where: str) -> object:
    try:
        return _READERS[name](value, folder)
    except ValueError as error:
        raise ConfigurationError(f"{where}: {name} is {value!r}; it must be {error}") from error


def _line_of(name: str, text: str) -> int:
    """Return the line (from 1) on which a key or table begins."""
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[].=]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)

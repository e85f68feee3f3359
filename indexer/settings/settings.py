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
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from indexer.errors import ConfigurationError
from indexer.settings.readers import (
    Reader,
    amount_between,
    number_between,
    read_folder,
    read_language,
    read_origins,
    read_path,
    read_prefix,
    read_rate,
    read_stylesheet,
    read_switch,
    read_text,
    read_texts,
    some_of,
)
from indexer.text.lexicon.word_lists import data_folder

FILE_NAME = "search-index.toml"
PREFIX = "SEARCH_"
PROXY_HEADERS = ("for", "proto", "host", "prefix")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    Attributes:
        site: What is indexed: a site's root, or a folder of posts.
        index: The index folder.
        recency: How much more the newest post counts than one without a date, as a share of its score.
        workers: Processes that read posts; 0 for as many as there are processors.
        file_seconds: How long one file may take.
        file_megabytes: How much memory one file may take.
        host, port: Where the web app listens.
        threads: Requests that one process answers at the same time.
        processes: Processes that answer requests; 0 for as many as there are processors.
        language: Of the search page, ``zh`` or ``en``; empty to follow each visitor's browser.
        hosts: Names under which the web app may be asked for; empty for any.
        origins: Sites whose pages may ask for JSON, such as ``https://example.org``; ``*`` for any.
        proxies: How many proxies in front are to be believed.
        proxy_headers: What they tell, each of them: ``for``, ``proto``, ``host``, ``prefix``.
        prefix: Path under which the web app is mounted, such as ``/find``; empty for the root.
        theme: A folder of templates and files that are taken instead of ours; None for none.
        stylesheet: A file or an address, taken after our stylesheet; empty for none.
        rate_limit: Searches of one address, such as ``60/minute``; empty for no limit.
        concurrency: Searches under way and waiting; more are told to come back.
        deadline: Seconds one request may search.
        cache_seconds: How long an answer may be shown again without asking.
        metrics: Whether ``/metrics`` is there.
        access_log: Whether each request is written to stderr as a line of JSON.
    """

    site: Path
    index: Path
    recency: float = 0.02
    workers: int = 0
    file_seconds: int = 60
    file_megabytes: int = 1024
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 4
    processes: int = 1
    language: str = ""
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    proxies: int = 0
    proxy_headers: tuple[str, ...] = ("for", "proto")
    prefix: str = ""
    theme: Path | None = None
    stylesheet: str = ""
    rate_limit: str = ""
    concurrency: int = 32
    deadline: float = 1.0
    cache_seconds: int = 60
    metrics: bool = True
    access_log: bool = False


def load_settings(
    site: Path | None = None,
    options: Mapping[str, object] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Put the settings together.

    Args:
        site: SITE of the command line.
        options: Options of the command line, by a setting's name, and ``config``; None for what was not given.
            Texts are read as those of the environment are.
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
        **_read_options(chosen),
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


_READERS: Mapping[str, Reader] = {
    "site": read_path,
    "index": read_path,
    "recency": amount_between(0, 1),
    "workers": number_between(0, 256),
    "file_seconds": number_between(1, 86_400),
    "file_megabytes": number_between(64, 1_000_000),
    "host": read_text,
    "port": number_between(0, 65_535),
    "threads": number_between(1, 256),
    "processes": number_between(0, 256),
    "language": read_language,
    "hosts": read_texts,
    "origins": read_origins,
    "proxies": number_between(0, 16),
    "proxy_headers": some_of(*PROXY_HEADERS),
    "prefix": read_prefix,
    "theme": read_folder,
    "stylesheet": read_stylesheet,
    "rate_limit": read_rate,
    "concurrency": number_between(1, 10_000),
    "deadline": amount_between(0.01, 60, " of seconds"),
    "cache_seconds": number_between(0, 86_400),
    "metrics": read_switch,
    "access_log": read_switch,
}
assert list(_READERS) == [field.name for field in fields(Settings)], "each setting needs a reader"


def _read_options(options: Mapping[str, object]) -> dict[str, object]:
    return {
        name: _read_value(name, value, Path(), f"the command line: --{name.replace('_', '-')}")
        if isinstance(value, str)
        else value
        for name, value in options.items()
    }


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

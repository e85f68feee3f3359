"""The types of settings: each reads a value from TOML, a variable or an option, and checks its bounds."""

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from indexer.posts.post import HideRule
from indexer.posts.site_folders import join_folders, resolve_folders
from indexer.settings.cluster_address import ClusterAddress, is_address

Value = TypeVar("Value")

_SITE_NAME = re.compile(rf"[^/\\={os.pathsep}]+")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+/[^\s;,'\"<>]*")
_ORIGIN = re.compile(r"\*|https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?")
_HOST = re.compile(r"\.?[^\s/\\*?#@:\[\]]+(:[0-9]{1,5})?")
# A path library may have made one slash of two. A single letter is a drive of Windows.
_URL_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
# An address that lacks a slash, or all but host and port; a folder of such a name is written ``./host:9200``.
_TORN_ADDRESS = re.compile(r"https?:|[A-Za-z0-9-][A-Za-z0-9.-]*:[0-9]{1,5}(?:/|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind(Generic[Value]):
    """One kind of value.

    Attributes:
        wanted: Its bounds in words; completes the sentence "it must be …".
        read: Takes a value and the folder that relative paths start from; raises ``ValueError`` for what it is not.
        is_switch: Whether its option is a pair ``--name``, ``--no-name`` without a value.
    """

    wanted: str
    read: Callable[[object, Path], Value]
    is_switch: bool = False


def _require(is_met: object) -> None:
    if not is_met:
        raise ValueError


def _read_path(value: object, folder: Path) -> Path:
    _require(isinstance(value, str | Path) and str(value) and not _URL_SCHEME.match(str(value)))
    return folder / Path(str(value)).expanduser()


def _read_text(value: object, _folder: Path) -> str:
    _require(isinstance(value, str))
    return str(value)


def _read_texts(value: object, _folder: Path) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    _require(isinstance(parts, list | tuple) and all(isinstance(part, str) for part in parts))
    return tuple(part.strip() for part in parts if part.strip())  # type: ignore[attr-defined]  # the line above


def _read_hide_rules(value: object, folder: Path) -> tuple[str, ...]:
    rules = _read_texts(value, folder)
    for rule in rules:
        HideRule.parse(rule)
    return rules


def _read_switch(value: object, _folder: Path) -> bool:
    _require(str(value).lower() in _SWITCH)
    return _SWITCH[str(value).lower()]


_SWITCH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}

PATH = Kind("a path on this machine", _read_path)
TEXT = Kind("a text", _read_text)
HIDE_RULES = Kind('a list of rules such as "audience=internal", "secret" or "access.level=staff"', _read_hide_rules)
SWITCH = Kind("true or false", _read_switch, is_switch=True)


def _read_sites(value: object, folder: Path) -> Path:
    """Read one site's folder, those of several, or a table of names and folders, as one path.

    What is written between folders in one path can stand neither in the name nor in the folder of one of several.
    """
    if isinstance(value, Mapping | list):
        folders = list(value.values()) if isinstance(value, Mapping) else value
        _require(folders and all(isinstance(each, str) and each and os.pathsep not in each for each in folders))
    if isinstance(value, Mapping):
        _require(all(map(_SITE_NAME.fullmatch, value)))
        value = join_folders(f"{name}={(folder / Path(each).expanduser()).absolute()}" for name, each in value.items())
    elif isinstance(value, list):
        value = join_folders(str(resolve_folders(Path(each), folder.absolute())) for each in value)
    if not _begins_with_folder(str(value), folder):
        _read_path(value, folder)
    return resolve_folders(Path(str(value)), folder)


def _begins_with_folder(text: str, folder: Path) -> bool:
    """Say whether ``blog:/srv/docs`` is no address, since there is a folder ``blog``."""
    first, separator, _ = text.partition(os.pathsep)
    return bool(first and separator) and (folder / first).is_dir()


SITES = Kind("a path on this machine, a list of such, or a table of names without /, = and : and such", _read_sites)


def _read_index(value: object, folder: Path) -> Path | ClusterAddress:
    if isinstance(value, ClusterAddress):
        return value
    if isinstance(value, str) and is_address(value):
        return ClusterAddress.parse(value)
    _require(not _TORN_ADDRESS.match(str(value)))
    return _read_path(value, folder)


FOLDER = Kind("a folder on this machine: an address cannot be served", _read_path)
INDEX = Kind(
    "a folder on this machine, or the address of a cluster such as https://host:9200/posts, without user and password",
    _read_index,
)


def _read_hosts(value: object, folder: Path) -> tuple[str, ...]:
    found = _read_texts(value, folder)
    _require(all(map(_HOST.fullmatch, found)))
    return found


HOSTS = Kind('a list of host names such as "search.example.org", or ".example.org" for all below', _read_hosts)


def _read_origins(value: object, folder: Path) -> tuple[str, ...]:
    found = tuple(map(_write_as_browsers_do, _read_texts(value, folder)))
    _require(all(map(_ORIGIN.fullmatch, found)))
    return found


def _write_as_browsers_do(origin: str) -> str:
    """Write an origin as they send it: in small letters, a Chinese name encoded, without the port of its scheme."""
    scheme, separator, host = origin.rstrip("/").lower().partition("://")
    host = host.removesuffix({"http": ":80", "https": ":443"}.get(scheme, ""))
    name, colon, port = host.partition(":")
    with suppress(UnicodeError):  # no name of a host: refused as it is
        host = host if host.isascii() else name.encode("idna").decode("ascii") + colon + port
    return scheme + separator + host


ORIGINS = Kind('a list of origins such as "https://example.org", or "*"', _read_origins)
"""Origins as browsers write them (RFC 6454, section 6.2)."""


def _read_existing_folder(value: object, folder: Path) -> Path | None:
    if value == "" or value is None:
        return None
    path = _read_path(value, folder)
    _require(path.is_dir())
    return path


def _read_optional_path(value: object, folder: Path) -> Path | None:
    return None if value == "" or value is None else _read_path(value, folder)


OPTIONAL_PATH = Kind('a path on this machine, or ""', _read_optional_path)
EXISTING_FOLDER = Kind('a folder that is there, or ""', _read_existing_folder)


def _read_file_or_address(value: object, folder: Path) -> str:
    if value == "" or (isinstance(value, str) and _ADDRESS.fullmatch(value)):
        return str(value)
    path = _read_path(value, folder)
    _require(path.is_file())
    return str(path)


def _read_picture_or_address(value: object, folder: Path) -> str:
    read = _read_file_or_address(value, folder)
    _require(not read or _ADDRESS.fullmatch(read) or Path(read).suffix.lower() in _PICTURES)
    return read


_PICTURES = frozenset({".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
ICON = Kind(
    'a picture that is there, or an address such as "https://example.org/favicon.svg"', _read_picture_or_address
)
STYLESHEET = Kind('a file that is there, or an address such as "https://example.org/site.css"', _read_file_or_address)


def _read_mount_path(value: object, _folder: Path) -> str:
    path = value.rstrip("/") if isinstance(value, str) else "-"
    _require(re.fullmatch(r"(/[A-Za-z0-9._~-]+)*", path))
    return path


MOUNT_PATH = Kind('a path such as "/find", or ""', _read_mount_path)


def _read_rate(value: object, _folder: Path) -> str:
    _require(isinstance(value, str) and re.fullmatch(r"|[1-9][0-9]{0,5}/(second|minute|hour|day)", value))
    return str(value)


RATE = Kind('a number and a time such as "60/minute", or ""', _read_rate)


def one_of(*choices: str) -> Kind[str]:
    """Return the kind that is one of these texts."""

    def read(value: object, _folder: Path) -> str:
        _require(value in choices)
        return str(value)

    *others, last = (f'"{choice}"' for choice in choices)
    return Kind(f"{', '.join(others)} or {last}", read)


def some_of(*choices: str) -> Kind[tuple[str, ...]]:
    """Return the kind that is a list of some of these texts."""

    def read(value: object, folder: Path) -> tuple[str, ...]:
        found = tuple(text.lower() for text in _read_texts(value, folder))
        _require(set(found) <= set(choices))
        return found

    return Kind(f"a list of some of {', '.join(choices)}", read)


def integer(low: int, high: int) -> Kind[int]:
    """Return the kind that is a whole number within bounds, both included."""

    def read(value: object, _folder: Path) -> int:
        _require(not isinstance(value, bool) and re.fullmatch(r"[0-9]{1,9}", str(value)))
        _require(low <= int(str(value)) <= high)
        return int(str(value))

    return Kind(f"a whole number from {low} to {high}", read)


def number(low: float, high: float, unit: str = "") -> Kind[float]:
    """Return the kind that is a number within bounds, with or without a fraction."""

    def read(value: object, _folder: Path) -> float:
        _require(re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", str(value)) and low <= float(str(value)) <= high)
        return float(str(value))

    return Kind(f"a number{unit and f' of {unit}'} from {low:g} to {high:g}", read)

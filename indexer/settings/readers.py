"""Read the value of a setting, as a TOML file has it or as text. What cannot be meant is told by what is wanted.

Every reader takes a value and the folder that relative paths are meant from, and raises ``ValueError`` with the end
of a sentence: "it must be …".
"""

import re
from collections.abc import Callable
from pathlib import Path

Reader = Callable[[object, Path], object]

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+/[^\s;,'\"<>]*")
_ORIGIN = re.compile(r"\*|https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?")


def read_path(value: object, folder: Path) -> Path:
    """Read a path; a relative one is meant from ``folder``."""
    if not isinstance(value, str) or not value:
        raise ValueError("a path")
    return folder / Path(value).expanduser()


def read_text(value: object, _folder: Path) -> str:
    """Read any text."""
    if isinstance(value, str):
        return value
    raise ValueError("a text")


def read_texts(value: object, _folder: Path) -> tuple[str, ...]:
    """Read a list of texts, or one text with commas between them."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ValueError("a list of texts")
    return tuple(part.strip() for part in parts if part.strip())


def read_origins(value: object, folder: Path) -> tuple[str, ...]:
    """Read origins as browsers write them, or ``*``.

    Source:
        RFC 6454, section 6.2.
    """
    found = tuple(origin.rstrip("/") for origin in read_texts(value, folder))
    if not all(map(_ORIGIN.fullmatch, found)):
        raise ValueError('a list of origins such as "https://example.org", or "*"')
    return found


def some_of(*choices: str) -> Reader:
    """Return a reader of lists of these texts."""

    def read(value: object, folder: Path) -> tuple[str, ...]:
        found = tuple(text.lower() for text in read_texts(value, folder))
        if not set(found) <= set(choices):
            raise ValueError(f"a list of some of {', '.join(choices)}")
        return found

    return read


def read_folder(value: object, folder: Path) -> Path | None:
    """Read a folder that is there, or none."""
    if value == "":
        return None
    path = read_path(value, folder)
    if not path.is_dir():
        raise ValueError("a folder that is there")
    return path


def read_stylesheet(value: object, folder: Path) -> str:
    """Read an address on the web, a file that is there, or neither."""
    if value == "" or (isinstance(value, str) and _ADDRESS.fullmatch(value)):
        return str(value)
    path = read_path(value, folder)
    if not path.is_file():
        raise ValueError('a file that is there, or an address such as "https://example.org/site.css"')
    return str(path)


def read_prefix(value: object, _folder: Path) -> str:
    """Read the path under which something is mounted; empty for the root."""
    path = value.rstrip("/") if isinstance(value, str) else None
    if path is None or not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*", path):
        raise ValueError('a path such as "/find", or ""')
    return path


def read_rate(value: object, _folder: Path) -> str:
    """Read how often something may be done."""
    if not isinstance(value, str) or not re.fullmatch(r"|[1-9][0-9]{0,5}/(second|minute|hour|day)", value):
        raise ValueError('a number and a time such as "60/minute", or ""')
    return value


def amount_between(low: float, high: float, unit: str = "") -> Callable[[object, Path], float]:
    """Return a reader of numbers within bounds, with or without a fraction; ``unit`` begins with a space."""

    def read(value: object, _folder: Path) -> float:
        amount = float(str(value)) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", str(value)) else -1
        if not low <= amount <= high:
            raise ValueError(f"a number{unit} from {low} to {high}")
        return amount

    return read


_SWITCH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def read_switch(value: object, _folder: Path) -> bool:
    """Read yes or no, as TOML and as environments write it."""
    if str(value).lower() not in _SWITCH:
        raise ValueError("true or false")
    return _SWITCH[str(value).lower()]


def read_language(value: object, _folder: Path) -> str:
    """Read a language of the search page, or none."""
    if value not in {"", "zh", "en"}:
        raise ValueError('"zh", "en" or ""')
    return str(value)


def number_between(low: int, high: int) -> Callable[[object, Path], int]:
    """Return a reader of whole numbers within bounds."""

    def read(value: object, _folder: Path) -> int:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        number = int(str(value)) if is_number or re.fullmatch(r"[0-9]{1,9}", str(value)) else None
        if number is None or not low <= number <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return number

    return read

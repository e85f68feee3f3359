"""Front matter as plain data, whatever parsed it."""

from datetime import date, datetime, time
from typing import Any

from indexer.patterns import compile_later
from indexer.posts import exact_yaml

_UNSEEN = compile_later("[\x00\ud800-\udfff]")
_INVISIBLE = compile_later("[\x00\u200b-\u200f\u2060\ufeff\ud800-\udfff]")  # in a key, nobody means it
LONGEST_NUMBER = 18
"""Digits of a whole number."""


def plain_map(loaded: dict[Any, Any]) -> dict[str, object]:
    """Return a map of plain data with keys of text, within the bounds that hold for YAML.

    Raises:
        ValueError, TypeError: There is too much of it, or something else than plain data.
    """
    budget = [exact_yaml.MOST_NODES]
    return {
        _INVISIBLE.sub("", str(key)).strip(): _plain(value, exact_yaml.DEEPEST, budget) for key, value in loaded.items()
    }


def _plain(value: object, depth: int, budget: list[int]) -> object:
    """Return a value as plain data."""
    budget[0] -= 1
    if depth == 0 or budget[0] < 0:
        raise ValueError(f"more than {exact_yaml.MOST_NODES:,} values, or deeper than {exact_yaml.DEEPEST} levels")
    match value:
        case str():
            return _plain_text(value)
        case dict():
            return {
                _INVISIBLE.sub("", str(key)).strip(): _plain(item, depth - 1, budget) for key, item in value.items()
            }
        case list():
            return [_plain(item, depth - 1, budget) for item in value]
        case time():
            return value.isoformat()
        case int() if abs(value) >= 10**LONGEST_NUMBER:
            raise ValueError(f"a number of more than {LONGEST_NUMBER} digits; put it in quotes")
        case None | bool() | int() | float() | datetime() | date():
            return value
    raise TypeError(f"a {type(value).__name__} is no value for front matter")


def _plain_text(text: str) -> str:
    return _UNSEEN.sub("", text)

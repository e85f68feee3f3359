"""Front matter values made exact: text, lists of text, and switches."""

import math
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime

_YES = frozenset({"true", "yes", "on", "1", "y", "t", "是"})
_NO = frozenset({"false", "no", "off", "0", "n", "f", "否"})
_NAMES = ("name", "title", "label", "value", "term", "slug", "id")
_DEEPEST = 20
SUMMARY_KEYS = ("summary", "description", "excerpt", "desc")
"""Keys of what a post says it is about, the first that says anything; ``desc`` of themes of Hexo and VuePress."""


def text_of(value: object) -> str:
    """Return a value as one line of text.

    Numbers and dates are written the way YAML reads them back, ``True`` as ``true``; of a list the first
    text; of a map its ``name`` or ``title``. White space is joined, control characters are dropped. Empty
    for everything else.
    """
    return clean(value) if isinstance(value, str) else next(iter(texts_of(value, split=False)), "")


def as_written(value: object) -> str:
    """Return a value as text with its white space, which may show in an address."""
    return value if isinstance(value, str) else text_of(value)


def texts_of(value: object, *, split: bool = True) -> tuple[str, ...]:
    """Return a value as texts without blanks and repetitions, in the order written.

    Args:
        value: A list, nested to any depth (Hexo nests categories), a map such as ``{name: x}``, or one value.
        split: Whether ``a, b`` is two texts. Only a value that is text as a whole is split, none in a list.
    """
    if isinstance(value, str) and split:
        found: Iterator[str] = iter(value.replace("，", ",").replace("、", ",").split(","))
    else:
        found = _walk(value, _DEEPEST)
    return tuple(dict.fromkeys(text for part in found if (text := clean(part))))


def flag_of(value: object) -> bool | None:
    """Return a switch such as ``draft``; None for a value that says neither yes nor no.

    A caller whose switch hides a post hides it on None as well, and says so.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | str):
        word = str(value).strip().casefold()
        return True if word in _YES else False if word in _NO else None
    return None


def clean(text: str) -> str:
    """Join white space, and drop the control characters and lone surrogates that no reader sees."""
    if text.isprintable():
        return " ".join(text.split())
    unseen = {letter for letter in set(text) if unicodedata.category(letter) in ("Cc", "Cs")}
    kept = text.translate({ord(letter): " " if letter.isspace() else None for letter in unseen})
    return " ".join(kept.split())


def _walk(value: object, depth: int) -> Iterator[str]:
    match value:
        case str():
            yield value
        case bool():
            yield str(value).lower()
        case float() if not math.isfinite(value):
            return
        case int() | float() | datetime() | date():
            yield str(value)
        case dict() if depth:
            yield from _walk_map(value, depth - 1)
        case list() | tuple() if depth:
            for item in value:
                yield from _walk(item, depth - 1)


def _walk_map(value: dict[object, object], depth: int) -> Iterator[str]:
    """Yield what a map names; of a map that names nothing, such as ``{Ann: {url: …}}``, its keys."""
    named = next((value[name] for name in _NAMES if value.get(name) is not None), None)
    if named is not None:
        yield from _walk(named, depth)
    else:
        yield from (key for key in value if isinstance(key, str))

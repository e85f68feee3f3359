"""Pagefind's attributes, so that a site which is searched by Pagefind today moves over without a change.

Source:
    https://pagefind.app/docs/indexing/, /metadata/, /filtering/, /sorts/, /weighting/. ``data-pagefind-body`` and
    ``data-pagefind-ignore`` are read in ``main_content``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import XPath
from lxml.etree import _Element as Element

from indexer.posts.fields import clean

_FIELDS: Mapping[str, str] = {
    "title": "title",
    "date": "date",
    "image": "image",
    "tag": "tags",
    "tags": "tags",
    "category": "categories",
    "categories": "categories",
    "author": "authors",
    "authors": "authors",
    "lang": "lang",
    "language": "lang",
}
"""A key of metadata, filters and sorts, and the field that it is here; other keys have none."""
_MANY = frozenset({"tags", "categories", "authors"})
_TEXT = XPath("string()")
_LONGEST_WEIGHTED = 200
"""Characters of an element whose weight is raised: a line, as keywords are; longer text weighs as text does."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says by Pagefind's attributes.

    Attributes:
        values: By field; lists for tags, categories and authors.
        weighted: Texts of elements whose weight is raised.
        has_body: The page names its own text by ``data-pagefind-body``.
    """

    values: dict[str, object]
    weighted: list[str]
    has_body: bool


def read_attributes(root: Element, text: str) -> Told:
    """Read the attributes of a whole page.

    Args:
        root: The page.
        text: As it was read from; most pages hold no such attribute, which is seen there soonest.
    """
    values: dict[str, object] = {}
    if "data-pagefind-" not in text:
        return Told(values, [], has_body=False)
    for attribute in ("meta", "filter", "sort"):
        for element in root.iterfind(f".//*[@data-pagefind-{attribute}]"):
            for key, value in _pairs(element, element.get(f"data-pagefind-{attribute}") or ""):
                _note(values, key, value)
    weighted = [
        text
        for element in root.iterfind(".//*[@data-pagefind-weight]")
        if _weight(element) > 1 and len(text := clean(str(_TEXT(element)))) <= _LONGEST_WEIGHTED
    ]
    return Told(values, weighted, root.find(".//*[@data-pagefind-body]") is not None)


def _note(values: dict[str, object], key: str, value: str) -> None:
    name = _FIELDS.get(key.lower())
    if not name or not value:
        return
    if name in _MANY:
        values.setdefault(name, [])
        several = values[name]
        if isinstance(several, list) and value not in several:
            several.append(value)
    else:
        values.setdefault(name, value)


def _pairs(element: Element, written: str) -> Iterator[tuple[str, str]]:
    """Read ``title``, ``author[content]``, ``tag:Istio``, several with commas; only the last may hold a comma."""
    parts = [part.strip() for part in written.split(",")]
    for at, part in enumerate(parts):
        key, colon, value = part.partition(":")
        if colon:
            yield key.strip(), ", ".join([value.strip(), *parts[at + 1 :]]) if at == len(parts) - 2 else value.strip()
        elif key.endswith("]") and "[" in key:
            name, _, attribute = key[:-1].partition("[")
            yield name.strip(), clean(element.get(attribute.strip()) or "")
        else:
            yield key, clean(str(_TEXT(element)))


def _weight(element: Element) -> float:
    try:
        return float(element.get("data-pagefind-weight") or 1)
    except ValueError:
        return 1.0

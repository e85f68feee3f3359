"""JSON-LD in a page: what schema.org's ``Article`` says about it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

_ARTICLES = frozenset(
    ["Article", "BlogPosting", "NewsArticle", "TechArticle", "ScholarlyArticle", "Report", "LiveBlogPosting", "WebPage"]
)
_DEEPEST = 6
_NOTHING: Mapping[str, object] = MappingProxyType({})


def read_article(scripts: Iterable[str]) -> Mapping[str, object]:
    """Return the first object of an article's type in a page's scripts of JSON-LD; an empty map where there is none.

    Source:
        https://schema.org/Article; ``WebPage`` counts only where no article is described.
    """
    found = [*_articles(scripts)]
    return next((each for each in found if "WebPage" not in _types(each)), found[0] if found else _NOTHING)


def _articles(scripts: Iterable[str]) -> Iterator[Mapping[str, object]]:
    for script in scripts:
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue  # a theme's mistake: the page's other metadata say the same
        yield from (each for each in _objects(data, _DEEPEST) if not _ARTICLES.isdisjoint(_types(each)))


def _objects(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    if isinstance(value, dict):
        yield value
        if depth:
            yield from _objects(value.get("@graph"), depth - 1)
            yield from _objects(value.get("mainEntity"), depth - 1)
    elif isinstance(value, list) and depth:
        for item in value:
            yield from _objects(item, depth - 1)


def _types(item: Mapping[str, object]) -> frozenset[str]:
    kind = item.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return frozenset(each for each in kinds if isinstance(each, str))

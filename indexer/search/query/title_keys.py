"""What titles may say that was typed whole: as it was typed, and otherwise."""

from collections.abc import Iterator, Sequence

from indexer.index.reader.title_table import make_title_key
from indexer.search.query.parsing.query_tree import Query
from indexer.search.query.spelling.correction import Correction, suggest_query

_SEPARATORS = frozenset("|-–—_·:/»›«‹•~")
"""What stands between the title of a page and the name of its site, in tabs of browsers and elsewhere."""


def list_other_keys(query: Query, corrections: Sequence[Correction], site_name: str) -> tuple[str, ...]:
    """Return what else a title may say, the likeliest first.

    Args:
        query: Parsed.
        corrections: Of words that no post has.
        site_name: Folded; empty where the site has none.
    """
    return tuple([key for text in _list_texts(query, corrections, site_name) if (key := make_title_key(text))])


def _list_texts(query: Query, corrections: Sequence[Correction], site_name: str) -> Iterator[str]:
    text = query.without_filters
    corrected = suggest_query(text, [each for each in corrections if each.is_searched])
    if corrected:
        yield corrected
    for each in (text, corrected) if site_name else ():
        title = each.removesuffix(site_name).rstrip() if each else ""
        if title and title != each and title[-1] in _SEPARATORS:
            yield title[:-1]

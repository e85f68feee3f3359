"""A day or a month that was typed as mere text, ``2020-09-12`` or ``2020年9月`` -> the query for the posts of it."""

import re
from collections.abc import Callable
from dataclasses import replace

from indexer.search.results import Results, SearchRequest
from indexer.text.analysis.folding import fold_text

_TYPED = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*[日号]?|\s*月)?", re.ASCII)


def suggest_days(request: SearchRequest, search: Callable[[SearchRequest], Results]) -> str | None:
    """Return the query for the posts of the day or month that a text is, where its filters leave any.

    Args:
        request: What the visitor asks, which no post answers completely.
        search: Answers another request, from the same index.
    """
    match = _TYPED.fullmatch(fold_text(request.text).strip())
    if not match:
        return None
    text = "date:" + "-".join([part.zfill(2) for part in match.groups() if part])
    # What is no day, as 2020-13, is searched for as text, and a note says so.
    found = search(replace(request, text=text, page=1, per_page=1))
    return text if found.total and not found.notes else None

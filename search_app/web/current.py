"""The engine that the running app was created with."""

from typing import cast

from flask import current_app, g

from indexer.engines.base import Engine
from indexer.search.results import Results, SearchRequest

ENGINE = "search_engine"
SEARCHING = frozenset({"api.search", "api.suggest", "page.search"})
"""The endpoints that ask the engine to search: limits and ETags are for them."""


def current_engine() -> Engine:
    """Return the engine that answers this app's questions."""
    return cast("Engine", current_app.extensions[ENGINE])


def search(asked: SearchRequest) -> Results:
    """Answer a visitor's question, and keep the number of hits for the metrics."""
    results = current_engine().search(asked)
    g.found = results.total
    return results

"""The engine that the running app was created with."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, cast

from flask import current_app, g, request

from indexer.engines.base import Engine
from indexer.search.results import Results, SearchRequest

ENGINE = "search_engine"
COUNTS = "query_counts"
SEARCHING = frozenset({"api.search", "api.suggest", "api.complete", "api.report", "page.search"})
"""The endpoints that ask the engine to search: limits and ETags are for them."""


class QueryCounter(Protocol):
    """Counts what visitors ask and choose; see ``service.query_counts``."""

    def served(self) -> str:
        """Return the generation that is served: to be asked before a search that is to be counted."""
        ...

    def count(self, query: str, found: int, took_ms: float, generation: str) -> None:
        """Count a query, how many posts it found and how long that took."""
        ...

    def choose(self, text: str, post: str) -> None:
        """Count that a post was chosen of the hits of a query."""
        ...


def current_counter() -> QueryCounter | None:
    """Return what counts this app's queries; None where nothing does."""
    return cast("QueryCounter | None", current_app.extensions.get(COUNTS))


def current_engine() -> Engine:
    """Return the engine that answers this app's questions."""
    return cast("Engine", current_app.extensions[ENGINE])


def search(asked: SearchRequest) -> Results:
    """Answer a visitor's question, and keep it and the number of hits for the metrics and for who asks the same."""
    results = current_engine().search(asked)
    g.asked, g.found = asked, results.total
    return results


def search_counted(asked: SearchRequest, find: Callable[[SearchRequest], Results] = search) -> Results:
    """Answer a question that was typed to its end; where queries are counted, count it if it is the first of its kind.

    Other pages, and the same with filters, are no other query; nor is what a browser fetches in advance.
    """
    counter = current_counter()
    if not counter or not is_query_of_its_own(asked):
        return find(asked)
    generation = counter.served()
    results = find(asked)
    count_query(results.query, results.total, results.took_ms, generation)
    return results


def is_query_of_its_own(asked: SearchRequest) -> bool:
    """Check whether a question is the first of its kind: some text that was typed to its end, and nothing else."""
    return bool(asked.text.strip()) and asked == replace(SearchRequest(asked.text), per_page=asked.per_page)


def count_query(query: str, found: int, took_ms: float, generation: str) -> None:
    """Count a query where queries are counted, unless a browser only fetches its answer in advance."""
    counter = current_counter()
    if counter and request.method != "HEAD" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        counter.count(query, found, took_ms, generation)

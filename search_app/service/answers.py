"""Answers for programs kept as bytes: what many visitors ask is worked out once for each state of the index.

An answer is kept under the state that it was made from: the generation, its glossary, and which posts are visible by
the clock. With another state all that was kept is forgotten, so that nothing outlives a withdrawal. Rates, spending,
counts and headers are as of any other answer; only the engine and the gate before it are not asked.
"""

import threading
from dataclasses import dataclass
from hashlib import blake2b

from flask import Flask, Response, g, request

from indexer.cache import BoundedCache
from indexer.engines.base import Engine
from indexer.errors import IndexUnusableError
from search_app.service.freshness import state_of
from search_app.service.timing import seconds_taken
from search_app.web.current import count_query, current_engine, is_query_of_its_own

KEPT = frozenset({"api.search", "api.suggest"})
"""The endpoints whose answers are kept: they depend on nothing but the address and the index."""
_OVERHEAD_BYTES = 500
"""Memory of a kept answer besides its bytes, roughly."""
_MEGABYTE = 1_000_000

_KEY_BYTES = 16
AnswerKey = bytes
"""See ``answer_key``."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """One answer.

    Attributes:
        body: JSON.
        query: What is counted as asked whenever it is given; empty where nothing is.
        found: Posts found; None where posts were not searched for.
    """

    body: bytes
    query: str = ""
    found: int | None = None


def answer_key(tag: str, host: str) -> AnswerKey:
    """Return what an answer is kept under: it takes little memory, whatever a client calls the host.

    Args:
        tag: Of the address, prefix included.
        host: That it was asked of.
    """
    return blake2b(f"{tag}{host}".encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()


def _size_of(answer: KeptAnswer) -> int:
    return len(answer.body) + _OVERHEAD_BYTES


class AnswerCache:
    """The answers given last, all made from one state of the index. Safe to be shared by threads."""

    def __init__(self, capacity: int) -> None:
        """Keep at most ``capacity`` bytes."""
        self._capacity = capacity
        self._lock = threading.Lock()
        self._state = ""
        self._answers = self._make_empty()

    def find(self, state: str, key: AnswerKey) -> KeptAnswer | None:
        """Return an answer made from a state of the index, which is the current one; None where none is kept."""
        with self._lock:
            if state != self._state:
                self._state, self._answers = state, self._make_empty()
            answers = self._answers
        return answers.find([key]).get(key)

    def keep(self, state: str, key: AnswerKey, answer: KeptAnswer) -> None:
        """Keep an answer, unless the index has another state by now."""
        with self._lock:
            if state == self._state:
                self._answers.keep({key: answer})

    def _make_empty(self) -> BoundedCache[AnswerKey, KeptAnswer]:
        return BoundedCache(self._capacity, _size_of)


def keep_answers(app: Flask, megabytes: int) -> AnswerCache:
    """Answer what was asked before from memory, of which so much is taken; returns it."""
    cache = AnswerCache(megabytes * _MEGABYTE)

    def answer_again() -> Response | None:
        kept = cache.find(state_of(g.served), _key()) if _is_kept() else None
        if kept is None:
            return None
        g.is_kept = True
        if kept.found is not None:
            g.found = kept.found
        if kept.query:
            count_query(kept.query, kept.found or 0, seconds_taken() * 1000, g.served.generation)
        return Response(kept.body, mimetype="application/json")

    def keep(answer: Response) -> Response:
        if _is_kept() and answer.status_code == 200 and "is_kept" not in g and _is_unchanged():  # noqa: PLR2004 - OK
            query = g.asked.text if "asked" in g and is_query_of_its_own(g.asked) else ""
            cache.keep(state_of(g.served), _key(), KeptAnswer(answer.get_data(), query, g.get("found")))
        return answer

    app.before_request(answer_again)
    app.after_request(keep)
    return cache


def _is_kept() -> bool:
    return request.endpoint in KEPT and "served" in g


def _is_unchanged() -> bool:
    return is_served(current_engine(), state_of(g.served))


def is_served(engine: Engine, state: str) -> bool:
    """Tell whether the index is as it was before a search: then that state is what the answer was made from."""
    try:
        return state_of(engine.health()) == state
    except IndexUnusableError:
        return False


def _key() -> AnswerKey:
    return answer_key(g.tag, request.host)

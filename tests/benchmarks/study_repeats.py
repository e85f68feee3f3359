"""How many queries of a stream have been asked before, and what it spares to keep their answers.

Visitors ask the same things: the r-th most frequent query is asked in proportion to 1 / r ** exponent (Zipf's law).
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from benchmarks.peers.ours import make_app
from flask import Flask

EXPONENTS = (0.8, 1.0, 1.2)
_SEED = 7
_MEGABYTES = 8


@dataclass(frozen=True, slots=True)
class Repeats:
    """One stream of questions.

    Attributes:
        queries: Different ones there are.
        asked: Questions.
        share: Of these that had been asked before.
        computed_ms, kept_ms: CPU milliseconds a question through the whole app, answers kept off and on.
    """

    exponent: float
    queries: int
    asked: int
    share: float
    computed_ms: float
    kept_ms: float


def study_repeats(index: Path, queries: Sequence[str]) -> list[Repeats]:
    """Ask an app streams of questions, each stream with answers kept and without."""
    return [_measure(index, draw_stream(queries, exponent), exponent, len(queries)) for exponent in EXPONENTS]


def draw_stream(queries: Sequence[str], exponent: float) -> list[str]:
    """Draw as many questions as there are queries by Zipf's law, the first query being the most frequent."""
    weights = list(accumulate(rank**-exponent for rank in range(1, len(queries) + 1)))
    return random.Random(_SEED).choices(queries, cum_weights=weights, k=len(queries))


def count_repeats(stream: Sequence[str]) -> int:
    """Return how many questions of a stream had been asked before."""
    return len(stream) - len(set(stream))


def _measure(index: Path, stream: Sequence[str], exponent: float, queries: int) -> Repeats:
    computed, kept = (_ask_all(make_app(index, megabytes), stream) for megabytes in (0, _MEGABYTES))
    return Repeats(exponent, queries, len(stream), count_repeats(stream) / len(stream), computed, kept)


def _ask_all(app: Flask, stream: Sequence[str]) -> float:
    client = app.test_client()
    client.get("/api/search", query_string={"q": "热身 warm"})  # opens the index
    begin = time.thread_time()
    for text in stream:
        client.get("/api/search", query_string={"q": text})
    return (time.thread_time() - begin) / len(stream) * 1000

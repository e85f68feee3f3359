"""Times, and what is made of them: the middle, the slow end, how sure both are, and how they grow.

Contestants are measured in turns within one run, a few queries at a time, so that whatever else the machine does meets
all of them alike; only ratios are worth comparing between machines.
"""

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import linear_regression, median, quantiles
from typing import NamedTuple

IN_A_ROW = 25
"""Queries of one turn."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A number measured several times.

    Attributes:
        low, high: The smallest and the largest of the rounds.
    """

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one contestant took for its queries, in milliseconds.

    Attributes:
        median: Of each round.
        p99, slowest: Of all rounds together.
        answers: How many were timed.
    """

    median: Spread
    p99: float
    slowest: float
    answers: int


class Took(NamedTuple):
    """What one answer took, in milliseconds."""

    wall: float
    cpu: float


def summarise(values: Sequence[float]) -> Spread:
    """Return the median of some rounds' numbers, and their range."""
    return Spread(median(values), min(values), max(values))


def percentile99(values: Sequence[float]) -> float:
    """Return the 99th percentile; of fewer than two values, the value."""
    return quantiles(values, n=100, method="inclusive")[98] if len(values) > 1 else values[0]


def time_queries(
    answers: Mapping[str, Callable[[str], object]], every: Mapping[str, int], rounds: Sequence[Sequence[str]]
) -> dict[str, list[list[Took]]]:
    """Ask every contestant the queries of each round, so many in a row; who comes first changes from turn to turn.

    Within a turn the processor's caches hold what the contestant itself has used, as they do in a server, and not what
    another one left there. No query is asked twice, so nothing is answered from what is remembered of the same one.

    Args:
        answers: By contestant.
        every: Of each, every how many-th query it is asked.
        rounds: The queries' texts.

    Returns:
        By contestant: for each round, what each query took that it was asked.
    """
    times: dict[str, list[list[Took]]] = {name: [] for name in answers}
    gc.collect()
    gc.freeze()  # nobody pays for going through the benchmark's own objects
    for queries in rounds:
        for name in answers:
            times[name].append([])
        for begin in range(0, len(queries), IN_A_ROW):
            for name in _take_turns(list(answers), begin // IN_A_ROW):
                turn = enumerate(queries[begin : begin + IN_A_ROW], begin)
                asked = [query for number, query in turn if number % every[name] == 0]
                times[name][-1] += [_time(answers[name], query) for query in asked]
    gc.unfreeze()
    return times


def _take_turns(names: Sequence[str], number: int) -> list[str]:
    shift = number % len(names)
    return [*names[shift:], *names[:shift]]


def _time(answer: Callable[[str], object], query: str) -> Took:
    begin, used = time.perf_counter_ns(), time.process_time_ns()
    answer(query)
    return Took((time.perf_counter_ns() - begin) / 1e6, (time.process_time_ns() - used) / 1e6)


def describe_times(rounds: Sequence[Sequence[float]]) -> Timing:
    """Summarise one contestant's times."""
    everything = [value for values in rounds for value in values]
    return Timing(
        summarise([median(values) for values in rounds]), percentile99(everything), max(everything), len(everything)
    )


def compare_medians(rounds: Sequence[Sequence[float]], reference: Sequence[Sequence[float]]) -> Spread:
    """Return how many times as long as the reference one contestant took, round by round."""
    return summarise([median(mine) / median(theirs) for mine, theirs in zip(rounds, reference, strict=True)])


def fit_slope(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return the exponent b of ``value = a * size ** b``: 1 is in step with the size, 0 is not growing.

    Source:
        Ordinary least squares on logarithms.
    """
    return linear_regression([log(size) for size in sizes], [log(value) for value in values]).slope

"""Measure the quality of a ranking. The only module that imports ir-measures."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

from indexer.errors import UsageError
from indexer.evaluation.judged import Qrels
from indexer.requirements import install_extra

DEFAULT_MEASURES = ("nDCG@10", "RR@10", "R@50")

Run = dict[str, dict[str, float]]
"""Query id -> document id -> score; the higher, the earlier in the ranking."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one run.

    Attributes:
        queries: Number of queries that were both asked and judged: only these count.
        means: Measure -> mean over these queries.
        by_query: Measure -> query id -> figure.
    """

    queries: int
    means: Mapping[str, float]
    by_query: Mapping[str, Mapping[str, float]]


class _Measure(Protocol):
    """One of ir-measures."""

    def __matmul__(self, cutoff: object) -> "_Measure": ...

    def validate_params(self) -> None:
        """Raise ``AssertionError`` where its arguments are none that it takes."""


def evaluate_run(run: Run, qrels: Qrels, measures: Sequence[str] = DEFAULT_MEASURES) -> Evaluation:
    """Measure a run against judgments, over the queries that were both asked and judged.

    Args:
        run: The queries asked, each with its ranking; one that found nothing counts with 0. Those nobody judged
            are not counted.
        qrels: The judgments; those of queries that were not asked are not counted.
        measures: In ir-measures' notation.

    Raises:
        UsageError: A measure is not known, or ir-measures is not installed.
    """
    library = _load_library()
    parsed = [_parse(library, name) for name in measures]
    asked = {query: grades for query, grades in qrels.items() if query in run}
    by_query: dict[str, dict[str, float]] = {str(measure): {} for measure in parsed}
    for metric in library.iter_calc(parsed, asked, {query: run[query] for query in asked}):
        by_query[str(metric.measure)][metric.query_id] = metric.value
    means = {name: sum(values.values()) / max(len(asked), 1) for name, values in by_query.items()}
    return Evaluation(len(asked), means, by_query)


def rank_scores(documents: Iterable[str]) -> dict[str, float]:
    """Return scores that keep an order: measures sort by score and break ties as they like."""
    return {document: -float(rank) for rank, document in enumerate(documents)}


def _load_library() -> ModuleType:
    try:
        import ir_measures  # noqa: PLC0415  an extra: visitors' servers need no SciPy
    except ImportError as error:
        raise UsageError(f"ir-measures is not installed; run {install_extra('evaluation')}") from error
    return ir_measures


def _parse(library: ModuleType, name: str) -> _Measure:
    try:
        measure = _read_measure(library, ast.parse(name, mode="eval").body)
        measure.validate_params()
    except (AssertionError, KeyError, TypeError, ValueError, SyntaxError) as error:
        raise UsageError(f"unknown measure “{name}”; measures are written like nDCG@10, RR@10, R@50") from error
    return measure


def _read_measure(library: ModuleType, node: ast.expr) -> _Measure:
    """Return a measure: its name, arguments in brackets, then ``@`` and a cutoff, as far as they are there.

    ir-measures 0.4.3 cannot read its own notation since Python 3.14, which has no ``ast.Num``.

    Raises:
        KeyError, TypeError, ValueError: It is none.
    """
    match node:
        case ast.BinOp((ast.Name() | ast.Call()) as left, ast.MatMult(), ast.Constant(cutoff)):
            return _read_measure(library, left) @ cutoff
        case ast.Call(ast.Name(name), [], keywords):
            arguments = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in keywords}
        case ast.Name(name):
            arguments = {}
        case _:
            raise ValueError("no measure")
    measure: _Measure = library.measures.registry[name](**arguments)
    return measure

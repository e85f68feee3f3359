"""``search-index evaluate``."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from indexer.commands import options
from indexer.engines.base import Engine
from indexer.engines.opening import open_engine
from indexer.errors import SearchIndexError, UsageError
from indexer.evaluation.judged import JudgedQuery, Qrels, read_qrels, read_queries
from indexer.evaluation.measures import DEFAULT_MEASURES, Evaluation, Run, evaluate_run, rank_scores
from indexer.settings.load import load_settings

DEPTH = 100
"""Posts of a ranking that are measured."""
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@options.shared
@click.option("--queries", required=True, type=_FILE, help="One query per line: id, tab, text.")
@click.option("--qrels", required=True, type=_FILE, help="TREC judgments: query-id 0 post-id grade.")
@click.option("--measure", "measures", multiple=True, default=DEFAULT_MEASURES, show_default=True, help="Repeatable.")
@click.option("--run", "run_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the run (TREC).")
def evaluate(
    *,
    index: str | None,
    config: str | None,
    as_json: bool,
    quiet: bool,  # noqa: ARG001  every command's
    queries: Path,
    qrels: Path,
    measures: tuple[str, ...],
    run_file: Path | None,
) -> None:
    """Measure the ranking on judged queries.

    Where the queries have columns between id and text, the second column is taken as their kind, and each kind is
    measured too. Needs ir-measures; without it, the command that installs it is named.
    """
    judged, judgments = read_queries(queries), read_qrels(qrels)
    engine = open_engine(load_settings(options={"index": index, "config": config}))
    run = make_run(engine, judged)
    engine.close()
    _require_judged_posts(run, judgments)
    if run_file:
        _write_run(run_file, run)
    evaluation = evaluate_run(run, judgments, measures)
    kinds = _by_kind(judged, evaluation)
    if as_json:
        options.print_json({"queries": evaluation.queries, "measures": dict(evaluation.means), "kinds": kinds})
    else:
        click.echo(_describe(evaluation, kinds))


def make_run(engine: Engine, queries: Iterable[JudgedQuery]) -> Run:
    """Ask every query and keep the ranking."""
    return {query.id: rank_scores(engine.find(query.text, DEPTH)) for query in queries}


def _require_judged_posts(run: Run, qrels: Qrels) -> None:
    """Refuse to measure an index with judgments of another.

    Raises:
        UsageError: No query found a single judged post.
    """
    if not any(set(ranking) & set(qrels.get(query, {})) for query, ranking in run.items()):
        raise UsageError("no query found a judged post: do queries, judgments and index belong together?")


def _by_kind(queries: Iterable[JudgedQuery], evaluation: Evaluation) -> dict[str, dict[str, float]]:
    """Return each kind's mean of every measure."""
    kinds = {query.id: query.columns[0] for query in queries if query.columns}
    table: dict[str, dict[str, float]] = {}
    for kind in sorted(set(kinds.values())):
        figures = {
            measure: [figure for query, figure in values.items() if kinds.get(query) == kind]
            for measure, values in evaluation.by_query.items()
        }
        table[kind] = {measure: sum(row) / len(row) for measure, row in figures.items() if row}
    return table


def _describe(evaluation: Evaluation, kinds: Mapping[str, Mapping[str, float]]) -> str:
    rows = [("all", evaluation.means), *kinds.items()]
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:{width}}  " + "  ".join(f"{m} {v:.3f}" for m, v in figures.items()) for name, figures in rows]
    return "\n".join([f"{evaluation.queries} judged {'query' if evaluation.queries == 1 else 'queries'}", *lines])


def _write_run(path: Path, run: Run) -> None:
    rows = (
        f"{query} Q0 {document} {rank} {score:g} post-search\n"
        for query, ranking in run.items()
        for rank, (document, score) in enumerate(ranking.items(), start=1)
    )
    try:
        path.write_text("".join(rows), encoding="utf-8")
    except OSError as error:
        raise SearchIndexError(f"{path}: the run cannot be written ({error.strerror}); name another file") from error

"""``search-index analytics``."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import click

from indexer.analytics.chart import Bar, cut_name, draw_page, frequent_bar, letter_columns, nothing_bar, share, slow_bar
from indexer.analytics.query_log import QueryLog
from indexer.analytics.usage import QueryUsage, Usage, read_usage
from indexer.commands import options
from indexer.errors import SearchIndexError, UsageError
from indexer.index.generations.durable import replace_file
from indexer.settings.load import load_settings
from indexer.settings.settings import Settings

_NAME_COLUMNS, _BAR_COLUMNS = 32, 24
_SHOWN = 10
_DAYS_SHOWN = 14
_HOW = "set query_log to a folder for serve and for this command: search-index.toml, SEARCH_QUERY_LOG or --query-log"


@click.command()
@options.shared
@click.option("--query-log", help="Folder of the log  [SEARCH_QUERY_LOG]")
@click.option("--days", type=click.IntRange(1, 3650), default=30, show_default=True, help="Days, today included.")
@click.option("--least", type=click.IntRange(1), default=2, show_default=True, help="Least count of named queries.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write a page of plots.")
def analytics(
    *,
    index: str | None,
    config: str | None,
    as_json: bool,
    quiet: bool,
    query_log: str | None,
    days: int,
    least: int,
    page: Path | None,
) -> None:
    """Print what is searched for: the most frequent queries, those that found nothing, the slow ones.

    Only where queries are counted (setting query_log). A query that was asked once only is counted, but not named:
    --least 1 names it. The page of --html is for the operator: only its owner may read it.
    """
    settings = load_settings(options={"index": index, "config": config, "query_log": query_log})
    usage = load_usage(settings, days, least)
    if page:
        _write_page(page, draw_page(usage))
        if not quiet:
            click.echo(f"{page}: written, for you alone to read", err=as_json)
    if as_json:
        options.print_json(_as_values(usage))
    elif not page:
        color = False if os.environ.get("NO_COLOR") else None
        click.echo("\n".join(describe(usage)), color=color)


def load_usage(settings: Settings, days: int, least: int) -> Usage:
    """Read what was searched for in the last days.

    Raises:
        UsageError: No log is named.
        QueryLogError: It cannot be read.
    """
    log = QueryLog.from_settings(settings)
    if log is None:
        raise UsageError(f"queries are not counted; to count them, {_HOW}")
    today = date.today()  # noqa: DTZ011  days are this machine's, as those that are counted
    first = today - timedelta(days=days - 1)
    return read_usage(log.read(first), first, today, least)


def describe(usage: Usage) -> Iterator[str]:
    """Yield the lines of the report."""
    total = "1 query" if usage.asked == 1 else f"{usage.asked:,} queries"
    yield f"{usage.first} to {usage.last}: {total}, {share(usage.found_nothing, usage.asked)} of them found nothing"
    if usage.rare:
        were, are = ("query was", "is") if usage.rare == 1 else ("different ones were", "are")
        yield f"{usage.rare:,} {were} asked less than {usage.least} times and {are} not named here"
    days = [Bar(str(day.day), day.asked, f"{day.asked}: {day.found_nothing} in vain") for day in usage.days]
    yield from _draw("each day", days[-_DAYS_SHOWN:], "green") if usage.asked else ()
    yield from _draw("asked most", map(frequent_bar, usage.queries[:_SHOWN]), "green")
    yield from _draw("found nothing", map(nothing_bar, usage.nothing[:_SHOWN]), "yellow")
    yield from _draw("slowest answers", map(slow_bar, usage.slow[:_SHOWN]), "green")


def _draw(title: str, bars: Iterable[Bar], color: str) -> Iterator[str]:
    shown = list(bars)
    if not shown:
        return
    yield f"\n{click.style(title, bold=True)}"
    longest = max(bar.length for bar in shown) or 1
    for bar in shown:
        name = cut_name(options.printable(bar.name), _NAME_COLUMNS)
        padding = " " * (_NAME_COLUMNS - sum(map(letter_columns, name)))
        drawn = _draw_bar(bar.length / longest)
        yield f"  {name}{padding}  {click.style(drawn, fg=color)}{' ' * (_BAR_COLUMNS - len(drawn))}  {bar.value}"


def _draw_bar(part: float) -> str:
    """Return a bar of eighths of characters; what is not nothing is seen."""
    eighths = max(round(part * _BAR_COLUMNS * 8), 1 if part else 0)
    rest = "▏▎▍▌▋▊▉"[eighths % 8 - 1] if eighths % 8 else ""
    return "█" * (eighths // 8) + rest


def _as_values(usage: Usage) -> dict[str, object]:
    return {
        "first": usage.first.isoformat(),
        "last": usage.last.isoformat(),
        "asked": usage.asked,
        "found_nothing": usage.found_nothing,
        "not_named": usage.rare,
        "days": [{**asdict(day), "day": day.day.isoformat()} for day in usage.days],
        "queries": [_query_values(query) for query in usage.queries],
        "nothing": [query.query for query in usage.nothing],
        "slow": [query.query for query in usage.slow],
    }


def _query_values(query: QueryUsage) -> dict[str, object]:
    return {**asdict(query), "chosen": [{"id": post, "count": count} for post, count in query.chosen]}


def _write_page(path: Path, page: str) -> None:
    """Write a file that only its owner may read, all of it or nothing.

    Raises:
        SearchIndexError: It cannot be written.
    """
    try:
        replace_file(path, page.encode())
    except OSError as error:
        raise SearchIndexError(f"{path}: cannot be written: {error.strerror}; name another file") from error

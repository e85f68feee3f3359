"""``search-index query``."""

import shutil
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from indexer.commands import options
from indexer.commands.terminal import hits_that_fit, open_console, print_results
from indexer.engines.opening import open_engine
from indexer.errors import UsageError
from indexer.posts.chinese_locale import normalise_locale
from indexer.search.payload import results_payload
from indexer.search.results import (
    MAX_PAGE,
    MAX_PER_PAGE,
    Hit,
    Results,
    SearchRequest,
    Snippet,
    Sort,
    is_language,
    is_year,
)
from indexer.settings.load import load_settings
from indexer.wording import count

_PER_PAGE = 10
_DAY = click.DateTime(["%Y-%m-%d"])
Command = Callable[..., Any]


def _read_language(_context: click.Context, _option: click.Parameter, value: str | None) -> str:
    if value and not is_language(value):
        raise click.BadParameter(f"{value!r} is no language; write it as zh, en or pt-br.")
    return normalise_locale(value or "") or value or ""


def _read_values(_context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of a filter without empty ones, which the endpoint takes for none, too."""
    values = tuple(value.strip() for value in values if value.strip())
    for value in values:
        if option.name == "years" and not is_year(value):
            raise click.BadParameter(f"{value!r} is no year; write it as 2019.")
    return values


def _filter(option: str, name: str, text: str) -> Callable[[Command], Command]:
    return click.option(option, name, multiple=True, callback=_read_values, help=text)


@click.command()
@click.argument("text", nargs=-1)
@options.shared
@click.option("--lang", callback=_read_language, help="Only posts in this language: zh, en, or another of the site.")
@_filter("--tag", "tags", "Only posts with this tag; may be repeated: any of them.")
@_filter("--category", "categories", "Only posts of this category.")
@_filter("--author", "authors", "Only posts by this author.")
@_filter("--section", "sections", "Only posts of this section of the site.")
@_filter("--year", "years", "Only posts of this year.")
@_filter("--site", "sites", "Only posts of this site, by its name.")
@click.option("--from", "since", type=_DAY, help="Only posts of this day or later.")
@click.option("--to", "until", type=_DAY, help="Only posts of this day or before.")
@click.option(
    "--sort",
    type=click.Choice([str(each) for each in Sort]),
    default="relevance",
    help="By relevance, or newest first.",
)
@click.option("--page", type=click.IntRange(1, MAX_PAGE), default=1, help="From 1.")
@click.option(
    "--per-page", type=click.IntRange(1, MAX_PER_PAGE), help="Hits on a page; 10, on a terminal as many as fit."
)
def query(
    text: tuple[str, ...],
    *,
    index: str | None,
    config: str | None,
    as_json: bool,
    quiet: bool,
    lang: str,
    tags: tuple[str, ...],
    categories: tuple[str, ...],
    authors: tuple[str, ...],
    sections: tuple[str, ...],
    years: tuple[str, ...],
    sites: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    sort: str,
    page: int,
    per_page: int | None,
) -> None:
    """Print the posts that answer TEXT best; without TEXT, the newest.

    \b
    "exact phrase"   -word   a OR b   kube*
    title:word   tag:x   lang:zh   after:2019-07-02
    A TEXT that begins with - comes after --:  search-index query -- -istio kubernetes
    """  # noqa: D301  click wants the character
    if since and until and since > until:
        raise UsageError(f"--from {since.date()} is later than --to {until.date()}; swap them")
    settings = load_settings(options={"index": index, "config": config})
    console = None if as_json else open_console()
    fitting = hits_that_fit(shutil.get_terminal_size().lines, _PER_PAGE) if console else _PER_PAGE
    request = SearchRequest(
        text=options.join_text(text),
        page=page,
        per_page=per_page or fitting,
        language=lang,
        tags=tags,
        categories=categories,
        authors=authors,
        sections=sections,
        years=years,
        sites=sites,
        since=since.date() if since else None,
        until=until.date() if until else None,
        sort=Sort(sort),
    )
    engine = open_engine(settings)
    results = engine.search(request)
    if not (quiet or as_json) and (degraded := engine.health().degraded):
        click.echo(f"an older index answers: {degraded}", err=True)
    engine.close()
    if as_json:
        options.print_json(results_payload(results))
    elif console:
        print_results(console, results, _count(results))
    else:
        click.echo(_write_results(results))


def _write_results(results: Results) -> str:
    first = (results.page - 1) * results.per_page + 1
    hits = [_write_hit(number, hit) for number, hit in enumerate(results.hits, first)]
    notes = [note.text for note in results.notes]
    suggestion = [f"Did you mean: {results.suggestion}"] if results.suggestion else []
    return "\n\n".join([*notes, *suggestion, *hits, _count(results)])


def _count(results: Results) -> str:
    if not results.total:
        return "No posts found."
    others = results.total - results.complete
    if others:
        posts = f"{count(results.complete, 'post')} with all words · {others} with some"
    else:
        posts = count(results.total, "post")
    pages = -(-results.total // results.per_page)
    return posts if pages == 1 else f"{posts}, page {results.page} of {pages}"


def _write_hit(number: int, hit: Hit) -> str:
    about = [hit.date.date().isoformat() if hit.date else "", hit.language, *hit.authors, *hit.tags]
    lines = [
        f"{number}. {_write_snippet(hit.title)}{'  [pinned]' if hit.is_pinned else ''}",
        options.printable(hit.url),
        options.printable(" · ".join(filter(None, about))),
        _write_snippet(hit.snippet),
        *(f"› {_write_snippet(section.heading)}  {options.printable(section.url)}" for section in hit.sections),
    ]
    return "\n   ".join(line for line in lines if line)


def _write_snippet(snippet: Snippet) -> str:
    text = options.printable(snippet.text)
    return f"{'…' if snippet.cut_before else ''}{text}{'…' if snippet.cut_after else ''}"

"""``search-index explain``."""

from dataclasses import asdict

import click

from indexer.commands import options
from indexer.commands.terminal import open_console
from indexer.commands.terminal_reports import print_explanation
from indexer.engines.opening import open_engine
from indexer.search.explain import describe
from indexer.search.results import SearchRequest
from indexer.settings.load import load_settings


@click.command()
@click.argument("text", nargs=-1, required=True)
@options.shared
def explain(text: tuple[str, ...], *, index: str | None, config: str | None, as_json: bool, quiet: bool) -> None:  # noqa: ARG001  quiet is every command's
    """Print how TEXT is cut into words, the plan it becomes, and why each hit got its score."""
    settings = load_settings(options={"index": index, "config": config})
    engine = open_engine(settings)
    explanation = engine.explain(SearchRequest(options.join_text(text)))
    engine.close()
    if as_json:
        options.print_json(asdict(explanation))
    elif console := open_console():
        print_explanation(console, explanation)
    else:
        click.echo("\n".join(options.printable(line) for line in describe(explanation).splitlines()))

"""``search-index stats``."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from indexer.commands import options
from indexer.commands.terminal import open_console
from indexer.commands.terminal_reports import print_facts
from indexer.engines.target import require_client
from indexer.errors import IndexUnusableError
from indexer.index.build.contents import count_languages, without_clock
from indexer.index.generations.generation import Generation, current_generation
from indexer.index.reader.store import open_store
from indexer.native import describe_kernel
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.load import load_settings
from indexer.settings.settings import Settings
from indexer.wording import age, count, local_time


@dataclass(frozen=True, slots=True)
class _Posts:
    """Posts that can be found now, and their words; what is deleted, or hidden by the clock, is left out.

    Attributes:
        posts: How many.
        languages: Of them, by language.
        left_out: Files left out on purpose, by reason.
        words: In all fields; None where the index is damaged.
        terms: Different words.
        damage: Why they cannot be counted, so that these are the numbers of the build; empty where they can.
    """

    posts: int
    languages: Mapping[str, int]
    left_out: Mapping[str, int]
    words: int | None
    terms: int
    damage: str = ""


@click.command()
@options.shared
def stats(*, index: str | None, config: str | None, as_json: bool, quiet: bool) -> None:  # noqa: ARG001  quiet is every command's
    """Print what the index holds: posts by language, words, size, generation, age, and what is left out.

    Only posts that can be found now are counted, and only their words.
    """
    settings = load_settings(options={"index": index, "config": config})
    if isinstance(settings.index, ClusterAddress):
        _print_cluster(settings.index, settings, as_json=as_json)
        return
    generation = current_generation(settings.index)
    counted = _count_posts(generation)
    if as_json:
        options.print_json(_as_values(generation, counted, settings.index))
    else:
        _print(_describe(generation, counted, settings.index), counted.languages)


def _print_cluster(address: ClusterAddress, settings: Settings, *, as_json: bool) -> None:
    require_client(address)
    from indexer.commands import cluster_stats  # noqa: PLC0415  its libraries may not be there

    facts = cluster_stats.read_cluster(address, settings)
    if as_json:
        options.print_json(cluster_stats.cluster_values(facts, address))
    else:
        _print(cluster_stats.describe_cluster(facts, address), facts.languages)


def _print(facts: Mapping[str, str], languages: Mapping[str, int]) -> None:
    """Print what the index holds for people, on a terminal with bars."""
    if console := open_console():
        print_facts(console, facts, languages)
    else:
        click.echo("\n".join(f"{name:<12}{value}" for name, value in facts.items()))


def _count_posts(generation: Generation) -> _Posts:
    contents, now = generation.manifest.contents, time.time()
    try:
        reader = open_store(generation.path, now)
        lengths = reader.lengths if reader.live is None else reader.lengths[reader.live]
        hidden = reader.documents.count_hidden(now)
        languages, words = count_languages(reader), int(lengths.sum())
        left_out = without_clock(contents.left_out) | hidden
        return _Posts(reader.num_docs, languages, left_out, words, reader.count_living_terms())
    except IndexUnusableError as error:
        return _Posts(contents.posts, contents.languages, contents.left_out, None, contents.terms, str(error))


def _as_values(generation: Generation, counted: _Posts, root: Path) -> dict[str, object]:
    manifest = generation.manifest
    contents = manifest.contents
    return {
        "index": str(root),
        "generation": generation.name,
        "degraded": generation.degraded or None,
        "damage": counted.damage or None,
        "site": contents.site,
        "base_url": contents.base_url,
        "posts": counted.posts,
        "languages": dict(counted.languages),
        "words": counted.words,
        "terms": counted.terms,
        "bytes": manifest.size,
        "left_out": dict(counted.left_out),
        "refused": contents.refused,
        "hide_when": list(contents.hide_when),
        "built": contents.built.isoformat(),
        "age_seconds": round((datetime.now(UTC) - contents.built).total_seconds()),
        "seconds": contents.seconds,
        "library": manifest.library,
        "software": dict(manifest.software),
        "native_kernel": describe_kernel(),
    }


def _describe(generation: Generation, counted: _Posts, root: Path) -> dict[str, str]:
    manifest = generation.manifest
    contents = manifest.contents
    rows = {
        "index": str(root),
        "generation": generation.name,
        "degraded": generation.degraded,
        "damage": counted.damage,
        "site": contents.site,
        "posts": str(counted.posts),
        **{f"  {language}": str(posts) for language, posts in counted.languages.items()},
        "words": "" if counted.words is None else f"{counted.words}, {count(counted.terms, 'term')}",
        "size": options.megabytes(manifest.size),
        "left out": ", ".join(f"{files} {reason}" for reason, files in counted.left_out.items()),
        "refused": str(contents.refused or ""),
        "hide_when": ", ".join(contents.hide_when),
        "built": f"{local_time(contents.built)}, {age(contents.built)}, in {contents.seconds:.1f} s",
        "written by": manifest.library,
        "kernel": describe_kernel(),
    }
    return {name: value for name, value in rows.items() if value}

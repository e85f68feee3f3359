"""``search-index stats``."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from indexer.commands import options
from indexer.errors import IndexUnusableError
from indexer.index.generations.generation import Generation, current_generation
from indexer.index.reader.store import open_store
from indexer.settings.load import load_settings
from indexer.wording import age, count, local_time


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of the posts that can be found, those of deleted documents left out.

    Attributes:
        total: In all fields; None where the index is damaged.
        terms: Different ones.
        damage: Why they cannot be counted; empty where they can.
    """

    total: int | None
    terms: int
    damage: str = ""


@click.command()
@options.shared
def stats(*, index: str | None, config: str | None, as_json: bool, quiet: bool) -> None:  # noqa: ARG001  quiet is every command's
    """Print what the index holds: posts by language, words, size, generation, age, and what is left out.

    Only posts that can be found are counted, and only their words.
    """
    settings = load_settings(options={"index": index, "config": config})
    generation = current_generation(settings.index)
    words = _count_words(generation)
    if as_json:
        options.print_json(_as_values(generation, words, settings.index))
    else:
        click.echo(_describe(generation, words, settings.index))


def _count_words(generation: Generation) -> _Words:
    try:
        reader = open_store(generation.path)
        lengths = reader.lengths if reader.live is None else reader.lengths[reader.live]
        return _Words(int(lengths.sum()), reader.count_living_terms())
    except IndexUnusableError as error:
        return _Words(None, generation.manifest.contents.terms, str(error))


def _as_values(generation: Generation, words: _Words, root: Path) -> dict[str, object]:
    manifest = generation.manifest
    contents = manifest.contents
    return {
        "index": str(root),
        "generation": generation.name,
        "degraded": generation.degraded or None,
        "damage": words.damage or None,
        "site": contents.site,
        "base_url": contents.base_url,
        "posts": contents.posts,
        "languages": dict(contents.languages),
        "words": words.total,
        "terms": words.terms,
        "bytes": manifest.size,
        "left_out": dict(contents.left_out),
        "refused": contents.refused,
        "hide_when": list(contents.hide_when),
        "built": contents.built.isoformat(),
        "age_seconds": round((datetime.now(UTC) - contents.built).total_seconds()),
        "seconds": contents.seconds,
        "library": manifest.library,
        "software": dict(manifest.software),
    }


def _describe(generation: Generation, words: _Words, root: Path) -> str:
    manifest = generation.manifest
    contents = manifest.contents
    rows = {
        "index": str(root),
        "generation": generation.name,
        "degraded": generation.degraded,
        "damage": words.damage,
        "site": contents.site,
        "posts": str(contents.posts),
        **{f"  {language}": str(posts) for language, posts in contents.languages.items()},
        "words": "" if words.total is None else f"{words.total}, {count(words.terms, 'term')}",
        "size": options.megabytes(manifest.size),
        "left out": ", ".join(f"{files} {reason}" for reason, files in contents.left_out.items()),
        "refused": str(contents.refused or ""),
        "hide_when": ", ".join(contents.hide_when),
        "built": f"{local_time(contents.built)}, {age(contents.built)}, in {contents.seconds:.1f} s",
        "written by": manifest.library,
    }
    return "\n".join(f"{name:<12}{value}" for name, value in rows.items() if value)

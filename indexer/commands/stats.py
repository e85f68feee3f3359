"""``search-index stats``."""

from pathlib import Path

import click

from indexer.commands import options
from indexer.index.generations.generation import Generation, current_generation
from indexer.settings.load import load_settings


@click.command()
@options.shared
def stats(*, index: str | None, config: str | None, as_json: bool, quiet: bool) -> None:  # noqa: ARG001  quiet is every command's
    """Print what the index holds: posts by language, terms, size, generation, build time."""
    settings = load_settings(options={"index": index, "config": config})
    generation = current_generation(settings.index)
    if as_json:
        options.print_json(_as_values(generation, settings.index))
    else:
        click.echo(_describe(generation, settings.index))


def _as_values(generation: Generation, root: Path) -> dict[str, object]:
    manifest = generation.manifest
    contents = manifest.contents
    return {
        "index": str(root),
        "generation": generation.name,
        "degraded": generation.degraded or None,
        "site": contents.site,
        "base_url": contents.base_url,
        "posts": contents.posts,
        "languages": dict(contents.languages),
        "terms": contents.terms,
        "bytes": manifest.size,
        "left_out": dict(contents.left_out),
        "refused": contents.refused,
        "built": contents.built.isoformat(),
        "seconds": contents.seconds,
        "library": manifest.library,
        "software": dict(manifest.software),
    }


def _describe(generation: Generation, root: Path) -> str:
    manifest = generation.manifest
    contents = manifest.contents
    rows = {
        "index": str(root),
        "generation": generation.name,
        "degraded": generation.degraded,
        "site": contents.site,
        "posts": str(contents.posts),
        **{f"  {language}": str(count) for language, count in contents.languages.items()},
        "terms": str(contents.terms),
        "size": options.megabytes(manifest.size),
        "left out": ", ".join(f"{count} {reason}" for reason, count in contents.left_out.items()),
        "refused": str(contents.refused or ""),
        "built": f"{contents.built.isoformat(timespec='seconds')}, in {contents.seconds:.1f} s",
        "written by": manifest.library,
    }
    return "\n".join(f"{name:<12}{value}" for name, value in rows.items() if value)

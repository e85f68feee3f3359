"""``search-index rebuild``."""

from collections.abc import Mapping
from pathlib import Path

import click

from indexer.commands import options
from indexer.commands.progress import show_progress
from indexer.config import Settings, load_settings
from indexer.index.rebuild import Options, Report
from indexer.index.rebuild import rebuild as rebuild_index
from indexer.index.workers import Limits
from indexer.posts.post import Admission

PUBLISHED_IN_PART = 3


@click.command()
@click.argument("site", required=False, type=click.Path(path_type=Path))
@options.shared
@click.option("--drafts", is_flag=True, help="Let drafts in.")
@click.option("--future", is_flag=True, help="Let posts dated in the future in.")
@click.option("--expired", is_flag=True, help="Let expired posts in.")
@click.option("--force", is_flag=True, help="Publish even an empty index, or one of far fewer posts.")
@click.option("--strict", is_flag=True, help="Publish nothing when a post cannot be read.")
@click.option("--workers", type=click.IntRange(0, 256), help="Processes that read posts; 0 for one a processor.")
@click.option("--list-left-out", is_flag=True, help="Name every file that is left out on purpose, and why.")
@click.pass_context
def rebuild(
    ctx: click.Context,
    site: Path | None,
    *,
    index: Path | None,
    config: Path | None,
    as_json: bool,
    quiet: bool,
    drafts: bool,
    future: bool,
    expired: bool,
    force: bool,
    strict: bool,
    workers: int | None,
    list_left_out: bool,
) -> None:
    """Build a new index of every post of SITE and publish it.

    SITE is the root of a Hugo, Zola, Jekyll or Hexo site, or any folder of Markdown posts; without it, the sample
    posts. The live index answers until the new one is complete.

    \b
    Exit status: 0 done · 1 failed, the live index is untouched · 2 wrong usage
                 3 published, but some posts could not be read · 75 another writer holds the index
    """  # noqa: D301  click wants the character
    settings = load_settings(site, {"index": index, "config": config, "workers": workers})
    chosen = Options(
        admission=Admission(drafts, future, expired),
        force=force,
        strict=strict,
        workers=settings.workers,
        limits=Limits(settings.file_seconds, settings.file_megabytes),
    )
    with show_progress(quiet=quiet) as progress:
        report = rebuild_index(settings.site, settings.index, chosen, progress)
    if list_left_out and not as_json:
        click.echo("".join(f"{options.printable(left.id)}: {left.reason}\n" for left in report.left_out), nl=False)
    if as_json:
        options.print_json(_as_values(report, settings))
    elif not quiet:
        click.echo(_summarise(report, settings))
    if report.contents.refused:
        ctx.exit(PUBLISHED_IN_PART)


def _as_values(report: Report, settings: Settings) -> dict[str, object]:
    contents = report.contents
    return {
        "site": str(report.site),
        "generator": report.generator,
        "index": str(settings.index),
        "generation": report.generation.name,
        "posts": contents.posts,
        "languages": dict(contents.languages),
        "terms": contents.terms,
        "left_out": dict(contents.left_out),
        "left_out_files": [{"path": left.id, "reason": left.reason} for left in report.left_out],
        "refused": contents.refused,
        "bytes": report.generation.manifest.size,
        "seconds": contents.seconds,
        "built": contents.built.isoformat(),
        "problems": [
            {"path": each.path, "line": each.line, "message": each.message, "refused": each.refused}
            for each in report.problems
        ],
    }


def _summarise(report: Report, settings: Settings) -> str:
    contents, manifest = report.contents, report.generation.manifest
    kind = "" if report.generator == "plain" else f", a {report.generator.title()} site"
    lines = [
        f"{contents.posts} posts ({_list(contents.languages)}) of {report.site}{kind}, in {contents.seconds:.1f} s"
    ]
    if contents.left_out:
        lines.append(f"{sum(contents.left_out.values())} left out: {_list(contents.left_out)}")
    if contents.refused:
        lines.append(f"{contents.refused} could not be read, each named above")
    lines.append(f"published as g-{report.generation.number}, {options.megabytes(manifest.size)}, in {settings.index}")
    return "\n".join(lines)


def _list(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())

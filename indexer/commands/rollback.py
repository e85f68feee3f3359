"""``search-index rollback``."""

import click

from indexer.analytics.query_log import QueryLog
from indexer.commands import options
from indexer.commands.output import telling_of
from indexer.commands.progress import show_progress
from indexer.engines.target import local_root, open_target
from indexer.index.build.last_build import record_rollback
from indexer.index.build.rollback import RollbackReport
from indexer.index.build.rollback import rollback as roll_back
from indexer.settings.load import load_settings
from indexer.wording import age, count, local_time


@click.command()
@options.shared
def rollback(*, index: str | None, config: str | None, as_json: bool, quiet: bool) -> None:
    """Serve the index that was live before the last publication, in one step, and delete what was published last.

    Nothing that was withdrawn comes back. The next update publishes what the site then holds: correct the site first,
    and stop watch and timers until then.

    \b
    Exit status: 0 done · 1 there is nothing to go back to, or it failed; the live index is untouched
                 75 another writer holds the index
    """  # noqa: D301  click wants the character
    settings = load_settings(options={"index": index, "config": config})
    with (
        show_progress(quiet=quiet) as progress,
        record_rollback(local_root(settings)),
        open_target(settings, progress=progress) as root,
    ):
        report = roll_back(root, QueryLog.from_settings(settings), progress)
    with telling_of(f"g-{report.generation.number}"):
        if as_json:
            options.print_json(_as_values(report, str(settings.index)))
        elif not quiet:
            click.echo(_describe(report, str(settings.index)))


def _as_values(report: RollbackReport, index: str) -> dict[str, object]:
    contents = report.generation.manifest.contents
    return {
        "index": index,
        "generation": report.generation.name,
        "source": f"g-{report.source}",
        "taken_back": f"g-{report.taken_back}",
        "differing": report.differing,
        "site": contents.site,
        "posts": report.posts,
        "languages": dict(contents.languages),
        "built": contents.built.isoformat(),
        "next_update": _tell_next_update(report),
    }


def _describe(report: RollbackReport, index: str) -> str:
    contents, number = report.generation.manifest.contents, report.generation.number
    posts, built = count(report.posts, "post"), f"{local_time(contents.built)} ({age(contents.built)})"
    lost = "" if report.differing is None else f", with {count(report.differing, 'post')} new or different in it"
    lines = (
        f"{posts} of {contents.site or 'a program'}, built {built}",
        f"published as g-{number}, the same as g-{report.source}, in {index}",
        f"g-{report.taken_back} is deleted{lost}",
        _tell_next_update(report),
    )
    return "\n".join(lines)


def _tell_next_update(report: RollbackReport) -> str:
    if not report.generation.manifest.contents.site:
        return "the program that gave the posts has to give again those that it added or changed since"
    return (
        "the next update reads what differs on the site again and publishes it: correct the site first, "
        "and stop watch and timers until then"
    )

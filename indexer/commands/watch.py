"""``search-index watch``."""

import os
import select
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from indexer.commands import options
from indexer.commands.build_report import Flags, decorate, included, settings_of_site
from indexer.commands.output import print_line
from indexer.engines.target import local_root, open_target, require_client
from indexer.index.build.changes.hold import Hold
from indexer.index.build.last_build import record_build
from indexer.index.build.report import BuildReport, Progress
from indexer.index.build.update import update
from indexer.posts.site import existing_folder
from indexer.settings.load import load_settings
from indexer.settings.settings import Option
from indexer.text.analysis.segmenter import default_segmenter
from indexer.watch.events import SystemEvents
from indexer.watch.journal import Journal, Level
from indexer.watch.watcher import Watcher


def _watch_options(command: Callable[..., None]) -> Callable[..., None]:
    return decorate(
        command,
        (
            *included,
            click.option("--strict", is_flag=True, help="Publish nothing while a post cannot be read."),
            options.settings_of(Option.BUILD, Option.WATCH),
            click.option("--lifeline", is_flag=True, hidden=True, help="Stop when standard input is closed."),
        ),
    )


@click.command()
@_watch_options
def watch(
    site: str | None,
    *,
    as_json: bool,
    quiet: bool,
    drafts: bool,
    future: bool,
    expired: bool,
    strict: bool,
    lifeline: bool,
    **given: str | bool | None,
) -> None:
    """Update the index of SITE whenever files change, until interrupted.

    A saved post is found about a second later, once its file is completely written; a file that is empty or missing
    for a moment takes no post from the index. The whole site is looked through at the start and every few minutes.
    Without SITE, the site of the index.

    \b
    A line is printed for each index published and each thing that went wrong; with --json, a JSON object.
    Exit status: 0 interrupted, or told to stop (SIGTERM) · 1 nobody reads what it prints · 2 wrong usage
    """  # noqa: D301  click wants the character
    settings = settings_of_site(site, given)
    require_client(settings.index)
    folder = existing_folder(settings.site)
    fixed = {**given, "index": str(settings.index)}
    journal = Journal(_print_line, _local_time, Level.WRONG if quiet else Level.NEWS, as_json)
    watcher = Watcher(
        folder,
        partial(_build, folder, fixed, Flags(drafts, future, expired, strict=strict)),
        partial(SystemEvents, folder, local_root(settings).resolve(), settings.pages),
        journal,
        settings.rescan_seconds,
        _is_stdin_closed if lifeline else bool,
    )
    default_segmenter()  # the first change is not to wait for the dictionary
    with suppress(KeyboardInterrupt, SystemExit):  # as it is meant to end
        watcher.run()
    journal.tell("stopped", "stopped")


def _build(site: Path, given: Mapping[str, object], flags: Flags, hold: Hold | None, progress: Progress) -> BuildReport:
    """Update the index of a site, with its settings as they are now."""
    settings = load_settings(site, given)
    chosen = flags.options_with(settings)
    with record_build(local_root(settings), "watch") as reports, open_target(settings, chosen) as root:
        reports.append(update(site, root, chosen, progress, hold))
    return reports[0]


def _print_line(line: str) -> None:
    print_line(options.printable(line))


def _local_time() -> datetime:
    return datetime.now().astimezone()


def _is_stdin_closed() -> bool:
    """Tell whether whoever started this process has ended."""
    readable, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(readable) and not os.read(sys.stdin.fileno(), 1)

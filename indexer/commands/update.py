"""``search-index update``."""

from typing import Any

import click

from indexer.commands.build_report import build_options, run_build
from indexer.index.build.update import update as update_index


@click.command()
@build_options
@click.pass_context
def update(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401  passed on
    """Bring the index of SITE up to date and publish it.

    Only files whose size or time of change differ are looked at, and only those whose content differs are read; posts
    that are gone leave the index. Without SITE the one that the index is of is meant. What comes out answers as a
    rebuild would. Where there is no index yet, where the site's configuration has changed, or very much else,
    everything is built anew.

    \b
    Exit status: 0 done · 1 failed, the live index is untouched · 2 wrong usage
                 3 published, but some posts could not be read · 75 another writer holds the index
    """  # noqa: D301  click wants the character
    ctx.exit(run_build(update_index, **options))

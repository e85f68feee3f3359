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

    Only files whose size or times differ are opened, and only those whose content differs are read as posts; posts
    that are gone leave the index. Without SITE, the site of the index. The result answers as a rebuilt index would.
    Everything is built anew where there is no index yet, or the site's configuration or very much else has changed.

    \b
    Exit status: 0 done · 1 failed, the live index is untouched · 2 wrong usage
                 3 published, but some posts could not be read · 75 another writer holds the index
    """  # noqa: D301  click wants the character
    ctx.exit(run_build(update_index, **options))

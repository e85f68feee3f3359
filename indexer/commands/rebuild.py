"""``search-index rebuild``."""

from typing import Any

import click

from indexer.commands.build_report import build_options, run_build
from indexer.index.build.rebuild import rebuild as rebuild_index


@click.command()
@build_options
@click.pass_context
def rebuild(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401  passed on
    """Build a new index of every post of SITE and publish it.

    SITE is the root of a Hugo, Zola, Jekyll, Hexo or Docsify site, the folder of a built site, or any folder of
    Markdown posts; without it, the sample posts. The live index answers until the new one is complete.

    \b
    Exit status: 0 done · 1 failed, the live index is untouched · 2 wrong usage
                 3 published, but some posts could not be read · 75 another writer holds the index
    """  # noqa: D301  click wants the character
    ctx.exit(run_build(rebuild_index, **options))

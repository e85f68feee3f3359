"""Show a page of hits by the kernel: pass what was found and may be shown."""

from collections.abc import Sequence

import numpy as np

from indexer.index.format.layout import Int64s
from indexer.native import Kernel
from indexer.native.render import RenderedPage, RenderPage, RenderRules, render_page
from indexer.search.deadline import check_deadline
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.result_page import ResultPage
from indexer.search.snippets.shown_hit import Standing
from indexer.search.snippets.standing_json import write_standings


def render_hits(
    library: Kernel, page: ResultPage, highlighter: Highlighter, standings: Sequence[Standing], rules: RenderRules
) -> RenderedPage:
    """Return what is shown of each hit of a page that has any.

    Raises:
        ValueError: Bytes of the index are damaged.
    """
    tokens = highlighter.find_tokens(page)
    spans = highlighter.find_in_text(library, tokens)
    check_deadline()
    table, members = make_table(page, standings)
    shown = RenderPage(page.begins, table, members, tokens.found, spans)
    return render_page(library, shown, highlighter.make_render_targets(), rules)


def make_table(page: ResultPage, standings: Sequence[Standing]) -> tuple[Int64s, bytes]:
    """Return where all that is known of a page's documents lies: int64[hits, 16]; and their standings."""
    members, places = write_standings(standings)
    rows = [
        (*record.rows.cells, codes.address, codes.width, len(codes), *record.json.cells, *place)
        for record, codes, place in zip(page.records, page.codes, places, strict=True)
    ]
    return np.array(rows, dtype=np.int64), members

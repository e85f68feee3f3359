"""Show a page of hits by the kernel: pass what was found and may be shown."""

import numpy as np

from indexer.index.format.layout import Int64s
from indexer.native import Kernel
from indexer.native.render import RenderedPage, RenderPage, RenderRules, render_page
from indexer.search.deadline import check_deadline
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.result_page import ResultPage


def render_hits(library: Kernel, page: ResultPage, highlighter: Highlighter, rules: RenderRules) -> RenderedPage:
    """Return what is shown of each hit of a page that has any.

    Raises:
        ValueError: Bytes of the index are damaged.
    """
    tokens = highlighter.find_tokens(page)
    spans = highlighter.find_in_text(library, tokens)
    check_deadline()
    shown = RenderPage(page.begins, make_table(page), tokens.found, spans)
    return render_page(library, shown, highlighter.make_render_targets(), rules)


def make_table(page: ResultPage) -> Int64s:
    """Return where the zones, sections and texts of a page's documents lie in memory: int64[hits, 8]."""
    texts = ((codes.address, codes.width, len(codes)) for codes in page.codes)
    rows = [(*record.rows.cells, *text) for record, text in zip(page.records, texts, strict=True)]
    return np.array(rows, dtype=np.int64)

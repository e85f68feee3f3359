"""Show a page of hits by the kernel: pass what was found and may be shown."""

from collections.abc import Sequence

from indexer.native import Kernel
from indexer.native.snippets.render import PageTables, RenderedPage, RenderPage, RenderRules, render_page
from indexer.search.deadline import check_deadline
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.result_page import ResultPage
from indexer.search.snippets.shown_hit import Standings
from indexer.search.snippets.standing_json import write_standings


def render_hits(
    library: Kernel, page: ResultPage, highlighter: Highlighter, standings: Standings, rules: RenderRules
) -> RenderedPage:
    """Return what is shown of each hit of a page that has any.

    Raises:
        ValueError: Bytes of the index are damaged.
    """
    targets = highlighter.make_render_targets(page)
    tables = page.tables
    check_deadline()
    if page.reader.whole:
        read = [stream.data for stream in page.read_streams]
        try:
            return render_page(library, make_page(page, standings, tables, read), targets, rules)
        except ValueError:  # who reads tokens and pairs in Python learns why
            tables = PageTables(page.reader.offset_bases)
    has_terms = any(target.terms or target.parts for target in targets.targets)
    streams = [stream.data for stream in page.streams] if has_terms else [b""] * len(page.docs)
    return render_page(library, make_page(page, standings, tables, streams), targets, rules)


def make_page(page: ResultPage, standings: Standings, tables: PageTables, streams: Sequence[bytes] = ()) -> RenderPage:
    """Return all that is known of a page's documents, given their tokens where they were read, or no table has them."""
    return RenderPage(page.docs, page.frames, tables, standings.scores, write_standings(standings), streams)

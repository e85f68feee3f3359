"""Show a page of hits by the kernel: pass what was found and may be shown."""

from collections.abc import Sequence

from indexer.native import Kernel
from indexer.native.render import PackedTokens, PairTable, RenderedPage, RenderPage, RenderRules, render_page
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
    targets = highlighter.make_render_targets(page)
    part = page.reader.whole
    check_deadline()
    if part:
        tokens = [stream.data for stream in page.read_streams] or part.pack_streams(page.docs)
        try:
            return render_page(library, make_page(page, standings, tokens, part.pairs), targets, rules)
        except ValueError:  # who reads tokens and pairs in Python learns why
            pass
    has_terms = any(target.terms or target.parts for target in targets.targets)
    streams = [stream.data for stream in page.streams] if has_terms else [b""] * len(page.docs)
    return render_page(library, make_page(page, standings, streams), targets, rules)


def make_page(
    page: ResultPage,
    standings: Sequence[Standing],
    streams: Sequence[bytes] | PackedTokens,
    pairs: PairTable | None = None,
) -> RenderPage:
    """Return all that is known of a page's documents, given their tokens, and where pairs of characters stand."""
    bases = page.reader.offset_bases.data
    offsets = [bases[doc] for doc in page.docs], [bases[doc + 1] for doc in page.docs]
    return RenderPage([frame.data for frame in page.frames], streams, write_standings(standings), offsets, pairs)

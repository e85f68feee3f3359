"""Show a page of hits by the kernel: pass what was found and may be shown."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from indexer.native import Kernel
from indexer.native.render import RenderedPage, RenderPage, RenderRules, render_page
from indexer.search.deadline import check_deadline
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.result_page import ResultPage
from indexer.search.snippets.shown_hit import Standing
from indexer.search.snippets.standing_json import write_standings

_NO_STREAM = 0, 0, 0, 0


def render_hits(
    library: Kernel, page: ResultPage, highlighter: Highlighter, standings: Sequence[Standing], rules: RenderRules
) -> RenderedPage:
    """Return what is shown of each hit of a page that has any.

    Raises:
        ValueError: Bytes of the index are damaged.
    """
    targets = highlighter.make_render_targets(page)
    has_terms = any(target.terms or target.parts for target in targets.targets)
    check_deadline()
    return render_page(library, make_page(page, standings, has_terms=has_terms), targets, rules)


def make_page(page: ResultPage, standings: Sequence[Standing], *, has_terms: bool) -> RenderPage:
    """Return where all that is known of a page's documents lies; of their tokens only where terms are looked for."""
    members = write_standings(standings)
    streams = [stream.addresses for stream in page.streams] if has_terms else [_NO_STREAM] * len(page.docs)
    bases, docs = page.reader.offset_bases, np.array(page.docs)
    offsets = zip(bases[docs].tolist(), bases[docs + 1].tolist(), strict=True)
    known = zip(page.frames, map(len, members), streams, offsets, strict=True)
    cells = chain.from_iterable((*frame.passed, standing, *stream, *span) for frame, standing, stream, span in known)
    return RenderPage(np.array([*cells], dtype=np.int64), b"".join(members))

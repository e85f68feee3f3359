"""Show a page of hits by the kernel: pass what was found and may be shown, and what else is told of each hit."""

from collections.abc import Sequence

from indexer.native import Kernel
from indexer.native.snippets.render import MOST_TOLD, PageTables, RenderedPage, RenderPage, RenderRules, render_page
from indexer.search.deadline import check_deadline
from indexer.search.json_text import write_json
from indexer.search.snippets.highlighter import Highlighter
from indexer.search.snippets.result_page import ResultPage
from indexer.search.snippets.shown_hit import Standings, describe_translation, round_score

_OPENED, _CLOSED = 1, -1
"""Where what stands between the braces of an object begins and ends."""


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
    return RenderPage(page.docs, page.frames, tables, standings.scores, _write_standings(standings), streams)


def _write_standings(standings: Standings) -> list[bytes]:
    """Write the standings of a page's hits, of which there is at least one.

    Returns:
        What there is to tell as members of a JSON object, but for a score that the kernel tells: empty where that is
        only that there are no translations.
    """
    scores, translations, pinned = standings
    if not translations and not pinned and min(scores) > 0 and max(scores) < MOST_TOLD:
        return [b""] * len(scores)
    return [_write_standing(standings, hit) for hit in range(len(scores))]


def _write_standing(standings: Standings, hit: int) -> bytes:
    score, translations, is_pinned = standings.of(hit)
    told: dict[str, object] = {} if 0 < score < MOST_TOLD else {"score": round_score(score)}
    if not told and not translations and not is_pinned:
        return b""
    told["translations"] = [describe_translation(each) for each in translations]
    if is_pinned:
        told["pinned"] = True
    return write_json(told)[_OPENED:_CLOSED]

"""A page of hits as JSON, put together from the lines that the kernel writes and what each record tells of itself.

``payload._hit_payload`` is the reference: the same keys in the same order, to the byte.
"""

from collections.abc import Callable, Iterable, Sequence

from indexer.search.addresses import quote_anchor
from indexer.search.json_text import write_json
from indexer.search.snippets.record_json import CLOSED, OPENED
from indexer.search.snippets.records import Record
from indexer.search.snippets.shown_hit import Standing, describe_translation

_TakeLine = Callable[[], bytes]


def write_hits(lines: bytes, records: Iterable[Record], standings: Sequence[Standing]) -> bytes:
    """Write the hits of a page as a JSON array.

    Args:
        lines: As the kernel writes them, see ``RenderedPage``.
        records: Of the hits.
        standings: Of the hits.
    """
    take = iter(lines.split(b"\n")).__next__
    scores = write_json([standing.score for standing in standings])[OPENED:CLOSED].split(b",")
    rows = zip(records, standings, scores, strict=True) if standings else ()
    return b"[%b]" % b",".join([_write_hit(take, *row) for row in rows])


def _write_hit(take: _TakeLine, record: Record, standing: Standing, score: bytes) -> bytes:
    known = record.json
    title, snippet, within, words, count = take(), take(), int(take()), take(), int(take())
    sections = b",".join([_write_section(take, record) for _ in range(count)])
    told = _write_standing(standing) if standing.translations or standing.is_pinned else b'"translations":[]'
    anchor = quote_anchor(record.section_names[within][1]).encode() if words and within >= 0 else b""
    fragment = _write_fragment(anchor, words)
    return b'{%b,"title_html":%b,"snippet_html":%b,"sections":[%b],%b,"score":%b,%b%b%b}' % (
        known.head, title, snippet, sections, known.tail, score, told, fragment, known.end,
    )  # fmt: skip


def _write_section(take: _TakeLine, record: Record) -> bytes:
    name, anchor = record.section_names[int(take())]
    heading, snippet, words = take(), take(), take()
    quoted, page = quote_anchor(anchor).encode(), record.json.page
    return b'{"heading":%b,"url":%b,"snippet_html":%b,"heading_html":%b%b}' % (
        write_json(name), b'%b#%b"' % (page, quoted) if page else b'""', snippet, heading,
        _write_fragment(quoted, words),
    )  # fmt: skip


def _write_fragment(anchor: bytes, words: bytes) -> bytes:
    """Write the fragment that leads to some words below an anchor, both quoted; nothing if there are none."""
    return b',"fragment":"%b:~:text=%b"' % (anchor, words) if words else b""


def _write_standing(standing: Standing) -> bytes:
    translations = [describe_translation(each) for each in standing.translations]
    pinned = {"pinned": True} if standing.is_pinned else {}
    return write_json({"translations": translations, **pinned})[OPENED:CLOSED]

"""Code without the elements of its highlighter, of which a page may have thousands: the parser need not make them."""

import re
from functools import lru_cache

from indexer.posts.generators.html.left_out import names_line_numbers

_BEHIND_NAME = b"> \t\r\n"
_SPAN = re.compile(rb"(<span[^<>]*+>)")
_SPAN_OR_LINE = re.compile(rb"(<(?:span|div)[^<>]*+>)")
_PLAIN = re.compile(rb'<(?:span|div)(?: class="([^"<>&]*)")?(?: style="[^"<>]*")?>')


def flatten_code(page: bytes) -> bytes:
    """Take the elements of highlighters out of each ``<pre>`` of a page in UTF-8, and leave their text.

    Code with line numbers or other attributes is left to the parser.
    """
    pieces: list[bytes] = []
    position, begin = 0, page.find(b"<pre")
    while begin >= 0 and (end := page.find(b"</pre", begin)) >= 0:
        if page[begin + 4] in _BEHIND_NAME:
            pieces += [page[position:begin], _flatten(page[begin:end])]
            position = end
        begin = page.find(b"<pre", end)
    return b"".join([*pieces, page[position:]])


def _flatten(code: bytes) -> bytes:
    has_lines = b"<div" in code
    parts = (_SPAN_OR_LINE if has_lines else _SPAN).split(code)
    tags, text = parts[1::2], b"".join(parts[::2])
    if not tags or not all(map(_is_plain, {*tags})):
        return code
    lines = sum(tag.startswith(b"<div") for tag in tags) if has_lines else 0
    without_spans = text.replace(b"</span>", b"")
    flat = without_spans.replace(b"</div>", b"")
    are_closed = (
        len(text) - len(without_spans) == len(b"</span>") * (len(tags) - lines)
        and len(without_spans) - len(flat) == len(b"</div>") * lines
    )
    return flat.replace(b"<br>", b"\n") if are_closed else code


@lru_cache(maxsize=10_000)
def _is_plain(tag: bytes) -> bool:
    """Say whether a tag says nothing but how code looks; the code of a site has a few dozen."""
    plain = _PLAIN.fullmatch(tag)
    return plain is not None and not names_line_numbers((plain[1] or b"").decode())

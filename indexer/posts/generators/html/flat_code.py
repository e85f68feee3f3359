"""Code without the elements of its highlighter, of which a page may have thousands: the parser need not make them."""

import re

from indexer.posts.generators.html.left_out import names_line_numbers

_CODE = re.compile(rb"<pre[\s>]")
_PLAIN_SPAN = re.compile(rb'<span(?: class="([^"<>&]*)")?(?: style="[^"<>]*")?>')
_SPAN, _SPAN_END = b"<span", b"</span>"


def flatten_code(page: bytes) -> bytes:
    """Take the elements of highlighters out of each ``<pre>`` of a page in UTF-8, and leave their text.

    Code with line numbers or other attributes is left to the parser.
    """
    pieces: list[bytes] = []
    position = 0
    while found := _CODE.search(page, position):
        end = page.find(b"</pre", found.end())
        if end < 0:
            break
        pieces += [page[position : found.end()], _flatten(page[found.end() : end])]
        position = end
    return b"".join([*pieces, page[position:]])


def _flatten(code: bytes) -> bytes:
    spans = code.count(_SPAN)
    if not spans or spans != code.count(_SPAN_END):
        return code
    parts = _PLAIN_SPAN.split(code)
    classes = b" ".join({each for each in parts[1::2] if each}).decode()
    if 2 * spans + 1 != len(parts) or names_line_numbers(classes):
        return code
    return b"".join(parts[::2]).replace(_SPAN_END, b"").replace(b"<br>", b"\n")

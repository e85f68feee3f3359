"""Calls of the kernel with built pages, and their XML, of which bytes are damaged; see ``fuzz.py``."""

from collections.abc import Callable, Iterator
from ctypes import addressof, c_int64

from native.drawn_pages import draw_page, draw_whole_page

from indexer.native.calling import address_of_buffer, call_with
from indexer.native.loading import Kernel
from indexer.native.posts.own_text import NameTable, OwnTextInput, read_own_text
from indexer.native.posts.page_facts import read_page, read_page_facts
from indexer.posts.generators.html.kernel_names import KERNEL_CONTAINERS, KERNEL_NAMES

PIECES = (
    b"<", b">", b"</", b"/>", b"&", b"&#", b"&#x", b";", b'"', b"=", b"='", b"<pre", b"</pre>", b"<span", b"<!--",
    b"-->", b"<!", b"<script>", b"</title", b"<a ", b"<![CDATA[", b"\xff", b"\xe4\xb8", b"\xf4\x8f\xbf",
    b"\xef\xbb\xbf", b"\0", b"<p>", b"</p>", b"<h1>", b"</h1>", b"<li>", b"<time datetime=1>", b"</body>", b"</html>",
    b"<b" * 40, b"<div>" * 210, b"<x a" + b" b" * 70, b"</div>" * 9, b"<article>", b"<img alt=",
)  # fmt: skip
WILD = (-(1 << 63), -1, 0, 1, 5, 40, 1 << 40, (1 << 63) - 1)
ROOMS = (0, 1, 7, 300, 20_000)


def damage_bytes(data: bytes, chance) -> bytes:
    """Return a copy in which some bytes are others, or missing, or more."""
    damaged = bytearray(data)
    for _ in range(chance.choice((0, 1, 1, 2, 9))):
        at = chance.randint(0, len(damaged))
        way = chance.randrange(4)
        if way == 0:
            damaged[at:at] = chance.choice(PIECES)
        elif way == 1:
            damaged[at : at + 1] = bytes([chance.randrange(256)])
        elif way == 2:
            del damaged[at : at + chance.choice((1, 1, 5, 40))]
        elif chance.random() < 0.2:
            del damaged[at:]
    return bytes(damaged)


def draw_html_calls(kernel: Kernel, chance) -> Iterator[Callable[[], object]]:
    """Yield calls with a damaged page, and with the damaged XML of another one."""
    html = damage_bytes(chance.choice((draw_page, draw_whole_page))(chance).encode(), chance)
    names = NameTable(*(damage_bytes(each, chance) if chance.random() < 0.1 else each for each in KERNEL_NAMES))
    containers = damage_bytes(KERNEL_CONTAINERS, chance)
    yield lambda: read_page(kernel, names, containers, html)
    yield lambda: _read_with_rooms(kernel, html, [chance.choice(ROOMS) for _ in range(3)])
    whole = read_page(kernel, KERNEL_NAMES, KERNEL_CONTAINERS, draw_whole_page(chance).encode()).xml
    xml = bytearray(damage_bytes(bytes(whole), chance))
    yield lambda: read_page_facts(kernel, names, containers, xml)
    begin = chance.randint(0, len(xml))
    given = OwnTextInput(
        xml,
        begin,
        chance.randint(begin, len(xml)) if chance.random() < 0.3 else len(xml),
        chance.choices((False, True), k=chance.choice((0, 1, 1, 2))),
        ["a cat", ""] * chance.choice((0, 3, 50)),
        sorted(chance.choices(WILD, k=chance.choice((0, 1, 4)))),
        chance.choices((*WILD, chance.randint(0, len(xml))), k=chance.choice((0, 2, 4, 6))),
    )
    yield lambda: read_own_text(kernel, names, given)


def _read_with_rooms(kernel: Kernel, html: bytes, rooms: list[int]) -> None:
    """Read a page into any room, as the door never does."""
    xml, text, rows = bytearray(rooms[0]), bytearray(rooms[1]), (c_int64 * rooms[2])()
    lengths = (c_int64 * 3)()
    outputs = address_of_buffer(xml), rooms[0], address_of_buffer(text), rooms[1], addressof(rows), rooms[2]
    passed = html, len(html), *KERNEL_NAMES.passed, KERNEL_CONTAINERS, len(KERNEL_CONTAINERS)
    call_with(kernel, "read_page", *passed, *outputs, addressof(lengths), 3)

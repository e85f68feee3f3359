"""A page's own text, read straight from the parser's tree."""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from lxml.etree import _Element as Element
from lxml.etree import tostring

from indexer.native import Kernel, kernel
from indexer.native import own_text as native
from indexer.native.own_text import KINDS, OwnTextInput, ReadText
from indexer.posts.generators.html.furniture import ELEMENTS, NAMES, ROLES, WORDS
from indexer.posts.generators.html.left_out import LINE_NUMBERS, is_left_out, read_code
from indexer.posts.post import Block
from indexer.text.markup.blocks import EDGE, BlockBuilder
from indexer.text.markup.html_text import GAPS, HEADING_LEVELS
from indexer.text.markup.image_description import describe_image
from indexer.text.markup.prose import Gap


class OwnText(NamedTuple):
    """What was read of a page.

    Attributes:
        text: Of all blocks, with blank lines between.
        linked: How many letters of it are links.
    """

    blocks: tuple[Block, ...]
    text: str
    linked: int


def read_own_text(mains: Iterable[Element], titles: Container[Element], *, shows_text: bool = True) -> OwnText:
    """Read the elements that hold a page's text, without what is left out.

    Args:
        mains: In reading order.
        titles: Headings that say the page's title again, which is no part of its text.
        shows_text: Whether more than headings may be read.
    """
    elements = [*mains]
    library = kernel()
    read = _read_written(library, elements, titles) if library else None
    blocks, linked = read or _read_tree(elements, titles)
    shown = tuple(block for block in blocks if shows_text or block.kind == "heading")
    return OwnText(shown, "\n\n".join([block.text for block in shown]), linked)


def _read_tree(mains: list[Element], titles: Container[Element]) -> tuple[list[Block], int]:
    reader = _TreeReader(titles)
    for main in mains:
        reader.read(main)
    return reader.builder.blocks, count_letters("".join(reader.linked))


def _read_written(library: Kernel, mains: list[Element], titles: Container[Element]) -> tuple[list[Block], int] | None:
    """Let the kernel read what lxml writes of the elements; None where that is none of its business."""
    mains[0].getroottree().docinfo.clear()  # of XHTML it would write attributes that the page has not
    written = b"".join([tostring(main, encoding="utf-8", with_tail=False) for main in mains])
    if _REPLACED in written:
        return None
    given = OwnTextInput(
        written,
        [any(above.tag in HEADING_LEVELS for above in main.iterancestors()) for main in mains],
        [describe_image(image.get("alt", "")) for main in mains for image in main.iter("img")],
        [n for n, heading in enumerate(each for main in mains for each in main.iter("h1", "h2")) if heading in titles],
    )
    read = native.read_own_text(library, _NAMES, given)
    return ([*_cut(read)], read.linked) if read else None


def _cut(read: ReadText) -> Iterator[Block]:
    """Cut the texts of all blocks, and their anchors behind, into blocks."""
    cells, at = read.blocks, 0
    anchor = sum(cells[3::4])
    for kind, level, anchor_length, length in zip(cells[::4], cells[1::4], cells[2::4], cells[3::4], strict=True):
        yield Block(KINDS[kind], read.text[at : at + length], level, read.text[anchor : anchor + anchor_length])
        at += length
        anchor += anchor_length


def _name_kinds() -> Mapping[str, int]:
    """Return what the kernel is to know of names."""
    kinds: dict[str, int] = {}
    tables: tuple[tuple[int, Iterable[str]], ...] = (
        *((native.LEFT_OUT, ELEMENTS), (native.ROLE, ROLES), (native.WORD, WORDS), (native.NAME, NAMES)),
        *((native.LINE_NUMBERS, LINE_NUMBERS), (native.HAS_GAP, GAPS)),
    )
    for kind, names in tables:
        for name in names:
            kinds[name] = kinds.get(name, 0) | kind
    return kinds


_REPLACED = b"&#xFFFD;"
"""What stands for control characters in XML, which has none."""
_NAMES = native.write_names(_name_kinds(), GAPS)


def count_letters(text: str) -> int:
    """Return how many characters of a text are no white space."""
    return len(text) - text.count(" ") - text.count("\n")


class _TreeReader:
    """Walks through elements, however deep they are nested.

    Attributes:
        linked: Texts inside links.
    """

    def __init__(self, titles: Container[Element]) -> None:
        self.builder = BlockBuilder()
        self._gap, self._line = self.builder.gap, self.builder.write
        self.linked: list[str] = []
        self._titles = titles
        self._links = 0
        self._anchor = ""

    def read(self, main: Element) -> None:
        """Add a block for each stretch of an element's text."""
        self._gap(Gap.LINE)
        waiting = [(main, iter(main))] if self._begin(main, main.tag) else []
        while waiting:
            parent, children = waiting[-1]
            for element in children:
                tag, attributes = element.tag, element.items()
                if not is_left_out(element, tag, attributes) and self._begin(element, tag):
                    waiting.append((element, iter(element)))
                    break
                if tail := element.tail:
                    self._write(tail)
            else:
                waiting.pop()
                self._end(parent.tag)
                if waiting and (tail := parent.tail):
                    self._write(tail)
        self.builder.finish("prose")

    def _begin(self, element: Element, tag: str) -> bool:
        """Read an element up to its first child; to its end, and say no, where there is none to be read."""
        gap = GAPS.get(tag)
        if gap is None:
            self._line(EDGE)
            if tag == "a":
                self._links += 1
            elif tag == "img":
                self._line(describe_image(element.get("alt", "")))
        elif not self._begin_block(element, tag, gap):
            return False
        if text := element.text:
            self._write(text)
        if len(element):
            return True
        self._end(tag)
        return False

    def _begin_block(self, element: Element, tag: str, gap: Gap) -> bool:
        if tag == "pre":
            self.builder.add_code(read_code(element))
            self._gap(gap)
            return False
        if tag in HEADING_LEVELS:
            if element in self._titles:
                self._gap(Gap.LINE)
                return False
            self.builder.finish("prose")
            self._anchor = element.get("id", "")
        self._gap(gap)
        return True

    def _end(self, tag: str) -> None:
        gap = GAPS.get(tag)
        if gap is None:
            self._line(EDGE)
            self._links -= tag == "a"
        else:
            if tag in HEADING_LEVELS:
                self.builder.finish("heading", HEADING_LEVELS[tag], self._anchor)
            self._gap(gap)

    def _write(self, text: str) -> None:
        self._line(text)
        if self._links:
            self.linked.append(text)

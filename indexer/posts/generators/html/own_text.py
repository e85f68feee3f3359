"""A page's own text, read straight from the parser's tree."""

from collections.abc import Container, Iterable
from typing import NamedTuple

from lxml.etree import _Element as Element

from indexer.posts.generators.html.left_out import is_left_out, read_code
from indexer.posts.post import Block
from indexer.text.markup.blocks import EDGE, BlockBuilder
from indexer.text.markup.html_text import GAPS, HEADING_LEVELS
from indexer.text.markup.image_description import describe_image
from indexer.text.markup.prose import Gap


class OwnText(NamedTuple):
    """What was read of a page.

    Attributes:
        is_mostly_links: At least half of its letters are links.
    """

    blocks: list[Block]
    is_mostly_links: bool


def read_own_text(mains: Iterable[Element], titles: Container[Element]) -> OwnText:
    """Read the elements that hold a page's text, without what is left out.

    Args:
        mains: In reading order.
        titles: Headings that say the page's title again, which is no part of its text.
    """
    reader = _TreeReader(titles)
    for main in mains:
        reader.read(main)
    letters = sum(_count_letters(block.text) for block in reader.builder.blocks)
    return OwnText(reader.builder.blocks, 2 * sum(map(_count_letters, reader.linked)) >= letters)


class _TreeReader:
    """Walks through elements, however deep they are nested.

    Attributes:
        linked: Texts inside links.
    """

    def __init__(self, titles: Container[Element]) -> None:
        self.builder = BlockBuilder()
        self.linked: list[str] = []
        self._titles = titles
        self._links = 0
        self._anchor = ""

    def read(self, main: Element) -> None:
        """Add a block for each stretch of an element's text."""
        self.builder.gap(Gap.WRAP)
        waiting = [(main, iter(main))] if self._begin(main) else []
        while waiting:
            parent, children = waiting[-1]
            for element in children:
                if not is_left_out(element) and self._begin(element):
                    waiting.append((element, iter(element)))
                    break
                if tail := element.tail:
                    self._write(tail)
            else:
                waiting.pop()
                self._end(parent)
                if waiting and (tail := parent.tail):
                    self._write(tail)
        self.builder.finish("prose")

    def _begin(self, element: Element) -> bool:
        """Read an element up to its first child; to its end, and say no, where there is none to be read."""
        tag = element.tag
        gap = GAPS.get(tag)
        if gap is None:
            self.builder.write(EDGE)
        elif tag == "pre":
            self.builder.gap(gap)
            self.builder.add_code(read_code(element))
            self.builder.gap(gap)
            return False
        elif element in self._titles:
            self.builder.gap(Gap.LINE)
            return False
        else:
            self.builder.gap(gap)
        if tag in HEADING_LEVELS:
            self.builder.finish("prose")
            self._anchor = element.get("id", "")
        elif tag == "img":
            self.builder.write(describe_image(element.get("alt", "")))
        elif tag == "a":
            self._links += 1
        if text := element.text:
            self._write(text)
        if len(element):
            return True
        self._end(element)
        return False

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag in HEADING_LEVELS:
            self.builder.finish("heading", HEADING_LEVELS[tag], self._anchor)
        elif tag == "a":
            self._links -= 1
        gap = GAPS.get(tag)
        if gap is None:
            self.builder.write(EDGE)
        else:
            self.builder.gap(gap)

    def _write(self, text: str) -> None:
        self.builder.write(text)
        if self._links:
            self.linked.append(text)


def _count_letters(text: str) -> int:
    """Return how many characters of a text are no white space."""
    return len(text) - sum(map(text.count, " \n\t\r\xa0\u3000"))

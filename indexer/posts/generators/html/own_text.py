"""A page's own text, read straight from the parser's tree."""

from collections.abc import Container, Iterable

from lxml.etree import _Element as Element

from indexer.posts.generators.html.left_out import is_left_out, read_code
from indexer.posts.post import Block
from indexer.text.markup.blocks import EDGE, BlockBuilder
from indexer.text.markup.html_text import GAPS, HEADING_LEVELS
from indexer.text.markup.image_description import describe_image
from indexer.text.markup.prose import Gap
from indexer.text.markup.ruby import RUBY_TAGS, Ruby, RubyPlace


def read_own_text(mains: Iterable[Element], titles: Container[Element]) -> tuple[list[Block], int]:
    """Read the elements that hold a page's text, without what is left out.

    Args:
        mains: In reading order.
        titles: Headings that say the page's title again, which is no part of its text.

    Returns:
        The blocks, and how many of their letters are links.
    """
    reader = _TreeReader(titles)
    for main in mains:
        reader.read(main)
    return reader.builder.blocks, count_letters("".join(reader.linked))


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
        self._ruby = Ruby()
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
            elif tag in RUBY_TAGS:
                self._ruby.start(tag)
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
            if tag in RUBY_TAGS:
                self._ruby.end(tag)
        else:
            if tag in HEADING_LEVELS:
                self.builder.finish("heading", HEADING_LEVELS[tag], self._anchor)
            self._gap(gap)

    def _write(self, text: str) -> None:
        if self._ruby.place is not RubyPlace.WORDS:
            if self._ruby.place is RubyPlace.OVER:
                self.builder.annotate(text)
            return
        self._line(text)
        if self._links:
            self.linked.append(text)

"""The Markdown parser's events -> sections."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

from pyromark import Options, events

from indexer.text.markup.anchors import Heading
from indexer.text.markup.formulas import read_formula
from indexer.text.markup.heading_reader import HeadingReader
from indexer.text.markup.html_text import GAPS, HIDDEN, image_text, read_html, shows_nothing, split_unclosed, tag_name
from indexer.text.markup.image_description import describe_image
from indexer.text.markup.link_list import LinkList
from indexer.text.markup.prose import Gap, Prose
from indexer.text.markup.ruby import RUBY_TAGS, ProseRuby
from indexer.text.markup.section import Section

_BREAKS = {"SoftBreak": Gap.WRAP, "HardBreak": Gap.LINE, "Rule": Gap.BLOCK}
_GAPS = {
    **dict.fromkeys(("Item", "DefinitionListTitle", "DefinitionListDefinition"), Gap.LINE),
    **dict.fromkeys(("Paragraph", "BlockQuote", "FootnoteDefinition", "DefinitionList", "Table"), Gap.BLOCK),
    "TableCell": Gap.CELL,
    **dict.fromkeys(("TableHead", "TableRow"), Gap.ROW),
}
"""What is nothing but a gap, where it begins as where it ends."""
_NO_INLINES = dict.fromkeys(("Emphasis", "Strong", "Strikethrough", "Link"))
"""What is done where these begin and end, but in a heading: nothing."""

_Tag: TypeAlias = Mapping[str, Any]
_Actions: TypeAlias = dict[str, Callable[[Any], None] | None]


class _Draft:
    """A section being read; ``anchor`` is a number where it is that of the n-th Markdown heading."""

    __slots__ = ("anchor", "asides", "code", "heading", "level", "prose")

    def __init__(self, heading: str = "", level: int = 0, anchor: str | int = "") -> None:
        self.heading = heading
        self.level = level
        self.anchor = anchor
        self.prose = ""
        self.code: list[str] = []
        self.asides: list[str] = []


class SectionReader:
    """Follows the parser through one document.

    Attributes:
        options: The parser's.
        read_code_title: Returns the title of a block of code from the parser's event for its beginning.
        headings: Every Markdown heading met, also an empty one, for the making of anchors.
    """

    def __init__(self, options: Options, read_code_title: Callable[[Any], str]) -> None:
        self.headings: list[Heading] = []
        self.options = options
        self.read_code_title = read_code_title
        self._drafts = [_Draft()]
        self._prose = Prose()
        self._list_depth = 0
        self._links = LinkList(self._prose)
        self._html: list[str] = []
        self._code: list[str] = []
        self._heading = HeadingReader(self._prose)
        self._images: list[tuple[int, str]] = []  # where the text of each that is being read begins, and its title
        self._hidden: dict[str, int] = {}  # element -> where its content begins
        self._ruby = ProseRuby(self._prose)
        self._leaves: _Actions = {
            "Text": self._prose.write,
            "Code": self._prose.write,
            "InlineHtml": self._inline_html,
            "Html": self._html.append,
            "InlineMath": self._formula,
            "DisplayMath": self._displayed_formula,
        }
        self._starts, self._ends = self._list_events()

    def _list_events(self) -> tuple[_Actions, _Actions]:
        """Return what is done where something begins, and where it ends."""
        starts: _Actions = {
            "Heading": self._start_heading,
            "CodeBlock": self._start_code,
            "HtmlBlock": self._block,
            "Image": self._start_image,
            "List": self._start_list,
        }
        ends: _Actions = {
            "Heading": self._end_heading,
            "CodeBlock": self._end_code,
            "HtmlBlock": self._end_html,
            "Image": self._end_image,
            "List": self._end_list,
        }
        return starts, ends

    def _heed_inlines(self) -> None:
        """Begin to follow what only a heading's anchor depends on."""
        leaves, starts, ends, heading = self._leaves, self._starts, self._ends, self._heading
        leaves["Text"], leaves["Code"] = heading.write_text, heading.write_code
        starts["Emphasis"] = starts["Strong"] = starts["Strikethrough"] = heading.start_inline
        ends["Emphasis"] = ends["Strong"] = ends["Strikethrough"] = heading.end_inline
        starts["Link"], ends["Link"] = heading.start_link, heading.end_link

    def _ignore_inlines(self) -> None:
        self._leaves["Text"] = self._leaves["Code"] = self._prose.write
        self._starts.update(_NO_INLINES)
        self._ends.update(_NO_INLINES)
        if self._list_depth:
            self._heed_links()

    def read(self, markdown: str) -> None:
        """Add a document, or the rest of one."""
        leaves, tags, gaps = self._leaves.get, {"Start": self._starts, "End": self._ends}.get, _GAPS.get
        hidden, ruby, add_gap = self._hidden, self._ruby, self._prose.gap
        stream = cast("Iterable[str | dict[str, Any]]", events(markdown, options=self.options))
        for event in stream:  # a site has millions
            if isinstance(event, str):
                self._break(event)
                continue
            # Every event is a dict of one key; what is named nowhere shows no text.
            name, value = event.popitem()
            action = leaves(name)
            if action is None and (actions := tags(name)) is not None:
                tag = value if isinstance(value, str) else next(iter(value))
                gap = gaps(tag)
                if gap is not None:
                    add_gap(gap)
                    if hidden or ruby.is_met:
                        self._close_inlines()
                    continue
                action = actions.get(tag)
            if action is not None:
                action(value)

    def sections(self, anchors: Sequence[str]) -> tuple[Section, ...]:
        """Return what was read, with one anchor for each of ``headings``."""
        self._finish_prose()
        # Methods of its own would hold the reader in memory until the collector comes by.
        for actions in (self._leaves, self._starts, self._ends):
            actions.clear()
        return tuple(
            Section(
                draft.heading,
                draft.level,
                anchors[draft.anchor] if isinstance(draft.anchor, int) else draft.anchor,
                draft.prose,
                "\n\n".join(draft.code),
                "\n".join(draft.asides),
            )
            for draft in self._drafts
            if draft.heading or draft.prose or draft.code or draft.asides
        )

    def _finish_prose(self) -> None:
        prose, draft = self._prose.take(), self._drafts[-1]
        self._links.begin()  # of a list that a heading stands in, what comes before it is done
        draft.prose = f"{draft.prose}\n\n{prose}" if draft.prose and prose else draft.prose or prose
        if self._ruby.is_met:
            draft.asides += self._ruby.take()

    def _break(self, event: str) -> None:
        self._prose.gap(_BREAKS[event])
        self._heading.end_line()

    def _formula(self, tex: str) -> None:
        self._prose.write(read_formula(tex))
        self._heading.add_formula(tex)

    def _displayed_formula(self, tex: str) -> None:
        self._separate(Gap.LINE)
        self._formula(tex)
        self._separate(Gap.LINE)

    def _inline_html(self, tag: str) -> None:
        name = tag_name(tag)
        if name == "img":
            self._prose.gap(Gap.SPACE)
            self._prose.write(image_text(tag))
            self._prose.gap(Gap.SPACE)
            return
        if name in HIDDEN:
            self._hide(name, closing=tag.startswith("</"))
        elif name in RUBY_TAGS:
            self._ruby.read_tag(name, closing=tag.startswith("</"))
        if name in GAPS:
            self._prose.gap(GAPS[name])

    def _hide(self, name: str, *, closing: bool) -> None:
        if not closing:
            self._hidden[name] = self._prose.mark()
        elif name in self._hidden:
            self._prose.cut(self._hidden.pop(name))

    def _block(self, _tag: _Tag) -> None:
        self._separate(Gap.BLOCK)

    def _separate(self, gap: Gap) -> None:
        self._prose.gap(gap)
        if self._hidden or self._ruby.is_met:
            self._close_inlines()

    def _close_inlines(self) -> None:
        """End what is still open where a block ends: what is not closed in its own block hides nothing."""
        self._hidden.clear()
        if self._ruby.is_met:
            self._drafts[-1].asides += self._ruby.take()

    def _start_heading(self, tag: _Tag) -> None:
        self._finish_prose()
        self._heading.start(tag["Heading"]["id"] or "")
        self._heed_inlines()

    def _end_heading(self, tag: _Tag) -> None:
        level = int(tag["Heading"][1])
        self.headings.append(self._heading.end(level))
        self._ignore_inlines()
        text = " ".join(self._prose.take().split())
        if text:
            self._drafts.append(_Draft(text, level, len(self.headings) - 1))

    def _start_code(self, tag: _Tag) -> None:
        self._separate(Gap.BLOCK)
        if title := self.read_code_title(tag):
            self._prose.write(title)
            self._prose.gap(Gap.BLOCK)
        self._leaves["Text"] = self._code.append

    def _end_code(self, _tag: _Tag) -> None:
        self._separate(Gap.BLOCK)
        self._add_code("".join(self._code))
        self._code.clear()
        self._leaves["Text"] = self._prose.write

    def _add_code(self, code: str) -> None:
        if code.strip():
            self._prose.mark_omission()
            self._drafts[-1].code.append(code.strip("\n"))

    def _start_image(self, tag: _Tag) -> None:
        self._separate(Gap.SPACE)
        self._heading.start_image()
        self._images.append((self._prose.mark(), tag["Image"]["title"]))

    def _end_image(self, _tag: _Tag) -> None:
        self._separate(Gap.SPACE)
        self._heading.end_image()
        begin, title = self._images.pop()
        alt = self._prose.text_from(begin)
        if not self._heading.is_open and not describe_image(alt):  # headings stay as they are
            self._prose.cut(begin)
        if title.strip() != alt.strip():  # many give both the same
            self._prose.write(describe_image(title))
        self._prose.gap(Gap.SPACE)

    def _start_list(self, _tag: _Tag) -> None:
        self._prose.gap(Gap.LINE if self._list_depth else Gap.BLOCK)
        if not self._list_depth:
            self._links.begin()
            self._heed_links()
        self._list_depth += 1

    def _end_list(self, _tag: _Tag) -> None:
        self._list_depth -= 1
        if not self._list_depth:
            if aside := self._links.take():
                self._drafts[-1].asides.append(aside)
            self._starts["Link"] = self._ends["Link"] = None
        self._prose.gap(Gap.LINE if self._list_depth else Gap.BLOCK)

    def _heed_links(self) -> None:
        """Begin to note where links begin and end, as only in a list it matters."""
        self._starts["Link"] = self._ends["Link"] = self._links.mark_link

    def _end_html(self, _tag: _Tag) -> None:
        self._separate(Gap.BLOCK)
        written = "".join(self._html)
        self._html.clear()
        if shows_nothing(written):
            return
        html, unclosed = split_unclosed(written)
        for block in read_html(html):
            if block.kind == "code":
                self._add_code(block.text)
            elif block.kind == "aside":
                self._drafts[-1].asides.append(block.text)
            elif block.kind == "heading":
                self._finish_prose()
                self._drafts.append(_Draft(" ".join(block.text.split()), block.level, block.anchor))
            else:
                self._prose.gap(Gap.BLOCK)
                self._prose.write(block.text)
        self._prose.gap(Gap.BLOCK)
        if unclosed:
            self.read(unclosed)

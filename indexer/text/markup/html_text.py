"""HTML inside a post -> what a reader sees of it."""

import re
from collections.abc import Mapping
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from indexer.patterns import compile_later
from indexer.posts.post import Block
from indexer.text.markup.blocks import EDGE, BlockBuilder
from indexer.text.markup.image_description import describe_image
from indexer.text.markup.prose import Gap
from indexer.text.markup.ruby import RUBY_TAGS, Ruby, RubyPlace

if TYPE_CHECKING:
    from lxml.etree import HTMLParser

_LINES = (
    "address article aside body caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "frameset h1 h2 h3 h4 h5 h6 header hr iframe legend li main menu nav noscript optgroup option p pre "
    "search section select summary svg table tbody template textarea tfoot thead title video audio br"
)
_BLOCKS = "p pre ul ol dl table blockquote figure details section article hr h1 h2 h3 h4 h5 h6"
GAPS: Mapping[str, Gap] = {
    **dict.fromkeys(_LINES.split(), Gap.LINE),
    **dict.fromkeys(_BLOCKS.split(), Gap.BLOCK),
    **dict.fromkeys(("td", "th"), Gap.CELL),
    "tr": Gap.ROW,
}
"""The gap around an element; inline elements are not named, and split no words."""

HIDDEN = frozenset({"script", "style", "iframe"})
"""Elements whose content is for the browser, or for one that does not know them: left out, once they are closed."""

HEADING_LEVELS: Mapping[str, int] = {f"h{level}": level for level in range(1, 7)}
_OPENER = compile_later(
    r"<(?:(?P<comment>!--)|(?P<raw>script|style|iframe)(?=[\s/>])|(?P<bogus>[!?]|/(?![a-z]))|(?=/?[a-z]))",
    re.IGNORECASE,
)
_STRAY_OPENER = compile_later(r"<+(?:!--|(?=[a-zA-Z/!?]))")
_HIDING_OPENER = compile_later(r"<+!--|<(?:script|style|iframe)(?=[\s/>])", re.IGNORECASE)
_CLOSERS = compile_later(r"-->|</(?:script|style|iframe)(?=[\s/>])", re.IGNORECASE)
_SCRIPT = compile_later(r"<script[\s/>]", re.IGNORECASE)
# What follows the < of a tag, as HTML's tokenizer reads it (HTML, 13.2.5.8 to 39): a > in quotes does not end it, and
# where the quotes are left open nothing does.
_REST_OF_TAG = compile_later(
    r"""
    /?+ [^\t\n\f\r\ />]*+                                  # its name
    (?: [\t\n\f\r\ /]++
      | [^\t\n\f\r\ />] [^\t\n\f\r\ /=>]*+                 # an attribute, followed by a value or not
        (?: [\t\n\f\r\ ]*+ = [\t\n\f\r\ ]*+
            (?: "[^"]*+" | '[^']*+' | [^"'\t\n\f\r\ >] [^\t\n\f\r\ >]*+ | (?=>) )
          | (?! [\t\n\f\r\ ]*+ = ) )
    )* >""",
    re.VERBOSE,
)
# Complete comments, white space, and complete tags, but for images and for elements whose inside is no HTML.
_NOTHING = compile_later(
    r"(?:\s++|<!--(?!-?>)[^-]*+(?:-(?!-!?>)[^-]*+)*-->"
    r"|</?(?!(?:img|script|style|title|textarea|iframe|xmp|plaintext|no\w+)\b)[a-z][a-z0-9-]*+"
    r"(?:\s++[a-z][\w:.-]*+(?:=(?:\"[^\"<>&]*+\"|'[^'<>&]*+'|[^\s\"'<>=`&/]++))?)*\s*+/?>)*",
    re.IGNORECASE,
)
# Text and complete tags, but for comments, scripts, style sheets and frames: what an HTML library writes, and most
# authors do. Quotes stand nowhere but round values: elsewhere they are part of a name, and what looks quoted is not.
_CLOSED = compile_later(
    r"(?:[^<]++|</?(?!(?i:script|style|iframe)[\s/>])[a-zA-Z][^\s<>\"'=/]*+"
    r"(?:[\s/]++(?:[^\s<>\"'=/]++(?:=(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s<>\"'=]++))?)?)*>)*"
)
_TAG_NAME = compile_later(r"</?([a-zA-Z][a-zA-Z0-9-]*)")


class _Reader:
    """Gathers blocks from the parser's events; the method names are lxml's target interface."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._builder = BlockBuilder()
        self._hidden = 0
        self._pre: list[str] | None = None
        self._anchor = ""
        self._ruby = Ruby()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._hidden += tag in HIDDEN
        self._separate(tag)
        if tag in RUBY_TAGS:
            self._ruby.start(tag)
        if tag == "img":
            self._builder.write(describe_image(attributes.get("alt", "")))
        elif tag == "pre":
            self._pre = []
        elif tag == "br" and self._pre is not None:
            self._pre.append("\n")
        elif tag in HEADING_LEVELS:
            self._builder.finish("prose")
            self._anchor = attributes.get("id", "")

    def end(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN
        if tag in RUBY_TAGS:
            self._ruby.end(tag)
        if tag == "pre" and self._pre is not None:
            self._builder.add_code("".join(self._pre))
            self._pre = None
        elif tag in HEADING_LEVELS:
            self._builder.finish("heading", HEADING_LEVELS[tag], self._anchor)
        self._separate(tag)

    def data(self, text: str) -> None:
        if self._pre is not None and not self._hidden:
            self._pre.append(text)
        elif self._ruby.place is RubyPlace.OVER:
            self._builder.annotate(text)
        elif not self._hidden and self._ruby.place is RubyPlace.WORDS:
            if text[:1].isspace():  # a comment between two line ends makes no blank line of them
                self._builder.write(EDGE)
            self._builder.write(text)

    def close(self) -> list[Block]:
        self._builder.finish("prose")
        blocks = self._builder.blocks
        self._begin()
        return blocks

    def _separate(self, tag: str) -> None:
        gap = GAPS.get(tag)
        if gap:
            self._builder.gap(gap)
        else:
            self._builder.write(EDGE)


def read_html(html: str) -> list[Block]:
    """Read a stretch of HTML, however broken, in the order it is written.

    Tags, attributes (but ``alt``) and comments vanish, and so do closed scripts and style sheets; entities are
    decoded. Takes time linear in the length of ``html``, which Python's own parser does not.
    """
    if shows_nothing(html):
        return []
    try:
        parser = _FREE_PARSERS.get_nowait()
    except Empty:
        from lxml import etree  # noqa: PLC0415  most posts hold no HTML

        parser = etree.HTMLParser(target=_Reader(), huge_tree=True)
    parser.feed(html)
    blocks: list[Block] = parser.close()
    _FREE_PARSERS.put(parser)
    return blocks


_FREE_PARSERS: "SimpleQueue[HTMLParser]" = SimpleQueue()
"""lxml takes longer to make one than to read most stretches. One that fails is not kept; no two threads share one."""


def shows_nothing(html: str) -> bool:
    """Say whether HTML is quickly seen to hold no text: nothing but a comment, or tags and comments."""
    inner = html.strip()
    is_one_comment = inner.startswith("<!--") and inner.find("-->", 4) == len(inner) - 3
    return not inner or is_one_comment or _NOTHING.fullmatch(inner) is not None


def split_unclosed(html: str) -> tuple[str, str]:
    """Cut off what follows a comment, script, style sheet or tag that is never closed.

    A browser would hide all of it. It is text that the author wrote, so it is given back to be read.

    Returns:
        The HTML before it, and the text after it, in which such an opening no longer means anything.
    """
    if _CLOSED.fullmatch(html):
        return html, ""
    last = {closer[0].lower(): closer.start() for closer in _CLOSERS.finditer(html)}
    position = 0
    while opener := _OPENER.search(html, position):
        position = _find_end(html, opener, last)
        if position < 0:
            return html[: opener.start()], _defuse(html[opener.start() :])
    return html, ""


def _find_end(html: str, opener: re.Match[str], last: Mapping[str, int]) -> int:
    """Return the offset behind a comment, a tag, or all of a script or style sheet but its closing tag; -1 for none.

    Args:
        html: All of it.
        opener: Of ``_OPENER``.
        last: Where the last closer of each kind stands, so that nothing is looked for in vain.
    """
    if opener["comment"]:  # <!--> is a whole one
        end = html.find("-->", opener.start() + 2) if last.get("-->", -1) > opener.start() else -1
        return end + 3 if end >= 0 else -1
    if opener["bogus"]:  # <!doctype>, <?xml>, </>: ended by any >, quoted or not
        return html.find(">", opener.end()) + 1 or -1
    tag = _REST_OF_TAG.match(html, opener.end())
    if tag is None or not opener["raw"]:
        return tag.end() if tag else -1
    closing = f"</{opener['raw'].lower()}"
    if last.get(closing, -1) < tag.end():
        return -1
    end = next(each.start() for each in _CLOSERS.finditer(html, tag.end()) if each[0].lower() == closing)
    return -1 if _nests_script(html[tag.end() : end]) else end


def _nests_script(inside: str) -> bool:
    """Say whether a script's closing tag closes another, which a comment inside it opens (HTML, 13.2.5.27)."""
    comment = inside.rfind("<!--")
    return comment > inside.rfind("-->") and _SCRIPT.search(inside, comment) is not None


def _defuse(html: str) -> str:
    """Take the meaning from every comment, script and style sheet, and from the first unfinished tag and all behind."""
    text = _HIDING_OPENER.sub(lambda opener: "" if opener[0].endswith("!--") else "<span", html)
    position = 0
    while opener := _OPENER.search(text, position):
        position = _find_end(text, opener, {})
        if position < 0:
            return text[: opener.start()].rstrip("<") + _STRAY_OPENER.sub("", text[opener.start() :])
    return text


def tag_name(tag: str) -> str:
    """Return the lower-case name of one complete tag; empty for a comment or declaration."""
    name = _TAG_NAME.match(tag)
    return name[1].lower() if name else ""


def image_text(tag: str) -> str:
    """Return the text that stands for an image, given its complete tag."""
    return " ".join(block.text for block in read_html(tag))

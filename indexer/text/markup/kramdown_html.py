"""HTML among Markdown as kramdown reads it: an element reaches to its end, blank lines in it or not.

Other parsers take HTML for ended by a blank line, and what is indented behind that for code.
"""

import re
from collections.abc import Iterator

from indexer.patterns import compile_later
from indexer.text.markup.code_ranges import code_test
from indexer.text.markup.line_begin import find_line_begin

_NAMES = (
    "address|article|aside|blockquote|center|details|dialog|div|dl|fieldset|figure|footer|form|header|main|nav|ol"
    "|section|table|ul"
)
_TAG = compile_later(rf"<(?P<ends>/?)(?P<name>{_NAMES})\b(?P<told>[^<>]{{0,1000}})>", re.IGNORECASE)
_MOST_INDENT = 3
"""Spaces before an element that begins a line: what is indented further is code."""
_MARKDOWN = compile_later(r"\bmarkdown\s*=\s*[\"']?(?![\"'0])", re.IGNORECASE)
_BLANK_BEFORE_INDENTED = compile_later(r"\n(?:[ \t]*\n)+(?=(?: {4}|\t)[ \t]*<)")
_FENCE = compile_later(r"```|~~~")
_NOTHING = "\n<!-- -->\n"
"""A line that is not blank, and shows nothing."""


def read_kramdown_html(markdown: str) -> str:
    """Return Markdown in which other parsers see the same HTML as kramdown.

    Source:
        kramdown.gettalong.org/syntax.html#html-blocks; its ``markdown="1"`` says that there is Markdown inside.
    """
    written, at = list[str](), 0
    for start, end in _find_elements(markdown):
        if start.start() < at:
            continue
        if _MARKDOWN.search(start["told"]):
            written += (markdown[at : start.end()], "\n\n")
            at = start.end()
        else:
            element = markdown[start.start() : end]
            joined = element if _FENCE.search(element) else _BLANK_BEFORE_INDENTED.sub(_NOTHING, element)
            written += (markdown[at : start.start()], joined)
            at = end
    return "".join([*written, markdown[at:]]) if at else markdown


def _find_elements(markdown: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield each element that begins a line outside of code: its tag, and where it ends."""
    tags = list(_TAG.finditer(markdown))
    if not tags:
        return
    in_code = code_test(markdown)
    waiting: dict[str, list[re.Match[str]]] = {}
    ends: dict[int, int] = {}
    for tag in tags:
        opened = waiting.setdefault(tag["name"].casefold(), [])
        if not tag["ends"]:
            opened.append(tag)
        elif opened:
            ends[opened.pop().start()] = tag.end()
    for tag in tags:
        start = tag.start()
        line = find_line_begin(markdown, start, _MOST_INDENT) if start in ends else None
        if line is not None and not markdown[line:start].strip(" ") and not in_code(start):
            yield tag, ends[start]

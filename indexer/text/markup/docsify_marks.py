"""What Docsify adds to Markdown: callouts (``?> text``), embedded files, anchors of headings, ``{docsify-ignore}``."""

from collections.abc import Iterator

from indexer.patterns import compile_later
from indexer.text.markup.code_ranges import verbatim_test
from indexer.text.markup.inline_marks import Mark
from indexer.text.markup.line_begin import find_line_begin

_MARK = compile_later(
    r"(?m)^[ \t]*+(?:(?:[-*+]|\d{1,9}\.)[ \t]++)?(?P<callout>[!?]>[ \t]*)"
    r"|(?P<embedded>!?\[[^\[\]\n]{0,300}\]\([^()\s]{1,1000}[ \t]+(?P<quote>[\"']):include\b[^()\n]{0,300}?(?P=quote)\))"
    r"|(?P<ignored>(?:(?<![ \t])[ \t]++)?\{docsify-ignore(?:-all)?\})"
    r"|(?P<id>(?<![ \t])[ \t]++:id=(?P<name>[\w%-]{1,200}))"
)
_HEADING = compile_later(r"[ \t]{0,3}#{1,6}[ \t]")
SIGNS = ("?>", "!>", ":include", "{docsify-ignore", ":id=")
"""What at least one of must stand in a body with marks."""


def find_docsify_marks(body: str) -> Iterator[Mark]:
    """Find the marks outside of code; of an embedded file only the page shows what it holds.

    Source:
        docsify.js.org: "Doc helper", "Embed files".
    """
    in_code = verbatim_test(body)
    for found in _MARK.finditer(body):
        start, end = found.span(str(found.lastgroup))  # of those inside each other the outer one
        if (not found["id"] or _is_in_heading(body, start)) and not in_code(start):
            yield Mark(start, end, "", shown=f" {{#{found['name']}}}" if found["id"] else "")


def _is_in_heading(body: str, at: int) -> bool:
    begin = find_line_begin(body, at)
    return begin is not None and _HEADING.match(body, begin) is not None

"""What Docsify adds to Markdown: callouts (``?> text``), embedded files, anchors of headings, ``{docsify-ignore}``."""

from collections.abc import Iterator

from indexer.patterns import compile_later
from indexer.text.markup.code_ranges import verbatim_test
from indexer.text.markup.inline_marks import Mark

_MARK = compile_later(
    r"(?m)^(?:[ \t]*(?:[-*+]|\d{1,9}\.)[ \t]+)?[ \t]*(?P<callout>[!?]>[ \t]*)"
    r"|(?P<embedded>!?\[[^\[\]\n]{0,300}\]\([^()\s]{1,1000}[ \t]+(?P<quote>[\"']):include\b[^()\n]{0,300}?(?P=quote)\))"
    r"|(?P<ignored>[ \t]*\{docsify-ignore(?:-all)?\})"
    r"|(?P<id>[ \t]+:id=(?P<name>[\w%-]{1,200}))"
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
        is_text = found["id"] and not _HEADING.match(body, body.rfind("\n", 0, start) + 1)
        if not is_text and not in_code(start):
            yield Mark(start, end, "", shown=f" {{#{found['name']}}}" if found["id"] else "")

"""Blocks of Python-Markdown that are told by four spaces: admonitions (``!!! note "Title"``), details and tabs."""

import re
from collections.abc import Set as AbstractSet

from indexer.patterns import compile_later
from indexer.text.markup.code_ranges import verbatim_test

SIGNS = frozenset(("!!! ", "??? ", "???+ ", '=== "'))
"""What at least one of must stand in a body with such blocks."""
_MARK = compile_later(
    r" *(?:(?:!!!|\?\?\?\+?) +(?P<kinds>[A-Za-z][\w-]*(?: +[A-Za-z][\w-]*){0,4})(?: +\"(?P<title>[^\"\n]*)\")?"
    r"|===[+!]? +\"(?P<tab>[^\"\n]*)\") *"
)
_OF_MKDOCS = (
    "abstract attention bug caution check cite danger done error example fail failure faq help hint important info "
    "missing note question quote success summary tip tldr todo warning"
)
_KINDS = frozenset(_OF_MKDOCS.split())
"""Kinds that MkDocs' themes know; what else stands there alone is read as a title, as it is seen."""
_FENCE = compile_later(r" *(`{3,}|~{3,})")
_STEP = 4


def unwrap_indented(body: str, generator: str, signs: AbstractSet[str] = SIGNS) -> str:
    """Return Markdown of a folder without a generator, as is MkDocs' source, with the text of such blocks unindented.

    Their titles stand before, as paragraphs; where other parsers are used these blocks are code, signs and all.

    Args:
        body: Markdown.
        generator: Of the site.
        signs: Those that may stand there, see ``SIGNS``.

    Source:
        python-markdown.github.io/extensions/admonition; facelessuser.github.io/pymdown-extensions: "Details", "Tabbed".
    """
    if generator != "plain" or SIGNS.isdisjoint(signs):
        return body
    reader = _Reader(body)
    return "\n".join(reader.read())


class _Reader:
    """Follows the lines of one document."""

    def __init__(self, body: str) -> None:
        self._lines = body.split("\n")
        self._behind = _indents_behind(self._lines)
        self._in_code = verbatim_test(body)
        self._margins: list[int] = []  # of the blocks that are open: how far their text is indented
        self._fence = ""

    def read(self) -> list[str]:
        """Return the lines that other parsers read as this one does."""
        shown, at = list[str](), 0
        for written, behind in zip(self._lines, self._behind, strict=True):
            depth = len(self._margins)
            line = self._unindent(written)
            if len(self._margins) < depth:
                shown.append("")
            mark = _MARK.fullmatch(line.rstrip("\r")) if not self._fence else None
            text = _indent(written) + _STEP
            # In the text of another, what looks like code is none.
            if mark and behind >= text and (self._margins or not self._in_code(at + _indent(written))):
                self._margins.append(text)
                title = _title(mark)
                shown += ["", " " * _indent(line) + title, ""] if title else [""]
            else:
                shown.append(line)
            at += len(written) + 1
        return shown

    def _unindent(self, written: str) -> str:
        line = written.expandtabs(_STEP) if self._margins else written
        if not line.strip():
            return line
        while self._margins and _indent(line) < self._margins[-1]:
            self._margins.pop()
            self._fence = ""  # which ends with the block that it stands in
        line = line[_STEP * len(self._margins) :]
        if fence := _FENCE.match(line):
            if not self._fence:
                self._fence = fence[1]
            elif fence[1].startswith(self._fence):
                self._fence = ""
        return line


def _title(mark: re.Match[str]) -> str:
    """Return what is seen of a mark: a block of another kind than MkDocs' is called by that."""
    if mark["tab"] is not None or mark["title"] is not None:
        return (mark["tab"] or mark["title"] or "").strip()
    kinds: str = mark["kinds"]
    return "" if kinds.partition(" ")[0].casefold() in _KINDS else kinds


def _indents_behind(lines: list[str]) -> list[int]:
    """Return for each line how far the next is indented that is not blank."""
    behind, indents = 0, list[int]()
    for line in reversed(lines):
        indents.append(behind)
        if line.strip():
            behind = _indent(line)
    return indents[::-1]


def _indent(line: str) -> int:
    line = line.expandtabs(_STEP)
    return len(line) - len(line.lstrip(" "))

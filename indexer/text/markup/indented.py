"""Blocks of Python-Markdown that are told by four spaces: admonitions (``!!! note "Title"``), details and tabs."""

from collections.abc import Set as AbstractSet

from indexer.patterns import compile_later

SIGNS = frozenset(("!!! ", "??? ", "???+ ", '=== "'))
"""What at least one of must stand in a body with such blocks."""
_MARK = compile_later(
    r" *(?:(?:!!!|\?\?\?\+?) +[A-Za-z][\w-]*(?: +[A-Za-z][\w-]*){0,4}(?: +\"(?P<title>[^\"\n]*)\")?"
    r"|===[+!]? +\"(?P<tab>[^\"\n]*)\") *"
)
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
    reader = _Reader(body.split("\n"))
    return "\n".join(reader.read())


class _Reader:
    """Follows the lines of one document."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._behind = _indents_behind(lines)
        self._margins: list[int] = []  # of the blocks that are open: how far their text is indented
        self._fence = ""

    def read(self) -> list[str]:
        """Return the lines that other parsers read as this one does."""
        shown = list[str]()
        for written, behind in zip(self._lines, self._behind, strict=True):
            depth = len(self._margins)
            line = self._unindent(written)
            if len(self._margins) < depth:
                shown.append("")
            mark = _MARK.fullmatch(line.rstrip("\r")) if not self._fence else None
            text = _indent(written) + _STEP
            if mark and behind >= text:
                self._margins.append(text)
                title = (mark["title"] or mark["tab"] or "").strip()
                shown += ["", " " * _indent(line) + title, ""] if title else [""]
            else:
                shown.append(line)
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

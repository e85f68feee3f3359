"""MDX -> Markdown: imports, exports, expressions and comments vanish, and the text inside components stays.

Source:
    https://mdxjs.com/docs/what-is-mdx/, the syntax of MDX 2 and 3.
"""

import re
from collections.abc import Iterator, Mapping

from indexer.patterns import compile_later
from indexer.text.markup.inline_marks import Mark

# Fenced code and code spans are written to be seen: nothing in them means anything.
_CODE = compile_later(
    r"^[ \t]*(?P<ticks>`{3,}+|~{3,}+)[^\n]*\n(?:.*?\n)??[ \t]*(?P=ticks)[`~]*[ \t]*$|`[^`\n]+`",
    re.DOTALL | re.MULTILINE,
)
# A statement begins behind a blank line, and reaches to the next.
_STATEMENT = (
    r"^(?<![^\n]\n)(?:import\s+(?:[\w${*'\"])|export\s+(?:default|const|let|var|function|class|async|type|\{|\*))"
    r"[^\n]*(?:\n(?![ \t]*\n)[^\n]+)*"
)
_STOPS = compile_later(
    rf"(?P<statement>{_STATEMENT})|(?P<tag></?[A-Za-z][\w.:-]*(?=[\s/>]))|(?P<brace>\{{)", re.MULTILINE
)
_QUOTED = compile_later(r"\{\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|`([^`$]*)`)\s*\}")
_ANCHOR = compile_later(r"\{#[\w:.-]+\}")
_SHOWN = compile_later(r"\b(?:title|label|alt|caption|summary)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
# To the end of a tag: names, quotes, and expressions one at a time.
_TAG_PIECE = compile_later(r"[^<>{\"']+|\"[^\"\n]*\"|'[^'\n]*'")
_COMPONENT = compile_later(r"</?(?:[A-Z]|[a-z][\w.]*-)")
_LONGEST = 4_000
"""Characters of one expression; what goes on longer is text."""


def find_mdx_marks(body: str) -> Iterator[Mark]:
    """Find what is program in MDX; of a component's tag the texts that it shows (``title``, ``label`` …) are kept."""
    for kind, start, end in _find_pieces(body):
        if kind == "statement":
            yield Mark(start, end, "")
        elif mark := _read_tag(body, start, end) if kind == "tag" else _read_expression(body, start, end):
            yield mark


def find_mdx_tags(body: str) -> Iterator[tuple[int, int]]:
    """Find the tags of MDX, of components and of HTML: where each begins and ends."""
    return ((start, end) for kind, start, end in _find_pieces(body) if kind == "tag")


def _find_pieces(body: str) -> Iterator[tuple[str, int, int]]:
    """Find statements, tags and expressions (``statement``, ``tag``, ``brace``), none inside another or in code."""
    masked = _CODE.sub(lambda code: " " * len(code[0]), body)
    braces, position = _pair_braces(masked), 0
    while found := _STOPS.search(masked, position):
        kind, start, position = found.lastgroup or "", found.start(), found.end()
        end = position if kind == "statement" else braces.get(start, 0)
        if kind == "tag":
            end = _end_of_tag(masked, position, braces)
        if end:
            yield kind, start, end
            position = end


def _read_expression(body: str, start: int, end: int) -> Mark | None:
    """Read ``{…}``: text in quotes is shown, and ``{#name}`` is a heading's anchor."""
    if _ANCHOR.match(body, start):
        return None
    quoted = _QUOTED.fullmatch(body, start, end)
    return Mark(start, end, "", shown=next(filter(None, quoted.groups()), "") if quoted else "")


def _read_tag(body: str, start: int, end: int) -> Mark | None:
    """Read a component's tag (``Note``, ``my-note``), or one whose attributes are expressions; None for one of HTML."""
    tag = body[start:end]
    is_program = bool(_COMPONENT.match(tag)) or "{" in tag
    shown = " ".join(text for found in _SHOWN.finditer(tag) for text in found.groups() if text)
    return Mark(start, end, "", shown=shown) if is_program else None


def _pair_braces(masked: str) -> Mapping[int, int]:
    """Return the offset behind the brace that closes each opening one, unless it is too far away."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for found in re.finditer(r"[{}]", masked):
        if found[0] == "{":
            waiting.append(found.start())
        elif waiting:
            start = waiting.pop()
            if found.end() - start <= _LONGEST:
                pairs[start] = found.end()
    return pairs


def _end_of_tag(masked: str, position: int, braces: Mapping[int, int]) -> int:
    """Return the offset behind the ``>`` of a tag, past quotes and expressions; 0 where there is none."""
    while position < len(masked):
        if masked[position] == ">":
            return position + 1
        piece = _TAG_PIECE.match(masked, position)
        position = piece.end() if piece else braces.get(position, 0)
        if not position:
            return 0
    return 0

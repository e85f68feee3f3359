"""Markdown inside of MDX's tags: other parsers take it for HTML as it stands there, or for code where it is indented.

Source:
    https://mdxjs.com/docs/what-is-mdx/#markdown: what stands on lines of its own between tags is Markdown, and nothing
    is code for being indented.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from indexer.patterns import compile_later
from indexer.text.markup.mdx import find_mdx_tags

_KEPT = compile_later(
    r"</?(?:area|base|br|col|dd|dl|dt|embed|hr|img|input|li|link|math|meta|ol|pre|script|select|source|style|svg|table"
    r"|tbody|td|textarea|tfoot|th|thead|tr|track|ul|wbr)(?=[\s/>])",
)
"""Tags of HTML between which there is none, of tables and lists, and those that are never closed."""
_TAB = 4


class _Edge(NamedTuple):
    """A tag with lines of its own, or an element with one: the first and the last of them, counted from 0."""

    first: int
    last: int
    opens: bool = False
    closes: bool = False


def free_blocks(body: str) -> str:
    """Return MDX in which blank lines part the tags that have lines of their own from what stands between them.

    That is no further indented than its tags, and a tag is one line.
    """
    edges = {edge.first: edge for edge in _find_edges(body)}
    return "\n".join(_write_lines(body.split("\n"), edges)) if edges else body


def _write_lines(lines: Sequence[str], edges: Mapping[int, _Edge]) -> Iterator[str]:
    open_at: list[tuple[int, int]] = []  # how far each open tag is indented when written, and the shift around it
    shift, begins, behind = 0, False, 0
    for at, line in enumerate(lines):
        if at < behind:
            continue
        edge, indent = edges.get(at), _indent(line)
        if edge and edge.closes and not open_at:
            edge = None
        if edge and edge.closes:
            yield ""
            shift = open_at.pop()[1]
        elif begins and line.strip():
            shift = max(indent - open_at[-1][0], 0)
        begins = begins and not line.strip()
        if not edge:
            yield _shift(line, indent, shift)
            continue
        behind = edge.last + 1
        yield _shift(" ".join([line, *map(str.strip, lines[at + 1 : behind])]), indent, shift)
        yield ""
        if edge.opens:
            open_at.append((max(indent - shift, 0), shift))
        begins = bool(open_at)


def _find_edges(body: str) -> Iterator[_Edge]:
    """Find the tags that have lines of their own and begin or end a block, and elements on one line."""
    line, counted = 0, 0
    for start, end in find_mdx_tags(body):
        begin, behind = body.rfind("\n", 0, start) + 1, body.find("\n", end)
        rest = body[end : behind if behind >= 0 else len(body)].rstrip()
        name = body[start + 1 : end].partition(">")[0].partition(" ")[0].rstrip()
        if body[begin:start].strip() or (rest and not rest.endswith(f"</{name}>")) or _KEPT.match(body, start):
            continue
        line += body.count("\n", counted, start)
        counted = start
        if not body.endswith("/>", start, end):
            closes = body.startswith("</", start)
            last = line + body.count("\n", start, end)
            yield _Edge(line, last, opens=not (rest or closes), closes=closes and not rest)


def _indent(line: str) -> int:
    blank = line[: len(line) - len(line.lstrip(" \t"))]
    return len(blank.expandtabs(_TAB))


def _shift(line: str, indent: int, shift: int) -> str:
    """Return a line that is indented less."""
    return " " * max(indent - shift, 0) + line.lstrip(" \t") if shift else line

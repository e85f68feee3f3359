"""What a terminal can show: colours, links, and lines that break between words. Anything else gets plain text."""

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from indexer.commands.options import printable
from indexer.search.addresses import safe_url
from indexer.search.results import Hit, Results, Snippet

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_INDENT = 4
_LINES_OF_HIT = 7
"""Of most hits at 80 columns: title, three of text, section, address, and the blank one."""
_LINES_BESIDE = 4
"""The prompt, and the count with blank lines round it."""
_FEWEST = 2
_NARROWEST = 20
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_PIECE = re.compile(rf"[（《【「『“‘(]*(?:[{_WIDE}]|[^\s{_WIDE}]+|$)[，。、；：！？）】》」』”’…]*\s*")
"""What no line ends within: a word, or a character of a script without spaces, with the punctuation at its sides."""


def open_console() -> "Console | None":
    """Return the terminal that standard output is; None for a pipe, a dumb one, and where colours are unwanted.

    Source: no-color.org; clig.dev, "Disable color".
    """
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return None
    from rich.console import Console  # noqa: PLC0415  only terminals need it, and help is to be fast

    return Console(highlight=False, markup=False, emoji=False)


def wrap_beside(text: str, indent: int) -> str:
    """Break a text between words, as wide as the terminal leaves beside ``indent`` columns; as it is for a pipe."""
    if not sys.stdout.isatty():
        return text
    width = max(shutil.get_terminal_size().columns - indent, _NARROWEST)
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return f"\n{' ' * indent}".join(lines)


def hits_that_fit(height: int, most: int) -> int:
    """Return how many hits fit into so many lines, so that the best is not scrolled away."""
    return max(_FEWEST, min(most, (height - _LINES_BESIDE) // _LINES_OF_HIT))


def print_results(console: "Console", results: Results, summary: str) -> None:
    """Print hits: a line of title and day, where it is, what was found, and the best section.

    Args:
        console: As wide as the lines may be.
        results: What was found.
        summary: The line below all of it.
    """
    from rich.table import Table  # noqa: PLC0415  see open_console
    from rich.text import Text  # noqa: PLC0415

    for note in results.notes:
        console.print(Text(printable(note.text), style="dim"))
    if results.suggestion:
        console.print(Text.assemble("Did you mean: ", (printable(results.suggestion), "bold")))
    first = (results.page - 1) * results.per_page + 1
    for number, hit in enumerate(results.hits, first):
        beside = Table.grid()
        beside.add_column(width=_INDENT, style="dim")
        beside.add_column(overflow="fold")  # what is longer than a line would be cut short otherwise
        beside.add_row(f"{number:>2}", _break_lines(_draw_title(hit), console.width - _INDENT))
        for line in _draw_rest(hit):
            beside.add_row("", line if line.no_wrap else _break_lines(line, console.width - _INDENT))
        console.print(beside)
        console.print()
    console.print(Text(summary, style="bold"))


def _break_lines(text: "Text", width: int) -> "Text":
    """Break a text into lines of so many columns, between words and between Chinese characters."""
    from rich.cells import cell_len  # noqa: PLC0415  see open_console
    from rich.text import Text  # noqa: PLC0415

    breaks, used = [], 0
    for piece in _PIECE.finditer(text.plain):
        if used and used + cell_len(piece[0].rstrip()) > width:
            breaks.append(piece.start())
            used = 0
        used += cell_len(piece[0])
    lines = text.divide(breaks)
    for line in lines:
        line.rstrip()
    return Text("\n").join(lines)


def _draw_title(hit: Hit) -> "Text":
    from rich.text import Text  # noqa: PLC0415  see open_console

    about = [hit.date.date().isoformat() if hit.date else "", hit.language, "pinned" if hit.is_pinned else ""]
    title = _draw_snippet(hit.title, "bold")
    if url := safe_url(hit.url):
        title.stylize(f"link {url}")
    return Text.assemble(title, ("  " + " · ".join(filter(None, about)), "dim"))


def _draw_rest(hit: Hit) -> Iterable["Text"]:
    from rich.text import Text  # noqa: PLC0415  see open_console

    if hit.snippet.text:
        yield _draw_snippet(hit.snippet)
    for section in hit.sections[:1]:
        heading = Text.assemble(("› ", "dim"), _draw_snippet(section.heading))
        if url := safe_url(section.url):
            heading.stylize(f"link {url}")
        heading.no_wrap, heading.overflow = True, "ellipsis"
        yield heading
    yield Text(printable(hit.url), style="cyan", overflow="ellipsis", no_wrap=True)


def _draw_snippet(snippet: Snippet, style: str = "") -> "Text":
    from rich.text import Text  # noqa: PLC0415  see open_console

    text = Text("…" if snippet.cut_before else "", style=style)
    end = 0
    for start, stop in snippet.marks:
        text.append(printable(snippet.text[end:start]))
        text.append(printable(snippet.text[start:stop]), style="bold yellow")
        end = stop
    return text.append(printable(snippet.text[end:])).append("…" if snippet.cut_after else "")

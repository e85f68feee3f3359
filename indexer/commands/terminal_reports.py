"""``explain`` and ``stats`` on a terminal: bars of what a score is made of, and of the posts of each language."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import TYPE_CHECKING

from indexer.commands.options import printable
from indexer.wording import count

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from indexer.search.explain import ExplainedHit, Explanation

_INDENT = 4
_LINES_OF_HIT = 4
"""Of most hits at 80 columns: title, bar, and two of what the bar is made of."""
_LINES_BELOW = 3
_FEWEST = 2
_COLOURS = (
    "cyan", "green", "magenta", "yellow", "blue", "red", "bright_cyan", "bright_green", "bright_magenta",
    "bright_yellow", "bright_blue", "bright_red",
)  # fmt: skip
_NAME = 12
_BAR = 30


def print_explanation(console: "Console", explanation: "Explanation") -> None:
    """Print how a text was cut, its plan, and as many hits as fit, each with a bar of its signals.

    Bars are as long as scores: the best hit's is as wide as the terminal.
    """
    from rich.text import Text  # noqa: PLC0415  only terminals need it, and help is to be fast

    before = [*_draw_cut(explanation), Text(), *_draw_plan(explanation), Text()]
    for line in before:
        console.print(line)
    lines = sum(max(1, -(-line.cell_len // console.width)) for line in before)
    room = (console.height - lines - _LINES_BELOW) // _LINES_OF_HIT
    shown = explanation.hits[: max(_FEWEST, room)]
    best = max((hit.score for hit in shown), default=0.0)
    colours = _choose_colours(shown)
    for number, hit in enumerate(shown, 1):
        for line in _draw_hit(number, hit, hit.score / best if best > 0 else 0.0, colours, console):
            console.print(line)
    others = len(explanation.hits) - len(shown)
    console.print(Text.assemble((count(explanation.total, "post"), "bold"), _say_others(others)))


def print_facts(console: "Console", facts: Mapping[str, str], languages: Mapping[str, int]) -> None:
    """Print what an index holds, the posts of each language with a bar.

    Args:
        console: As wide as the lines may be.
        facts: By name, in order; those of languages have the names of ``languages``, indented.
        languages: Posts by language.
    """
    from rich.table import Table  # noqa: PLC0415  see above
    from rich.text import Text  # noqa: PLC0415

    most = max(languages.values(), default=1)
    table = Table.grid(padding=(0, 1))
    table.add_column(width=_NAME, style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts.items():
        told = Text(printable(value))
        if posts := languages.get(name.strip()):
            room = max(min(_BAR, console.width - _NAME - len(value) - 3), 0)
            told = Text.assemble((_bar(room * posts / most, console), "cyan"), f" {value}")
        table.add_row(name, told)
    console.print(table)


def _draw_cut(explanation: "Explanation") -> Iterator["Text"]:
    from rich.text import Text  # noqa: PLC0415  see above

    for token in explanation.cut:
        yield Text.assemble(
            ("cut     " if token is explanation.cut[0] else "        ", "dim"),
            (printable(token.written), "bold"),
            f" → {printable(token.term)}" if token.term != token.written else "",
            (f"  {token.kind}, {count(token.posts, 'post')}", "dim"),
        )


def _draw_plan(explanation: "Explanation") -> Iterator["Text"]:
    from rich.text import Text  # noqa: PLC0415  see above

    for line in explanation.plan.splitlines():
        name, _, rest = printable(line).partition(" ")
        yield Text.assemble((f"{name:<8}", "dim"), rest.strip())


def _draw_hit(
    number: int, hit: "ExplainedHit", share: float, colours: Mapping[str, str], console: "Console"
) -> Iterator["Text"]:
    from rich.text import Text  # noqa: PLC0415  see above

    score = f"{hit.score:.3f}"
    room = console.width - _INDENT - len(score) - 2
    title = Text(printable(hit.title), style="bold")
    title.append("  pinned" if hit.is_pinned else "", style="not bold yellow")
    title.append(f"  {printable(hit.id)}", style="not bold dim")
    title.truncate(room, overflow="ellipsis", pad=True)
    yield Text.assemble((f"{number:>2}  ", "dim"), title, f"  {score}")
    parts = [(name, value) for name, value in hit.signals.items() if value]
    whole = sum(value for _, value in parts if value > 0) or 1.0
    width = (console.width - _INDENT) * share
    bar, end, drawn = Text(" " * _INDENT), 0.0, 0
    for name, value in parts:
        end += max(value, 0.0) / whole * width
        piece = _bar(round(end) - drawn, console)
        bar.append(piece, style=colours[name])
        drawn += len(piece)
    yield bar
    yield from _fill([Text(f"{name} {value:.2f}", style=colours[name]) for name, value in parts], console.width)


def _fill(pieces: Sequence["Text"], width: int) -> Iterator["Text"]:
    """Put pieces into indented lines of at most ``width`` columns; none is broken."""
    from rich.text import Text  # noqa: PLC0415  see above

    line = Text(" " * _INDENT)
    for piece in pieces:
        if line.cell_len > _INDENT and line.cell_len + piece.cell_len > width:
            yield line
            line = Text(" " * _INDENT)
        line.append_text(piece).append("  ")
    yield line


def _choose_colours(hits: Sequence["ExplainedHit"]) -> Mapping[str, str]:
    """Return a colour for each signal that any of the hits has, in the order of signals."""
    names = dict.fromkeys(name for hit in hits for name, value in hit.signals.items() if value)
    return dict(zip(names, cycle(_COLOURS), strict=False))


def _bar(length: float, console: "Console") -> str:
    return ("#" if console.options.ascii_only else "█") * max(round(length), 0)


def _say_others(others: int) -> str:
    return f"; {count(others, 'more hit')} with --json" if others else ""

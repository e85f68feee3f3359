"""A page of plots for the operator: one file of HTML with inline SVG, light and dark, without script."""

import unicodedata
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from indexer.analytics.usage import DayUsage, QueryUsage, Usage
from indexer.wording import count

SHOWN = 20
"""Queries of each plot."""
_WIDTH, _NAMES, _VALUES, _ROW = 960, 300, 210, 26
"""Of a plot, of the names and values beside its bars, and the height of a bar's row: CSS pixels."""
_DAYS_HEIGHT, _AXIS = 180, 24
_STYLE = """
:root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --muted: #59626e; --bar: #0b57d0; --none: #b3500f;
  --line: #dce1e7; }
@media (prefers-color-scheme: dark) { :root { --back: #15181c; --text: #e4e7eb; --muted: #a3acb8; --bar: #8ab4f8;
  --none: #f0a35e; --line: #323941; } }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--back); color: var(--text);
  font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5rem; } h2 { margin: 2.5rem 0 .5rem; font-size: 1.15rem; }
p { color: var(--muted); } dl { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1.5rem 0; }
dt { color: var(--muted); font-size: .875rem; } dd { margin: 0; font-size: 1.6rem; font-weight: 600; }
.plot { overflow-x: auto; } svg { display: block; width: 100%; min-width: 42rem; height: auto; }
text { fill: var(--text); font-size: 14px; }
.muted { fill: var(--muted); font-size: 13px; } .bar { fill: var(--bar); } .none { fill: var(--none); }
.line { stroke: var(--line); } .key { display: inline-block; width: .8em; height: .8em; border-radius: 2px;
  background: var(--bar); } .key.none { background: var(--none); margin-left: 1em; }
"""


class Bar(NamedTuple):
    """A row of a plot.

    Attributes:
        name: Before the bar.
        length: Of the bar, in any unit.
        value: Written behind it.
    """

    name: str
    length: float
    value: str


def draw_page(usage: Usage) -> str:
    """Return the page."""
    period = f"{usage.first} – {usage.last}"
    found = [
        *(_section("Each day", _draw_days(usage.days), _KEY) if usage.asked else ()),
        *_bars("Asked most", map(frequent_bar, usage.queries), "bar"),
        *_bars("Found nothing", map(nothing_bar, usage.nothing), "none"),
        *_bars("Slowest answers", map(slow_bar, usage.slow), "bar"),
    ]
    rare = f"{usage.rare} different queries that were asked less than {usage.least} times are counted, but not named."
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">\n<meta name="robots" content="noindex, nofollow">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>Searches {period}</title>\n<style>{_STYLE}</style>",
            f"<h1>Searches {period}</h1>\n{_draw_totals(usage)}",
            *found,
            f"<p>{rare if usage.rare else ''} For the operator alone: what people search for is not public.</p>",
            "</html>\n",
        ]
    )


def frequent_bar(query: QueryUsage) -> Bar:
    """Return the bar of how often a query was asked."""
    posts = count(query.hits, "post")
    return Bar(query.query, query.asked, f"{query.asked}: {posts}, {query.choices} chosen")


def nothing_bar(query: QueryUsage) -> Bar:
    """Return the bar of how often a query was asked in vain."""
    return Bar(query.query, query.asked, str(query.asked))


def slow_bar(query: QueryUsage) -> Bar:
    """Return the bar of how long an answer took."""
    return Bar(query.query, query.slowest_ms, f"{query.slowest_ms:.0f} ms, {query.mean_ms:.0f} on average")


_KEY = '<p><span class="key"></span> found posts <span class="key none"></span> found nothing</p>'


def _draw_totals(usage: Usage) -> str:
    chosen = sum(query.choices for query in usage.queries)
    rows = (
        ("queries", f"{usage.asked:,}"),
        ("found nothing", share(usage.found_nothing, usage.asked)),
        ("posts chosen", f"{chosen:,}"),
        ("different queries", f"{len(usage.queries) + usage.rare:,}"),
    )
    return f"<dl>{''.join(f'<div><dt>{name}</dt><dd>{value}</dd></div>' for name, value in rows)}</dl>"


def share(part: int, whole: int) -> str:
    """Write a share for people."""
    return f"{100 * part / whole:.0f} %" if whole else "none"


def _section(title: str, *drawn: str) -> Iterable[str]:
    yield f"<h2>{title}</h2>"
    yield from drawn


def _bars(title: str, bars: Iterable[Bar], kind: str) -> Iterable[str]:
    shown = list(bars)[:SHOWN]
    return _section(title, _draw_bars(title, shown, kind)) if shown else ()


def _draw_bars(title: str, bars: Sequence[Bar], kind: str) -> str:
    longest, room = max(bar.length for bar in bars) or 1, _WIDTH - _NAMES - _VALUES
    rows = []
    for number, bar in enumerate(bars):
        top, length, name = number * _ROW, max(bar.length / longest * room, 2), escape(bar.name)
        rows.append(
            f"<g><title>{name}: {escape(bar.value)}</title>"
            f'<text x="{_NAMES - 12}" y="{top + 18}" text-anchor="end">{escape(cut_name(bar.name, 38))}</text>'
            f'<rect class="{kind}" x="{_NAMES}" y="{top + 4}" width="{length:.1f}" height="{_ROW - 8}" rx="3"/>'
            f'<text class="muted" x="{_NAMES + length + 8:.1f}" y="{top + 18}">{escape(bar.value)}</text></g>'
        )
    return _svg(title, len(bars) * _ROW, rows)


def _draw_days(days: Sequence[DayUsage]) -> str:
    most, step = max(day.asked for day in days), _WIDTH / len(days)
    scale, width = _DAYS_HEIGHT / most, max(step - 2, 0.5)
    rows = [f'<line class="line" x1="0" x2="{_WIDTH}" y1="{_AXIS + _DAYS_HEIGHT}" y2="{_AXIS + _DAYS_HEIGHT}"/>']
    for number, day in enumerate(days):
        heights = (("bar", day.asked - day.found_nothing), ("none", day.found_nothing))
        bottom, left = float(_AXIS + _DAYS_HEIGHT), number * step + 1
        rows.append(f"<g><title>{day.day}: {day.asked} asked, {day.found_nothing} found nothing</title>")
        for kind, queries in heights:
            bottom -= queries * scale
            size = f'width="{width:.1f}" height="{queries * scale:.1f}"'
            rows.append(f'<rect class="{kind}" x="{left:.1f}" y="{bottom:.1f}" {size}/>')
        rows.append("</g>")
    ends = f'<text class="muted" x="{_WIDTH}" y="{_AXIS + _DAYS_HEIGHT + 18}" text-anchor="end">{days[-1].day}</text>'
    begin = f'<text class="muted" x="0" y="{_AXIS + _DAYS_HEIGHT + 18}">{days[0].day}</text>'
    top = f'<text class="muted" x="0" y="14">{most} a day at most</text>'
    return _svg("Queries of each day", _AXIS + _DAYS_HEIGHT + _AXIS, [top, *rows, begin, ends])


def _svg(label: str, height: int, rows: Iterable[str]) -> str:
    frame = f'<div class="plot"><svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">'
    return "\n".join([frame, *rows, "</svg></div>"])


def cut_name(text: str, columns: int) -> str:
    """Return the beginning of a text that fits into so many columns; Chinese characters take two."""
    room = columns
    for at, letter in enumerate(text):
        room -= letter_columns(letter)
        if room < 0:
            return f"{text[: at - 1]}…"
    return text


def letter_columns(letter: str) -> int:
    """Return how many columns of a terminal a character takes.

    Source: Unicode Standard Annex 11, East Asian Width.
    """
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1

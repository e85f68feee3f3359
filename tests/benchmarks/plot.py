"""How everything grows with the number of posts, as one SVG: a small chart for each number, both axes logarithmic."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from math import ceil, floor, log10

from benchmarks.study_growth import Growth

_TITLES = {
    "build_s": "Build, seconds",
    "index_mb": "Index, MB",
    "build_peak_mb": "Writer's peak, MB",
    "private_mb": "Private memory, MB",
    "median_ms": "Query median, ms",
    "p99_ms": "Query p99, ms",
}
_COLOURS = ("#0b6bcb", "#c2410c", "#3f7d20")
_COLUMNS = 3
_WIDTH, _HEIGHT = 300, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 34, 30
_HEADER = 48

Point = tuple[float, float]


class _Axis:
    """A logarithmic scale over whole powers of ten."""

    def __init__(self, values: Sequence[float], begin: float, end: float) -> None:
        self.low = floor(log10(min(values)))
        self.high = max(ceil(log10(max(values))), self.low + 1)
        self._begin = begin
        self._span = end - begin

    def place(self, value: float) -> float:
        """Return where a value stands, in pixels."""
        return self._begin + self._span * (log10(value) - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def draw_growth(growth: Mapping[str, Growth], caption: str) -> str:
    """Draw every number of every contestant over the number of posts."""
    charts = [_draw_chart(name, at, growth) for at, name in enumerate(_TITLES)]
    rows = -(-len(_TITLES) // _COLUMNS)
    width, height = _COLUMNS * _WIDTH, _HEADER + rows * _HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="11">\n<rect width="{width}" height="{height}" fill="#fff"/>\n'
        f'<text x="12" y="18" fill="#555">{escape(caption)}</text>\n'
        f"{_draw_legend(list(growth))}{''.join(charts)}</svg>\n"
    )


def _draw_legend(names: Sequence[str]) -> str:
    return "".join(
        f'<circle cx="{18 + at * 110}" cy="34" r="4" fill="{_COLOURS[at]}"/>'
        f'<text x="{28 + at * 110}" y="38">{escape(name)}</text>\n'
        for at, name in enumerate(names)
    )


def _draw_chart(name: str, at: int, growth: Mapping[str, Growth]) -> str:
    lines = {peer: _points(each, name) for peer, each in growth.items()}
    points = [point for line in lines.values() for point in line]
    across = _Axis([x for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    up = _Axis([y for _, y in points], _HEIGHT - _BOTTOM, _TOP)
    slopes = ", ".join(f"{each.slopes[name]:.2f}" for each in growth.values() if name in each.slopes)
    title = _TITLES[name] + (f" (exponents {slopes})" if slopes else "")
    drawn = "".join(
        _draw_line(line, across, up, colour) for line, colour in zip(lines.values(), _COLOURS, strict=False)
    )
    shift = f"{at % _COLUMNS * _WIDTH} {_HEADER + at // _COLUMNS * _HEIGHT}"
    return (
        f'<g transform="translate({shift})">\n<text x="{_LEFT}" y="20" font-weight="bold">{escape(title)}</text>\n'
        f"{_draw_axes(across, up)}{drawn}</g>\n"
    )


def _points(growth: Growth, name: str) -> list[Point]:
    return [(size.posts, max(asdict(size)[name], 1e-3)) for size in growth.sizes]


def _draw_axes(across: _Axis, up: _Axis) -> str:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    columns = "".join(
        f'<path d="M{x:.1f} {_TOP}V{bottom}" stroke="#e5e5e5"/>'
        f'<text x="{x:.1f}" y="{bottom + 15}" text-anchor="middle" fill="#555">{_write(tick)}</text>\n'
        for tick in across.ticks()
        for x in (across.place(tick),)
    )
    rows = "".join(
        f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="#e5e5e5"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{_write(tick)}</text>\n'
        for tick in up.ticks()
        for y in (up.place(tick),)
    )
    return columns + rows


def _draw_line(points: Sequence[Point], across: _Axis, up: _Axis, colour: str) -> str:
    places = [(across.place(x), up.place(y)) for x, y in points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
    return f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>{dots}\n'


def _write(value: float) -> str:
    if value >= 1e6:
        return f"{value / 1e6:g}M"
    return f"{value / 1e3:g}k" if value >= 1e3 else f"{value:g}"

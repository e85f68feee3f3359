"""Results as tables for people and as JSON for programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.measure import Spread
from benchmarks.plot import draw_growth
from benchmarks.study_builds import BuildTimes
from benchmarks.study_growth import Growth
from benchmarks.study_painted import Painted
from benchmarks.study_queries import QueryStudy
from benchmarks.study_repeats import Repeats
from benchmarks.study_serving import Memory, Opening, Web
from benchmarks.study_updates import Updates

NAME = "results"


@dataclass(slots=True)
class Outcome:
    """Everything one run has measured so far; what was not asked for stays empty.

    Attributes:
        posts: Of the real site.
        not_measured: Why something is missing.
    """

    machine: Mapping[str, object]
    posts: int = 0
    queries: QueryStudy | None = None
    builds: Mapping[str, BuildTimes] = field(default_factory=dict)
    updates: Sequence[Updates] = ()
    opening: Mapping[str, Opening] = field(default_factory=dict)
    memory: Mapping[str, Memory] = field(default_factory=dict)
    web: Mapping[str, Web] = field(default_factory=dict)
    repeats: Sequence[Repeats] = ()
    painted: Mapping[str, Painted] = field(default_factory=dict)
    growth: Mapping[str, Growth] = field(default_factory=dict)
    not_measured: list[str] = field(default_factory=list)


def save(outcome: Outcome, folder: Path) -> None:
    """Write ``results.json``, and ``growth.svg`` where growth was measured."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(outcome), ensure_ascii=False, indent=1)
    folder.joinpath(f"{NAME}.json").write_text(text + "\n", encoding="utf-8")
    if outcome.growth:
        drawing = draw_growth(outcome.growth, _name_machine(outcome.machine))
        folder.joinpath("growth.svg").write_text(drawing, encoding="utf-8")


def describe(outcome: Outcome) -> str:
    """Return every table as text."""
    tables = [
        _name_machine(outcome.machine),
        *(_queries(outcome.queries, outcome.posts) if outcome.queries else ()),
        *_builds(outcome.builds, outcome.posts),
        *_updates(outcome.updates),
        *_serving(outcome),
        *_repeats(outcome.repeats),
        *_painted(outcome.painted, outcome.posts),
        *(_growth(name, growth) for name, growth in outcome.growth.items()),
        *(f"Not measured: {reason}" for reason in outcome.not_measured),
    ]
    return "\n\n".join(tables)


def _name_machine(machine: Mapping[str, object]) -> str:
    return "{date} · {processor}, {cores} cores, {memory_gb} GB · {system} · Python {python}".format(**machine)


def _queries(study: QueryStudy, posts: int) -> Iterable[str]:
    rows = [
        (name, s.timing.median, s.timing.p99, s.timing.slowest, s.ratio, s.ratio_p99, s.ratio_cpu, s.ratio_cpu_p99)
        for name, s in study.standings.items()
    ]
    heads = ("peer", "median ms", "p99 ms", "slowest", "ratio", "of p99", "CPU ratio", "of p99")
    yield _table(f"Query to JSON with snippets, in process, {posts} posts", heads, rows)
    kinds = [(kind, ours, theirs, ours / theirs) for kind, (ours, theirs) in study.kinds.items()]
    yield _table("By kind of query, median ms", ("kind", "ours", "tantivy", "ratio"), kinds)
    yield _table("Our slowest", ("kind", "query", "ours ms", "tantivy ms"), study.slowest)


def _builds(builds: Mapping[str, BuildTimes], posts: int) -> Iterable[str]:
    if builds:
        rows = [
            (n, b.seconds, b.ratio, b.cpu, b.ratio_cpu, b.per_post_ms, b.peak_mb, b.size_mb) for n, b in builds.items()
        ]
        heads = ("pipeline", "seconds", "ratio", "CPU s", "CPU ratio", "ms a post", "writer's peak MB", "index MB")
        yield _table(f"Markdown to index, {posts} posts", heads, rows)


def _updates(updates: Sequence[Updates]) -> Iterable[str]:
    if updates:
        rows = [(u.posts, u.cpu, u.seconds, u.unchanged_cpu, u.parts) for u in updates]
        heads = ("posts", "CPU s", "seconds", "CPU s, nothing changed", "parts after")
        yield _table("Bringing an index up to date after one post has changed", heads, rows)


def _serving(outcome: Outcome) -> Iterable[str]:
    if outcome.opening:
        rows = [(n, o.import_cpu, o.cpu, o.wall, "yes" if o.jieba else "no") for n, o in outcome.opening.items()]
        yield _table(
            "Opening, seconds to the first answer",
            ("peer", "CPU importing", "CPU from there", "by the clock", "jieba"),
            rows,
        )
    if outcome.memory:
        rows = [(n, m.private, m.shared, m.index) for n, m in outcome.memory.items()]
        yield _table("Memory of one of two serving processes, MB", ("peer", "private", "shared", "index on disk"), rows)
    if outcome.web:
        rows = [(n, w.rate, w.p99, w.rate_ratio, w.p99_ratio, w.errors) for n, w in outcome.web.items()]
        yield _table("Over HTTP", ("peer", "requests/s", "p99 ms", "rate ratio", "p99 ratio", "errors"), rows)


def _repeats(repeats: Sequence[Repeats]) -> Iterable[str]:
    if repeats:
        rows = [(r.exponent, r.queries, r.asked, r.share, r.computed_ms, r.kept_ms) for r in repeats]
        heads = ("exponent", "queries", "asked", "share of repeats", "CPU ms, all computed", "CPU ms, answers kept")
        yield _table("Repeated queries, by Zipf's law, through the whole app", heads, rows)


def _painted(painted: Mapping[str, Painted], posts: int) -> Iterable[str]:
    for kind, found in painted.items():
        title = f"From the key to painted results in the box: {kind}, {found.answers} answers, {posts} posts"
        yield _table(title, ("part", "median ms", "p95 ms"), [(name, *both) for name, both in found.parts.items()])


def _growth(name: str, growth: Growth) -> str:
    heads = tuple(asdict(growth.sizes[0]))
    rows = [tuple(asdict(size).values()) for size in growth.sizes]
    if growth.slopes:
        rows.append(("exponent", *(growth.slopes[head] for head in heads[1:])))
    return _table(f"Growth: {name}", heads, rows)


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    cells = [list(heads), *([_write(value) for value in row] for row in rows)]
    widths = [max(_width(row[column]) for row in cells) for column in range(len(heads))]
    lines = ["  ".join(_pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([title, *(f"  {line}" for line in lines)])


def _write(value: object) -> str:
    match value:
        case Spread(middle, low, high):
            return f"{_write(middle)} ({_write(low)}…{_write(high)})"
        case float():
            return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"
        case _:
            return str(value)


def _width(text: str) -> int:
    """Return columns on a terminal: Chinese characters take two."""
    return sum(1 + ("\u2e80" <= letter <= "\uffee") for letter in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))

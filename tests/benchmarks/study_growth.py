"""How build time, index size, memory and query time grow with the number of posts."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.apart import build_apart
from benchmarks.corpora import Material, write_site
from benchmarks.measure import fit_slope
from benchmarks.peers import OURS, REFERENCE
from benchmarks.queries import Query
from benchmarks.study_queries import study_queries
from benchmarks.study_serving import study_memory, study_opening

_OPENINGS = 2
_VISITS = 50


@dataclass(frozen=True, slots=True)
class Size:
    """One contestant on a site of some size.

    Attributes:
        build_s, build_cpu_s, build_peak_mb: Of one build.
        opening_s: CPU seconds from imported to the first answer.
        private_mb: Of a serving process.
        median_ms, p99_ms: Of queries.
    """

    posts: int
    build_s: float
    build_cpu_s: float
    build_peak_mb: float
    index_mb: float
    opening_s: float
    private_mb: float
    median_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Growth:
    """One contestant on sites of all sizes, and the fitted exponent of each number."""

    sizes: Sequence[Size]
    slopes: Mapping[str, float]


def study_growth(
    material: Material, sizes: Sequence[int], rounds: Sequence[Sequence[Query]], folder: Path
) -> dict[str, Growth]:
    """Measure sites of several sizes, one after the other; each is deleted when it has been measured."""
    rows: dict[str, list[Size]] = {OURS: [], REFERENCE: []}
    for posts in sizes:
        for name, size in _measure(material, posts, rounds, folder / str(posts)):
            rows[name].append(size)
        shutil.rmtree(folder / str(posts))
    return {name: Growth(found, _fit(found)) for name, found in rows.items()}


def _measure(
    material: Material, posts: int, rounds: Sequence[Sequence[Query]], folder: Path
) -> Iterator[tuple[str, Size]]:
    write_site(material, posts, folder / "site")
    indexes = {name: folder / name for name in (OURS, REFERENCE)}
    built = {name: build_apart(name, folder / "site", path) for name, path in indexes.items()}
    standings = study_queries(indexes, rounds).standings
    texts = [query.text for query in rounds[0]]
    opening = study_opening(indexes, texts[:_OPENINGS])
    memory = study_memory(indexes, texts[:_VISITS])
    for name in indexes:
        timing = standings[name].timing
        yield (
            name,
            Size(
                posts=posts,
                build_s=built[name].seconds,
                build_cpu_s=built[name].cpu,
                build_peak_mb=built[name].peak_mb,
                index_mb=built[name].size_mb,
                opening_s=opening[name].cpu.middle,
                private_mb=memory[name].private,
                median_ms=timing.median.middle,
                p99_ms=timing.p99,
            ),
        )


def _fit(sizes: Sequence[Size]) -> dict[str, float]:
    """Return the exponent of each number; nothing for fewer than two sizes."""
    if len(sizes) < 2:
        return {}
    posts = [size.posts for size in sizes]
    columns = {name: [asdict(size)[name] for size in sizes] for name in asdict(sizes[0]) if name != "posts"}
    return {name: fit_slope(posts, [max(value, 1e-6) for value in values]) for name, values in columns.items()}

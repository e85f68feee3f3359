"""How long from Markdown to a published index, against pipelines made from parts and against Pagefind."""

import html
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks.apart import Built, build_apart, size_of
from benchmarks.measure import Spread, summarise
from benchmarks.pages import read_pages
from benchmarks.peers import OURS, REFERENCE

PARTS = "tantivy, same reading"
BARE = "tantivy, bare reading"
PAGEFIND = "pagefind"


@dataclass(frozen=True, slots=True)
class BuildTimes:
    """One contestant's builds.

    Attributes:
        seconds, ratio: By the clock, and against ``PARTS``, round by round.
        cpu, ratio_cpu: The same of all processors together: what a busy machine does not alter.
        per_post_ms: The median divided by the number of posts.
        peak_mb: Of the writing process; 0 where it is not ours to ask.
        size_mb: Of the index.
    """

    seconds: Spread
    ratio: Spread
    cpu: Spread
    ratio_cpu: Spread
    per_post_ms: float
    peak_mb: float
    size_mb: float


def study_builds(site: Path, posts: int, folder: Path, rounds: int) -> Mapping[str, BuildTimes]:
    """Build the same site in turns.

    Args:
        site: Markdown.
        posts: How many there are.
        folder: For the indexes; the last of each stays there, below its contestant's name.
        rounds: How often each is built; Pagefind only once.
    """
    contestants: dict[str, Callable[[Path], Built]] = {
        OURS: lambda path: build_apart(OURS, site, path),
        PARTS: lambda path: build_apart(REFERENCE, site, path),
        BARE: lambda path: build_apart(REFERENCE, site, path, "build_bare"),
    }
    builds: dict[str, list[Built]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, build in contestants.items():
            shutil.rmtree(folder / name, ignore_errors=True)
            builds[name].append(build(folder / name))
    if find_spec("pagefind"):
        builds[PAGEFIND] = [_build_pagefind(site, folder / PAGEFIND)]
    return {name: _describe(done, builds[PARTS], posts) for name, done in builds.items()}


def _describe(done: list[Built], parts: list[Built], posts: int) -> BuildTimes:
    pairs = list(zip(done, parts, strict=False))  # some are built less often
    return BuildTimes(
        seconds=summarise([built.seconds for built in done]),
        ratio=summarise([mine.seconds / other.seconds for mine, other in pairs]),
        cpu=summarise([built.cpu for built in done]),
        ratio_cpu=summarise([mine.cpu / other.cpu for mine, other in pairs]),
        per_post_ms=1000 * median(built.seconds for built in done) / posts,
        peak_mb=max(built.peak_mb for built in done),
        size_mb=done[-1].size_mb,
    )


def _build_pagefind(site: Path, folder: Path) -> Built:
    """Index finished pages: Pagefind reads HTML, and writing that is not counted."""
    shutil.rmtree(folder, ignore_errors=True)
    for number, page in enumerate(read_pages(site)):
        path = folder / str(number // 1000) / f"{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        title, text = html.escape(page.title), html.escape(page.text)
        language = page.language or "en"
        path.write_text(
            f'<!doctype html><html lang="{language}"><title>{title}</title><h1>{title}</h1><p>{text}</p>', "utf-8"
        )
    begin, used = time.perf_counter(), _children_cpu()
    subprocess.run([sys.executable, "-m", "pagefind", "--site", str(folder)], check=True, capture_output=True)
    return Built(time.perf_counter() - begin, _children_cpu() - used, 0, size_of(folder / "pagefind"))


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

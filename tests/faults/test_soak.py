"""A server for ten minutes under questions and updates: memory and descriptors stay as they are, no request fails.

By hand, or for hours: ``make soak``, ``SOAK_SECONDS=36000 make soak``.
"""

import os
import random
import shutil
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

import pytest
from faults.running_server import ALTERED, serving
from faults.test_publishing_under_load import Visitors

from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.index.generations.durable import TEMPORARY
from indexer.settings.folders import sample_posts

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
WARM_UP = 0.25
"""The share of the time after which nothing grows any more: caches are full, and the allocator has what it needs."""
GROWTH = 1.05
PAUSE = 2.0
"""Seconds between two updates."""
DEADLINE = 10.0
"""Seconds that a search may take: a withdrawal lets questions wait, and the machine may be busy."""
WORDS = ("服务网格", "kubernetes", "istio", "数据库", "rust", "gateway", "流量管理", "容器", "日志", "canary")


class ChangingSite:
    """A site that always changes and never grows: posts are edited, deleted and written again."""

    def __init__(self, folder, chance):
        self._chance = chance
        self.folder = shutil.copytree(sample_posts(), folder / "site")
        self._own = [self.folder / f"own-{number}.md" for number in range(40)]
        for path in self._own:
            self._write(path)

    def change(self):
        path = self._chance.choice(self._own)
        if path.exists() and self._chance.random() < 0.3:
            path.unlink()
        else:
            self._write(path)

    def _write(self, path):
        words = self._chance.choices(WORDS, k=120)
        path.write_text(f"---\ntitle: {words[0]} {path.stem}\ntags: [{words[1]}]\n---\n\n{' '.join(words)}\n")


def resident_megabytes(pid):
    """Return the memory of a process that no file stands behind, in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1024


def open_files(pid, index):
    """Return how many descriptors a process has besides those of an index, and how many generations of it are open.

    A generation is as many files as it has parts, and while a newer one is taken up two are open.
    """
    targets = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since
            targets.append(descriptor.readlink())
    inside = [target.relative_to(index).parts[0] for target in targets if target.is_relative_to(index)]
    names = {name.removeprefix(TEMPORARY) for name in inside}  # what is deleted has been renamed before
    return len(targets) - len(inside), len({name for name in names if name.startswith("g-")})


def soak(folder, seconds, seed, tell_figures, *program):
    """Serve, ask and update for a while; return what became of it.

    That is: the visitors, by what factor memory grew, by how many descriptors, and how many generations were open at
    once at most.
    """
    chance = random.Random(seed)
    site, index = ChangingSite(folder, chance), folder / "index"
    rebuild(site.folder, index, BuildOptions(workers=1))
    with serving(index, "--deadline", f"{DEADLINE}", program=program or ("-m", "indexer.cli")) as server:
        pid, updates, samples, begin = server.process.pid, 0, [], time.monotonic()
        server.health()
        with Visitors(server) as visitors:
            while (at := time.monotonic() - begin) < seconds:
                site.change()
                update(site.folder, index, BuildOptions(workers=1))
                updates += 1
                time.sleep(PAUSE)
                samples.append((at, resident_megabytes(pid), *open_files(pid, index)))
        assert server.is_alive()
    warm = [sample for sample in samples if sample[0] > seconds * WARM_UP]
    third = len(warm) // 3
    early, late = (median(sample[1] for sample in part) for part in (warm[:third], warm[-third:]))
    open_early, open_late = (max(sample[2] for sample in part) for part in (warm[:third], warm[-third:]))
    generations = max(sample[3] for sample in samples)
    tell_figures(
        f"{seconds:.0f} s, {updates} updates, answers by status {dict(visitors.statuses)}, longest "
        f"{visitors.longest:.2f} s; memory {early:.0f} to {late:.0f} MB after the warm-up ({late / early - 1:+.1%}); "
        f"descriptors besides the index's {open_early} to {open_late}, generations open at once {generations}; "
        f"seed {seed}"
    )
    return visitors, late / early, open_late - open_early, generations


@pytest.mark.slow
def test_memory_and_descriptors_stay_as_they_are_and_no_request_fails(tmp_path, tell_figures, run_seed):
    visitors, growth, more, generations = soak(tmp_path, SECONDS, run_seed, tell_figures)
    assert set(visitors.statuses) == {200}
    assert growth < GROWTH
    assert more <= 0
    assert generations <= 2


@pytest.mark.slow
def test_a_server_that_keeps_every_index_it_opened_is_noticed(tmp_path, tell_figures, run_seed):
    """The control."""
    _, growth, _, generations = soak(tmp_path, SECONDS / 4, run_seed, tell_figures, ALTERED, "keeping")
    assert growth > GROWTH
    assert generations > 2

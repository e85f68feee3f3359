"""What it takes to bring an index up to date after one post has changed, by the number of posts."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.apart import build_apart, run_apart
from benchmarks.corpora import Material, write_site
from benchmarks.measure import Spread, summarise
from benchmarks.peers import OURS

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Updates:
    """Updates of one site, in a process of its own each, without starting Python and importing.

    Attributes:
        cpu, seconds: After one post has changed.
        unchanged_cpu: After nothing has: what listing and comparing the files takes.
        parts: Of the index after all rounds.
    """

    posts: int
    cpu: Spread
    seconds: Spread
    unchanged_cpu: Spread
    parts: int


def study_updates(material: Material, sizes: Sequence[int], folder: Path) -> list[Updates]:
    """Change one post of made sites, several times; each site is deleted when it has been measured."""
    found = []
    for posts in sizes:
        found.append(_measure(material, posts, folder / str(posts)))
        shutil.rmtree(folder / str(posts))
    return found


def _measure(material: Material, posts: int, folder: Path) -> Updates:
    site, index = folder / "site", folder / "index"
    write_site(material, posts, site)
    build_apart(OURS, site, index)
    changed, unchanged = [], []
    for number in range(ROUNDS):
        post = sorted(site.rglob("*.md"))[posts // 2 + number]
        with post.open("a", encoding="utf-8") as file:
            file.write("\n\nOne sentence more: 服务网格 and a service mesh.\n")
        changed.append(run_apart(OURS, "update", site, index))
        unchanged.append(run_apart(OURS, "update", site, index))
    return Updates(
        posts,
        summarise([each.cpu for each in changed]),
        summarise([each.seconds for each in changed]),
        summarise([each.cpu for each in unchanged]),
        len(list(max(index.glob("g-*"), key=lambda path: int(path.name[2:])).glob("part-*"))),
    )

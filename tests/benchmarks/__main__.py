"""Measure this project against its peers: ``make bench``, or ``python -m benchmarks`` in the folder ``tests``."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from benchmarks.apart import build_apart
from benchmarks.corpora import Material, corpora_folder, read_material
from benchmarks.machine import describe_machine
from benchmarks.peers import OURS, REFERENCE
from benchmarks.queries import Query, QueryMaker
from benchmarks.report import Outcome, describe, save
from benchmarks.study_builds import study_builds
from benchmarks.study_growth import study_growth
from benchmarks.study_painted import reason_not_to, study_painted
from benchmarks.study_queries import available_peers, study_queries
from benchmarks.study_repeats import study_repeats
from benchmarks.study_serving import study_memory, study_opening, study_web
from benchmarks.study_updates import study_updates

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "posts"
_SIZES = (1_000, 3_000, 10_000, 30_000)
_UPDATED = (1_000, 10_000, 100_000)
STUDIES = ("queries", "builds", "updates", "opening", "memory", "web", "repeats", "painted", "growth")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Attributes:
        rounds: How often queries are drawn, and each server put under load.
        queries: In each round.
        builds: Of each pipeline.
        openings: Of each index.
        visits: Queries that a process answers before its memory is read.
        web_seconds: Of load in each round.
        web_queries: Different ones.
        repeated: Different queries that are asked again and again.
        painted: Queries typed into the box in a browser.
        sizes: Posts of the made sites, ascending.
        updated: The same, of those in which a post is changed.
    """

    rounds: int = 5
    queries: int = 96
    builds: int = 3
    openings: int = 10
    visits: int = 200
    web_seconds: int = 5
    web_queries: int = 3000
    repeated: int = 1000
    painted: int = 240
    sizes: tuple[int, ...] = _SIZES
    updated: tuple[int, ...] = _UPDATED


SHORT = Plan(
    rounds=1, queries=16, builds=1, openings=1, visits=8, web_seconds=1, web_queries=50, repeated=20, painted=8,
    sizes=(20, 40), updated=(20,),
)  # fmt: skip


class Bench:
    """One run: a site, the queries, and what has been measured."""

    def __init__(self, site: Path, folder: Path, plan: Plan) -> None:
        self.site = site
        self.folder = folder
        self.plan = plan
        self.outcome = Outcome(describe_machine())
        self.material: Material = read_material(site)
        self.outcome.posts = sum(map(len, self.material.posts.values()))
        maker = QueryMaker(self.material)
        self.rounds: list[list[Query]] = [maker.draw(plan.queries) for _ in range(plan.rounds)]
        self._more = [query.text for query in maker.draw(plan.web_queries)]
        self._indexes: dict[str, Path] = {}

    def index_of(self, name: str) -> Path:
        """Return a peer's index of the site; built with the first question for it."""
        if name not in self._indexes:
            path = self.folder / "indexes" / name
            build_apart(name, self.site, path)
            self._indexes[name] = path
        return self._indexes[name]

    def queries(self) -> None:
        indexes = {name: self.index_of(name) for name in available_peers()}
        self.outcome.queries = study_queries(indexes, self.rounds)

    def builds(self) -> None:
        self.outcome.builds = study_builds(self.site, self.outcome.posts, self.folder / "builds", self.plan.builds)

    def updates(self) -> None:
        self.outcome.updates = study_updates(self.material, self.plan.updated, self.folder / "updates")

    def opening(self) -> None:
        self.outcome.opening = study_opening(self._both(), self._more[: self.plan.openings])

    def memory(self) -> None:
        self.outcome.memory = study_memory(self._both(), self._more[: self.plan.visits])

    def web(self) -> None:
        self.outcome.web = study_web(self._both(), self._more, self.plan.rounds, self.plan.web_seconds)
        if not self.outcome.web:
            self.outcome.not_measured.append("answers over HTTP, because wrk is not installed (apt install wrk)")

    def repeats(self) -> None:
        self.outcome.repeats = study_repeats(self.index_of(OURS), self._more[: self.plan.repeated])

    def painted(self) -> None:
        reason = reason_not_to()
        if reason:
            self.outcome.not_measured.append(reason)
        else:
            self.outcome.painted = study_painted(self.index_of(OURS), self._more[-self.plan.painted :])

    def growth(self) -> None:
        self.outcome.growth = study_growth(self.material, self.plan.sizes, self.rounds, self.folder / "growth")

    def _both(self) -> dict[str, Path]:
        return {name: self.index_of(name) for name in (OURS, REFERENCE)}


def run(site: Path, studies: Sequence[str], plan: Plan, output: Path | None) -> Outcome:
    """Make the studies asked for, in a folder that is deleted afterwards; what is done is saved after each."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(site, Path(folder), plan)
        for study in studies:
            click.echo(f"{study} …", err=True)
            getattr(bench, study)()
            if output:
                save(bench.outcome, output)
    return bench.outcome


@click.command()
@click.option("--only", "studies", type=click.Choice(STUDIES), multiple=True, help="Some of the studies  [all]")
@click.option("--size", "sizes", type=int, multiple=True, help=f"Posts of the made sites  {list(_SIZES)}")
@click.option("--rounds", default=5, show_default=True, help="How often queries are drawn")
@click.option("--queries", default=96, show_default=True, help="In each round")
@click.option("--short", is_flag=True, help="Under a minute, over the sample posts: does it run at all?")
@click.option("--output", type=click.Path(path_type=Path), help="Folder for results.json and growth.svg")
def main(
    studies: tuple[str, ...], sizes: tuple[int, ...], rounds: int, queries: int, *, short: bool, output: Path | None
) -> None:
    """Measure query, build, opening, memory, HTTP and growth against peers, and print the tables."""
    plan = SHORT if short else Plan(rounds=rounds, queries=queries)
    plan = replace(plan, sizes=tuple(sorted(sizes)) or plan.sizes)
    outcome = run(SAMPLE if short else corpora_folder(), studies or STUDIES, plan, output)
    click.echo(describe(outcome))


if __name__ == "__main__":
    main()

"""How an index on a cluster grows with the number of posts, beside one in a folder: ``make cluster-scale``.

Made posts, see ``benchmarks.corpora``. Times are of the processor, the builder's and the nodes', since a small machine
does several things at once; the queries' are those of the clock, the median of what each engine took for the same ones.
"""

import json
import os
import tempfile
import time
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from statistics import median

import click
from benchmarks import plot
from benchmarks.corpora import corpora_folder, read_material, write_site
from benchmarks.measure import percentile99
from benchmarks.queries import QueryMaker
from cluster.demo import variables_for
from cluster.nodes import READER, WRITER, running_cluster

from indexer.engines.opening import open_engine
from indexer.engines.target import open_target
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.search.results import SearchRequest
from indexer.settings.load import load_settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
OPTIONS = ("-Xms1g", "-Xmx1g")
FOLDER = "folder"
_TITLES = {
    "build_cpu_s": "Build, seconds of processor",
    "index_mb": "Index on disk, MB",
    "memory_mb": "Memory of nodes, MB",
    "median_ms": "Query median, ms",
    "median_cpu_ms": "Query, ms of processor of who asks",
    "nodes_query_ms": "Query, ms of processor of the nodes",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of index with so many posts.

    Attributes:
        build_cpu_s: Seconds of processor of a build, of all processes.
        send_s: Seconds of the clock in which a cluster took it.
        send_cpu_s, nodes_cpu_s: Seconds of processor meanwhile, of the builder and of the nodes.
        index_mb: On disk, copies not counted.
        memory_mb: Resident, of all nodes; 0 for a folder.
        median_ms, p99_ms: Of queries, by the clock.
        median_cpu_ms: Of the process that asks, by its processor.
        nodes_query_ms: Of all nodes, by their processors, on average; 0 for a folder.
    """

    posts: int
    build_cpu_s: float
    send_s: float
    send_cpu_s: float
    nodes_cpu_s: float
    index_mb: float
    memory_mb: float
    median_ms: float
    p99_ms: float
    median_cpu_ms: float
    nodes_query_ms: float


@click.command()
@click.option("--posts", "sizes", multiple=True, type=int, default=[1000, 3000, 10_000])
@click.option("--nodes", "counts", multiple=True, type=int, default=[1, 3])
@click.option("--queries", default=200)
@click.option("--output", type=click.Path(path_type=Path), default=DOCS)
def main(sizes, counts, queries, output):
    """Measure, and write ``cluster.json`` and ``cluster.svg``."""
    material = read_material(corpora_folder())
    texts = [query.text for query in QueryMaker(material).draw(queries)]
    kept = output / "cluster.json"
    found = json.loads(kept.read_text()) if kept.exists() else {}
    for posts in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_site(material, posts, folder / "site")
            for count in counts:
                for kind, measured in _measure(folder, posts, count, texts):
                    rows = {each["posts"]: each for each in found.get(kind, [])} | {posts: asdict(measured)}
                    found[kind] = [rows[number] for number in sorted(rows)]
                    print(kind, measured, flush=True)
                kept.write_text(json.dumps(found, indent=1) + "\n")
                (output / "cluster.svg").write_text(draw(found))


def _measure(folder, posts, count, texts):
    with running_cluster(folder / f"nodes{count}", count, OPTIONS) as cluster:
        writing, reading = (
            load_settings(folder / "site", environment=variables_for(cluster, user, folder))
            for user in (WRITER, READER)
        )
        os.environ["SEARCH_CLUSTER_PASSWORD"] = cluster.passwords[WRITER]
        own, options = _own_cpu(), BuildOptions.from_settings(writing)
        with open_target(writing, options) as root:
            built = rebuild(writing.site, root, options)
            build = _own_cpu() - own
            begin, nodes, own = time.monotonic(), _nodes_cpu(cluster), _own_cpu()
        sent = time.monotonic() - begin, _own_cpu() - own, _nodes_cpu(cluster) - nodes
        _, stats = cluster.call("GET", "/posts-g*/_stats/store")
        size = stats["_all"]["primaries"]["store"]["size_in_bytes"] / 1e6
        local = load_settings(options={"index": root}, environment={})
        os.environ["SEARCH_CLUSTER_PASSWORD"] = cluster.passwords[READER]
        nodes = _nodes_cpu(cluster)
        times = _ask({FOLDER: open_engine(local), "cluster": open_engine(reading)}, texts)
        asked = (_nodes_cpu(cluster) - nodes) / len(texts) * 1e3
        yield FOLDER, Measured(posts, build, 0, 0, 0, built.generation.manifest.size / 1e6, 0, *times[FOLDER], 0)
        memory = sum(node.memory() for node in cluster.nodes) / 1e6
        kind = "one node" if count == 1 else f"{count} nodes"
        yield kind, Measured(posts, build + sent[1] + sent[2], *sent, size, memory, *times["cluster"], asked)


def _ask(engines, texts):
    """Ask both engines the same queries in turns; return what each took of the clock and of this process."""
    took = {name: [] for name in engines}
    for engine in engines.values():
        engine.search(SearchRequest(texts[0]))
    for text in texts:
        for name, engine in engines.items():
            begin, used = time.perf_counter(), time.process_time()
            engine.search(SearchRequest(text))
            took[name].append(((time.perf_counter() - begin) * 1e3, (time.process_time() - used) * 1e3))
    for engine in engines.values():
        engine.close()
    return {
        name: (
            median(clock for clock, _ in rows),
            percentile99([clock for clock, _ in rows]),
            median(c for _, c in rows),
        )
        for name, rows in took.items()
    }


def _own_cpu():
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _nodes_cpu(cluster):
    ticks = os.sysconf("SC_CLK_TCK")
    fields = (Path(f"/proc/{node.process.pid}/stat").read_text().rsplit(")", 1)[1].split() for node in cluster.nodes)
    return sum(int(each[11]) + int(each[12]) for each in fields) / ticks


def draw(found):
    """Return the plot: a chart for each number, a line for each kind of index."""
    names = sorted(found)
    charts = []
    for at, (number, title) in enumerate(_TITLES.items()):
        lines = {name: [(row["posts"], max(row[number], 1e-3)) for row in found[name] if row[number]] for name in names}
        points = list(chain.from_iterable(lines.values()))
        across = plot._Axis([x for x, _ in points], plot._LEFT, plot._WIDTH - plot._RIGHT)
        up = plot._Axis([y for _, y in points], plot._HEIGHT - plot._BOTTOM, plot._TOP)
        drawn = "".join(
            plot._draw_line(line, across, up, colour)
            for line, colour in zip(lines.values(), plot._COLOURS, strict=False)
            if line
        )
        shift = f"{at % plot._COLUMNS * plot._WIDTH} {plot._HEADER + at // plot._COLUMNS * plot._HEIGHT}"
        charts.append(
            f'<g transform="translate({shift})">\n<text x="{plot._LEFT}" y="20" font-weight="bold">{title}</text>\n'
            f"{plot._draw_axes(across, up)}{drawn}</g>\n"
        )
    width, height = plot._COLUMNS * plot._WIDTH, plot._HEADER + 2 * plot._HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="11">\n<rect width="{width}" height="{height}" fill="#fff"/>\n'
        f'<text x="12" y="18" fill="#555">Posts made of real passages; all on one machine of 2 cores</text>\n'
        f"{plot._draw_legend(names)}{''.join(charts)}</svg>\n"
    )


if __name__ == "__main__":
    main()

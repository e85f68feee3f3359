"""The same answers from a cluster as from a folder: real posts, drawn queries, judged queries, the clock."""

import json
import random
import re
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.opening import open_engine
from indexer.engines.target import local_root
from indexer.evaluation.judged import read_qrels, read_queries
from indexer.evaluation.measures import evaluate_run, rank_scores
from indexer.index.generations.generation import current_generation
from indexer.index.reader.store import open_store
from indexer.search.results import SearchRequest, Sort
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning
from indexer.settings.load import load_settings

DRAWN = 170
"""Queries of each of three corpora: 510 in all."""
DATA = Path(__file__).resolve().parents[2] / "data"
CORPORA = ("servicemesher", "kubernetes", "rust-blog")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9.+#-]+|[\u4e00-\u9fff]+")


def publish(cluster, folder, site):
    """Build a site into a cluster; return an engine that only reads it, and the folder that holds the same."""
    from cluster.builder import Builder, wipe
    from cluster.nodes import READER

    wipe(cluster)
    builder = Builder(cluster, folder, posts=0)
    builder.site = site
    builder.rebuild("--force")
    reading = builder.environment | {
        "SEARCH_CLUSTER_USER": READER,
        "SEARCH_CLUSTER_PASSWORD_FILE": str(folder / "password"),
    }
    folder.joinpath("password").write_text(cluster.passwords[READER])
    settings = load_settings(options={"index": builder.address}, environment=reading)
    return open_engine(settings), local_root(settings)


def draw(reader, seed):
    """Draw queries of many kinds from the texts of posts; the same for the same seed."""
    rnd = random.Random(seed)

    def piece(words):
        word = rnd.choice(words)
        begin = rnd.randrange(max(1, len(word) - 3))
        return word if word.isascii() else word[begin : begin + rnd.randint(2, 6)]

    for _ in range(DRAWN):
        doc = rnd.randrange(reader.max_doc)
        text = reader.text(doc)
        words = _TOKEN.findall(text) or ["istio"]
        start = rnd.randrange(max(1, len(text) - 40))
        yield rnd.choice(
            [
                SearchRequest(reader.titles[doc][:200]),
                SearchRequest(" ".join(piece(words) for _ in range(rnd.randint(1, 4)))),
                SearchRequest(" ".join(piece(words) for _ in range(2))),
                SearchRequest('"' + " ".join(text[start : start + rnd.randint(4, 20)].replace('"', " ").split()) + '"'),
                SearchRequest(piece(words)[:4] + "*"),
                SearchRequest(f"{piece(words)} -{piece(words)}"),
                SearchRequest(f"{piece(words)} OR {piece(words)}"),
                SearchRequest(piece(words), years=("2019",), sort=rnd.choice(list(Sort))),
                SearchRequest(piece(words), page=rnd.randint(2, 4)),
                SearchRequest(f"{piece(words)} {piece(words)}"[:-1], search_as_you_type=True),
                SearchRequest(f"title:{piece(words)}"),
                SearchRequest(" ".join(text[start : start + 40].split())),
            ]
        )


@pytest.mark.slow
@pytest.mark.parametrize("name", CORPORA)
def test_drawn_queries_find_the_same(name, one_node, shared, tmp_path, tell_figures):
    engine, root = publish(one_node, tmp_path, shared / "corpora" / name)
    reader = open_store(current_generation(root).path)
    alike = dict.fromkeys(("first", "total", "complete", "facets", "suggestions"), 0)
    with closing(engine), closing(EmbeddedEngine(root, Tuning())) as embedded:
        for request in draw(reader, name):
            here, there = embedded.search(request), engine.search(request)
            alike["first"] += [hit.id for hit in here.hits[:1]] == [hit.id for hit in there.hits[:1]]
            alike["total"] += here.total == there.total
            alike["complete"] += here.complete == there.complete
            alike["facets"] += here.facets == there.facets
            alike["suggestions"] += embedded.suggest(request) == engine.suggest(request)
        judged = {
            queries: [measure(each, *paths) for each in (embedded, engine)] for queries, paths in judged_queries(name)
        }
    tell_figures(f"{name}, of {DRAWN} drawn queries alike: {alike}")
    assert alike["first"] >= 0.98 * DRAWN
    assert min(alike["total"], alike["facets"]) >= 0.99 * DRAWN
    assert min(alike["complete"], alike["suggestions"]) >= 0.95 * DRAWN
    tell_figures(f"{name}, nDCG@10 from a folder and from the cluster: {judged}")
    assert all(abs(here - there) <= 0.005 for here, there in judged.values())


def judged_queries(corpus):
    """Yield the judged queries that the product has of a corpus."""
    for name in ("corpora", "visitors", "code"):
        yield name, [DATA / "queries" / f"{name}-{corpus}{ending}" for ending in (".tsv", ".qrels.txt")]


def measure(engine, queries, qrels, name_of=str):
    """Return nDCG@10; ``name_of`` makes of a hit's id what judgments call it."""
    asked, judged = read_queries(queries), read_qrels(qrels)
    run = {query.id: rank_scores(map(name_of, engine.find(query.text, 50))) for query in asked}
    figures = evaluate_run(run, {query.id: judged[query.id] for query in asked}, ["nDCG@10"])
    return round(figures.means["nDCG@10"], 4)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cmrc", "cranfield"])
def test_judged_collections_are_ranked_alike(name, one_node, shared, tmp_path, tell_figures):
    folder, site = shared / "eval" / name, tmp_path / "site"
    site.mkdir()
    names = {}
    for number, line in enumerate((folder / "docs.jsonl").read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        front = f"---\ntitle: {json.dumps(row['title'])}\n---\n"
        (site / f"{number}.md").write_text(front + row["body"], encoding="utf-8")
        names[f"{number}.md"] = row["id"]
    engine, root = publish(one_node, tmp_path, site)
    with closing(engine), closing(EmbeddedEngine(root, Tuning())) as embedded:
        files = folder / "queries.tsv", folder / "qrels.txt"
        here, there = (measure(each, *files, names.__getitem__) for each in (embedded, engine))
    tell_figures(f"{name}, nDCG@10 from a folder and from the cluster: {here}, {there}")
    assert abs(here - there) <= 0.005


def test_the_sample_posts_are_found_alike(one_node, tmp_path):
    engine, root = publish(one_node, tmp_path, DATA)
    with closing(engine), closing(EmbeddedEngine(root, Tuning())) as embedded:
        for text in ("服务网格", "istio", '"service mesh"', "kube*", "tag:istio 流量", "kubernets", "", "网格 OR 发布"):
            request = SearchRequest(text)
            here, there = embedded.search(request), engine.search(request)
            assert [hit.id for hit in there.hits] == [hit.id for hit in here.hits]
            assert (there.total, there.complete, there.facets) == (here.total, here.complete, here.facets)
            assert engine.suggest(request) == embedded.suggest(request)
        assert engine.health().posts == embedded.health().posts
        assert engine.has_post(embedded.find("istio", 1)[0])


MISSPELT = (
    *("成都", "成都 服务", "kind", "kind of istio", "patch deployment", "colour", "名城", "自从 应用", "公式 istio"),
    *("全线管理", "全线设置", "权县", "原声应用", "服务往格", "流量管里 istio", "集裙istio", "istio 集裙", "容其 kube"),
    *("istoi", "kubernets deploymnet", "rollingupdate", "fuwuwangge", "fu wu wang ge", "liuliang istio", "摞軇istio"),
    *("三種口king", "趓檚騋 Deployment", "title:istoi", '"istoi" 服务', "服物 网各 istio envyo", "数剧平面 成都 kind"),
)


@pytest.mark.parametrize("nodes", ["one_node", pytest.param("three_nodes", marks=pytest.mark.slow)])
def test_what_is_misspelt_is_understood_alike(nodes, request, tmp_path):
    engine, root = publish(request.getfixturevalue(nodes), tmp_path, DATA / "posts")
    with closing(engine), closing(EmbeddedEngine(root, Tuning())) as embedded:
        for text in MISSPELT:
            here, there = (each.search(SearchRequest(text)) for each in (embedded, engine))
            assert (there.suggestion, there.notes) == (here.suggestion, here.notes)
            assert (there.total, there.complete) == (here.total, here.complete)
            assert [hit.id for hit in there.hits] == [hit.id for hit in here.hits]


def test_posts_come_and_go_alike_by_the_clock_with_no_update(one_node, tmp_path, monkeypatch):
    from cluster.builder import Builder, wipe

    from indexer.engines.cluster.engine import ClusterEngine

    wipe(one_node)
    builder = Builder(one_node, tmp_path, posts=3)
    builder.write("goes", "Istio quokka 服务网格", expiryDate="2040-01-01", tags=["Marsupial"])
    builder.write("comes", "Envoy wombat 熔断", date="2050-01-01", tags=["marsupial", "Digger"])
    builder.rebuild()
    monkeypatch.setenv("SEARCH_CLUSTER_PASSWORD", builder.environment["SEARCH_CLUSTER_PASSWORD"])
    settings = load_settings(options={"index": builder.address}, environment=builder.environment)
    folder = current_generation(local_root(settings)).path
    now = time.time()
    with closing(ClusterEngine(settings.index, settings, Tuning(), lambda: now)) as engine:
        for year in (2030, 2045, 2060, 2030):
            now = datetime(year, 1, 1, tzinfo=UTC).timestamp()
            embedded = Searcher(open_store(folder, now))
            for text in ("istio", "quokka", "wombat", "womabt", "", "tag:marsupial", "熔断"):
                request = SearchRequest(text)
                here, there = embedded.search(request), engine.search(request)
                names = [name for name in here.__slots__ if name != "took_ms"]
                assert [getattr(there, name) for name in names] == [getattr(here, name) for name in names]
            for text in ("quo", "wom", "mars", "dig"):
                assert engine.suggest(SearchRequest(text)) == embedded.suggest(SearchRequest(text), 8)
            assert engine.health().posts == embedded.reader.num_docs

"""The ranking must not get worse: each floor lies just under what was measured."""

import json
from pathlib import Path

import pytest
from site_reading import read_posts
from small_index import make_post, make_searcher

from indexer.evaluation.judged import read_qrels, read_queries
from indexer.evaluation.measures import evaluate_run, rank_scores

SETS = ("corpora", "visitors", "code", "cross")
FLOORS = {
    "servicemesher": {"corpora": 0.76, "visitors": 0.90, "code": 0.86, "cross": 0.79},
    "kubernetes": {"corpora": 0.77, "visitors": 0.87, "code": 0.85, "cross": 0.62},
    "rust-blog": {"corpora": 0.82, "visitors": 0.855, "code": 0.93, "cross": 0.78},
}
"""nDCG@10 that each site's judged queries have to reach."""
DATA = Path(__file__).resolve().parents[2] / "data"


def measure(searcher, queries, qrels, every=1):
    asked = read_queries(queries)[::every]
    run = {query.id: rank_scores(searcher.find(query.text, 50)) for query in asked}
    judged = read_qrels(qrels)
    return evaluate_run(run, {query.id: judged[query.id] for query in asked}, ["nDCG@10"]).means["nDCG@10"]


def index_site(folder):
    return make_searcher(*read_posts(folder))


def index_collection(path):
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return make_searcher(*(make_post(row["id"], row["body"], title=row["title"], id=row["id"]) for row in rows))


def test_the_sample_posts_are_found_first():
    figure = measure(index_site(DATA / "posts"), DATA / "queries" / "sample.tsv", DATA / "queries" / "sample.qrels.txt")
    assert figure >= 0.95


@pytest.mark.parametrize(("name", "every", "floor"), [("cmrc", 8, 0.985), ("cranfield", 1, 0.415)])
def test_judged_collections_are_ranked_well(shared, name, every, floor):
    folder = shared / "eval" / name
    figure = measure(index_collection(folder / "docs.jsonl"), folder / "queries.tsv", folder / "qrels.txt", every)
    assert figure >= floor


@pytest.mark.slow
@pytest.mark.parametrize("site", FLOORS)
def test_real_sites_are_ranked_well(shared, site):
    searcher = index_site(shared / "corpora" / site)
    sets = {name: [DATA / "queries" / f"{name}-{site}{ending}" for ending in (".tsv", ".qrels.txt")] for name in SETS}
    figures = {name: measure(searcher, *paths) for name, paths in sets.items()}
    assert {name: max(figure, FLOORS[site][name]) for name, figure in figures.items()} == figures

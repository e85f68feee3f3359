"""The ranking must not get worse: each floor lies just under what was measured."""

import json
from pathlib import Path

import pytest
from site_reading import read_posts
from small_index import make_post, make_searcher

from indexer.evaluation.judged import read_qrels, read_queries
from indexer.evaluation.measures import evaluate_run, rank_scores

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


@pytest.mark.parametrize(("name", "every", "floor"), [("cmrc", 8, 0.98), ("cranfield", 1, 0.40)])
def test_judged_collections_are_ranked_well(shared, name, every, floor):
    folder = shared / "eval" / name
    figure = measure(index_collection(folder / "docs.jsonl"), folder / "queries.tsv", folder / "qrels.txt", every)
    assert figure >= floor


@pytest.mark.slow
@pytest.mark.parametrize(("site", "floor"), [("servicemesher", 0.67), ("kubernetes", 0.66), ("rust-blog", 0.70)])
def test_real_sites_are_ranked_well(shared, site, floor):
    queries, qrels = (DATA / "queries" / f"corpora-{site}{ending}" for ending in (".tsv", ".qrels.txt"))
    assert measure(index_site(shared / "corpora" / site), queries, qrels) >= floor

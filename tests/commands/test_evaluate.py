import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.commands.evaluate import evaluate
from indexer.errors import UsageError
from indexer.index.build.rebuild import rebuild

DATA = Path(__file__).resolve().parents[2] / "data"
QUERIES, QRELS = DATA / "queries" / "sample.tsv", DATA / "queries" / "sample.qrels.txt"


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    root = tmp_path_factory.mktemp("evaluate") / "index"
    rebuild(DATA / "posts", root)
    return root


def run(index, *arguments):
    return CliRunner().invoke(evaluate, ["--index", str(index), *map(str, arguments)], catch_exceptions=False)


def test_measures_are_printed_for_all_queries_and_each_kind(index):
    done = run(index, "--queries", QUERIES, "--qrels", QRELS, "--json")
    values = json.loads(done.output)
    assert values["queries"] == 76
    assert set(values["measures"]) == {"nDCG@10", "RR@10", "R@50"}
    assert "traditional" in values["kinds"]


def test_measures_can_be_chosen_and_the_run_written(index, tmp_path):
    done = run(index, "--queries", QUERIES, "--qrels", QRELS, "--measure", "RR@1", "--run", tmp_path / "run")
    assert done.output.startswith("76 judged queries\nall ")
    query, _, document, rank, _, name = (tmp_path / "run").read_text("utf-8").splitlines()[0].split()
    assert (query, rank, name) == ("d01", "1", "post-search")
    assert (DATA / "posts" / document).is_file()


def test_judgments_of_another_index_are_refused(index, tmp_path):
    qrels = tmp_path / "qrels"
    qrels.write_text("d01 0 elsewhere.md 1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no query found a judged post"):
        run(index, "--queries", QUERIES, "--qrels", qrels)

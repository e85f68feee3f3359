import re
import sys

import pytest

from indexer.errors import UsageError
from indexer.evaluation.measures import evaluate_run, rank_scores
from indexer.requirements import install_extra

QRELS = {"q1": {"a": 1}, "q2": {"b": 1}}


def test_a_perfect_ranking_has_one():
    run = {"q1": rank_scores(["a", "x"]), "q2": rank_scores(["b"])}
    assert evaluate_run(run, QRELS, ["nDCG@10"]).means == {"nDCG@10": 1.0}


def test_order_is_kept():
    run = {"q1": rank_scores(["x", "y", "a"]), "q2": rank_scores(["b"])}
    assert evaluate_run(run, QRELS, ["RR@10"]).means == {"RR@10": pytest.approx((1 / 3 + 1) / 2)}


def test_a_query_that_finds_nothing_counts():
    evaluation = evaluate_run({"q1": rank_scores(["a"]), "q2": {}}, QRELS, ["RR@10"])
    assert evaluation.queries == 2
    assert evaluation.means == {"RR@10": 0.5}
    assert evaluation.by_query["RR@10"] == {"q1": 1.0, "q2": 0.0}


def test_a_judged_query_that_was_not_asked_does_not_count():
    evaluation = evaluate_run({"q1": rank_scores(["x", "a"])}, QRELS, ["RR@10"])
    assert (evaluation.queries, evaluation.means) == (1, {"RR@10": 0.5})
    assert evaluation.by_query["RR@10"] == {"q1": 0.5}


def test_where_no_judged_query_was_asked_the_means_are_zero():
    evaluation = evaluate_run({"q3": rank_scores(["a"])}, QRELS, ["RR@10"])
    assert (evaluation.queries, evaluation.means) == (0, {"RR@10": 0.0})


def test_a_query_nobody_judged_does_not_count():
    run = {"q1": rank_scores(["a"]), "q2": rank_scores(["b"]), "q3": rank_scores(["c"])}
    assert evaluate_run(run, QRELS, ["RR@10"]).means == {"RR@10": 1.0}


@pytest.mark.parametrize("name", ["nDCG@10", "AP", "R@50", "P(rel=2)@10", "nDCG(dcg='exp-log2')@5", "IPrec@0.1"])
def test_a_measure_is_read_as_it_is_written(name):
    assert [*evaluate_run({}, QRELS, [name]).means] == [name]


@pytest.mark.parametrize(
    "name",
    [
        "foo@10",
        "nDCG@",
        "",
        "1",
        "nDCG@10@5",
        "nDCG(5)@10",
        "nDCG(x=1)@10",
        "nDCG@x",
        "nDCG@'a'",
        "nDCG@-1",
        "exit()@10",
    ],
)
def test_an_unknown_measure_is_named(name):
    with pytest.raises(UsageError, match=re.escape(f"unknown measure “{name}”")):
        evaluate_run({}, QRELS, [name])


def test_where_the_measures_are_not_installed_the_command_that_installs_them_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(UsageError, match=re.escape(f"ir-measures is not installed; run {install_extra('evaluation')}")):
        evaluate_run({}, QRELS)

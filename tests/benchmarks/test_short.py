"""Whether the benchmark runs at all; what it finds is judged by nobody here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]


def run_short(*arguments):
    command = [sys.executable, "-m", "benchmarks", "--short", *arguments]
    return subprocess.run(command, cwd=TESTS, check=True, stdout=subprocess.PIPE, text=True, timeout=1800).stdout


def test_the_short_form_measures_queries_builds_and_serving(tmp_path):
    pytest.importorskip("tantivy", reason="the peers are not installed: pip install -e '.[bench]'")
    told = run_short("--only", "queries", "--only", "builds", "--only", "opening", "--output", str(tmp_path))
    results = json.loads((tmp_path / "results.json").read_text())
    assert {"ours", "tantivy", "fts5"} <= set(results["queries"]["standings"])
    assert results["builds"]["ours"]["seconds"]["middle"] > 0
    assert "Query to JSON with snippets" in told


def test_painted_results_are_measured_part_by_part(tmp_path):
    from benchmarks.study_painted import reason_not_to

    if reason_not_to():
        pytest.skip(reason_not_to())
    run_short("--only", "painted", "--output", str(tmp_path))
    for found in json.loads((tmp_path / "results.json").read_text())["painted"].values():
        parts = {name: middle for name, (middle, _) in found["parts"].items()}
        assert parts.pop("total") > max(parts.values()) >= 0


def test_growth_is_drawn_with_a_line_for_each_contestant():
    from benchmarks.plot import draw_growth
    from benchmarks.study_growth import Growth, Size

    sizes = [Size(posts, 1, 1, 50, 2, 0.1, 90, 1, 3) for posts in (1000, 10_000)]
    drawing = draw_growth({"ours": Growth(sizes, {}), "tantivy": Growth(sizes, {})}, "2 cores <here>")
    assert drawing.count('<path d="M') >= 12
    assert "2 cores &lt;here&gt;" in drawing


def test_a_number_in_step_with_the_size_has_exponent_one():
    from benchmarks.measure import fit_slope

    assert fit_slope([1000, 3000, 10_000], [2.0, 6.0, 20.0]) == pytest.approx(1)
    assert fit_slope([1000, 3000, 10_000], [5.0, 5.0, 5.0]) == pytest.approx(0)

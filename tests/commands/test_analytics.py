import json
import re
import stat
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from indexer.analytics.query_log import Asked, Counts, QueryLog
from indexer.cli import search_index


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("SEARCH_QUERY_LOG", str(tmp_path / "log"))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(search_index, ["analytics", *map(str, arguments)])


@pytest.fixture
def filled(run, tmp_path):
    today = datetime.now().astimezone().date()
    day, week_ago = today.isoformat(), (today - timedelta(days=5)).isoformat()
    counts = Counts(
        {
            (day, "服务网格"): Asked(8, 3, 24.0, 9.0),
            (day, "kube*"): Asked(4, 5, 400.0, 250.0),
            (week_ago, "内卷"): Asked(2, 0, 2.0, 1.0),
            (day, "once"): Asked(1, 1, 1.0, 1.0),
        },
        {(day, "服务网格", "mesh.md"): 3},
    )
    QueryLog(tmp_path / "log", 1_000_000, 90).add(counts, today)
    return run


def test_the_report_has_bars_of_what_was_asked(filled):
    result = filled()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert re.fullmatch(r"\S+ to \S+: 15 queries, 13 % of them found nothing", lines[0])
    assert lines[1] == "1 query was asked less than 2 times and is not named here"
    assert f"  服务网格{' ' * 24}  {'█' * 24}  8: 3 posts, 3 chosen" in lines
    assert f"  kube*{' ' * 27}  {'█' * 12}{' ' * 12}  4: 5 posts, 0 chosen" in lines
    assert f"  内卷{' ' * 28}  {'█' * 24}  2" in lines[lines.index("found nothing") :]
    assert lines[lines.index("slowest answers") + 1].endswith("250 ms, 100 on average")
    assert "once" not in result.stdout


def test_fewer_days_and_rarer_queries_can_be_asked_for(filled):
    assert "内卷" not in filled("--days", 2).stdout
    assert "once" in filled("--least", 1).stdout


def test_programs_are_told_the_same(filled):
    told = json.loads(filled("--json").stdout)
    assert (told["asked"], told["found_nothing"], told["not_named"], len(told["days"])) == (15, 2, 1, 30)
    assert told["queries"][0] == {
        "query": "服务网格",
        "asked": 8,
        "hits": 3,
        "mean_ms": 3.0,
        "slowest_ms": 9.0,
        "chosen": [{"id": "mesh.md", "count": 3}],
    }
    assert (told["nothing"], told["slow"][0]) == (["内卷"], "kube*")


def test_the_page_is_for_its_owner_alone(filled, tmp_path):
    page = tmp_path / "plots.html"
    page.write_text("old")
    page.chmod(0o644)
    result = filled("--html", page)
    assert result.stdout == f"{page}: written, for you alone to read\n"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "<svg " in page.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == sorted(["log", "plots.html"])
    assert filled("--html", tmp_path / "no" / "plots.html").exit_code == 1


def test_where_nothing_was_counted_yet_it_says_so(run):
    result = run()
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
    assert "0 queries" in result.stdout


def test_where_no_log_is_named_it_says_how(run, monkeypatch):
    monkeypatch.delenv("SEARCH_QUERY_LOG")
    result = run()
    assert result.exit_code == 2
    assert "queries are not counted; to count them, set query_log to a folder" in result.stderr

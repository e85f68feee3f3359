"""Alerts and dashboard: understood by their programs, and made of metrics that there are."""

import json
import re
import shutil
from dataclasses import asdict

import orjson
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from recipes.live import POST, RECIPES, put, rebuild, run

from indexer.engines.opening import open_engine
from indexer.index.build.last_build import FILE, LastBuild
from indexer.settings.load import load_settings
from search_app import create_app

MONITORING = RECIPES / "monitoring"
ALERTS = yaml.safe_load((MONITORING / "alerts.yml").read_text(encoding="utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
DASHBOARD = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
PANELS = DASHBOARD["panels"]
FIRING = {
    "PostSearchDown": {"up": 0},
    "PostSearchWithoutIndex": {"post_search_index_up": 0},
    "PostSearchDegraded": {"post_search_index_degraded": 1},
    "PostSearchBuildFailed": {"post_search_last_build_success": 0},
    "PostSearchNotUpdated": {"post_search_last_success_timestamp_seconds": -9000},
    "PostSearchUnreadablePosts": {"post_search_last_build_refused_posts": 2},
}
"""What is measured while an alert is to be given."""
FINE = {
    "up": 1,
    "post_search_index_up": 1,
    "post_search_index_degraded": 0,
    "post_search_last_build_success": 1,
    "post_search_last_success_timestamp_seconds": 7200,
    "post_search_last_build_refused_posts": 0,
}


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The names of all samples that a service gives that has answered, found nothing, and refused."""
    folder = tmp_path_factory.mktemp("measured")
    put(folder / "site/canary.md", POST)
    rebuild(folder / "site", folder / "index")
    (folder / "index" / FILE).write_bytes(orjson.dumps(asdict(LastBuild("update", "failed", 2.0, 1.0, 1.0))))
    settings = load_settings(options={"index": folder / "index"})
    engine = open_engine(settings)
    client = create_app(engine, settings=settings).test_client()
    for address in ("/api/search?q=istio", "/api/search?q=quetzal", "/api/search", "/nothing"):
        client.get(address)
    samples = [
        each for family in text_string_to_metric_families(client.get("/metrics").text) for each in family.samples
    ]
    engine.close()
    return {sample.name: sample.labels for sample in samples}


def names_in(expression):
    """Return the metrics of an expression, each with the labels by which it is chosen."""
    found = re.findall(r"\b(post_search_\w+)(?:\{([^}]*)\})?", expression)
    return [(name, set(re.findall(r"(\w+)(?==)", labels))) for name, labels in found]


EXPRESSIONS = [rule["expr"] for rule in RULES] + [
    target["expr"] for panel in PANELS for target in panel.get("targets", ())
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_metric_that_is_asked_for_is_measured(measured, expression):
    for name, labels in names_in(expression):
        assert name in measured
        assert labels - {"instance", "job", "le"} <= set(measured[name])


def test_something_is_asked_for():
    assert sum(len(names_in(expression)) for expression in EXPRESSIONS) >= 20
    assert names_in("post_search_index_ups > 0") == [("post_search_index_ups", set())]


def test_every_alert_says_what_is_wrong_and_what_to_do():
    for rule in RULES:
        assert rule["annotations"].keys() == {"summary", "action"}
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}


def test_panels_have_room_of_their_own_and_a_source_that_is_chosen():
    taken = [
        (x, y)
        for panel in PANELS
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    assert {target["datasource"]["uid"] for panel in PANELS for target in panel["targets"]} == {"${source}"}


@pytest.fixture
def promtool():
    return shutil.which("promtool") or pytest.skip("no promtool: install Debian's package prometheus")


def test_prometheus_understands_the_rules_and_the_configuration(promtool, tmp_path):
    put(tmp_path / "post-search-alerts.yml", (MONITORING / "alerts.yml").read_text(encoding="utf-8"))
    put(tmp_path / "prometheus.yml", (MONITORING / "prometheus.yml").read_text(encoding="utf-8"))
    told = run(promtool, "check", "config", tmp_path / "prometheus.yml")
    assert f"{len(RULES)} rules found" in told


@pytest.mark.parametrize("alert", FIRING)
def test_an_alert_is_given_when_it_should_be_and_not_while_all_is_well(promtool, tmp_path, alert):
    put(tmp_path / "alerts.yml", (MONITORING / "alerts.yml").read_text(encoding="utf-8"))
    for values, expected in ((FINE, 0), (FINE | FIRING[alert], 1)):
        put(tmp_path / "test.yml", yaml.safe_dump(rule_test(values, alert, expected)))
        assert "SUCCESS" in run(promtool, "test", "rules", tmp_path / "test.yml")


def rule_test(values, alert, expected):
    """Return a test of promtool: these values for two hours, and whether the alert is given then."""
    labels = {"instance": "a", "job": "post-search"}
    series = [
        {"series": f'{name}{{instance="a",job="post-search"}}', "values": f"{value}x120"}
        for name, value in values.items()
    ]
    rule = next(rule for rule in RULES if rule["alert"] == alert)
    kept = labels if alert != "PostSearchBusy" else {"instance": "a"}
    note = {
        key: text.replace("{{ $labels.instance }}", "a").replace("{{ $value }}", "2")
        for key, text in rule["annotations"].items()
    }
    given = [{"exp_labels": {**kept, **rule["labels"]}, "exp_annotations": note}] * expected
    return {
        "rule_files": ["alerts.yml"],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": series,
                "alert_rule_test": [{"eval_time": "100m", "alertname": alert, "exp_alerts": given}],
            }
        ],
    }

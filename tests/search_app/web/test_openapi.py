import json
import re

import pytest
from openapi_spec_validator import validate
from web.contract import DOCUMENT
from werkzeug.exceptions import TooManyRequests

from indexer.errors import DeadlineExceededError, IndexMissingError
from indexer.search.results import MAX_PAGE
from search_app import create_app
from search_app.web.problem import BusyError
from search_app.web.request import MAX_VALUES


def test_the_document_is_valid_openapi():
    validate(DOCUMENT)


def test_the_document_is_served(client):
    answer = client.get("/openapi.json")
    assert (answer.mimetype, json.loads(answer.data)) == ("application/json", DOCUMENT)


def test_every_address_is_described(engine):
    routes = {re.sub(r"<any.*:(\w+)>", r"{\1}", rule.rule) for rule in create_app(engine).url_map.iter_rules()}
    apart = {"/", "/favicon.ico", "/static/<path:filename>"}
    assert routes - apart == set(DOCUMENT["paths"])


def test_the_bounds_described_are_the_bounds_kept():
    rules = {each["name"]: each["schema"] for each in DOCUMENT["components"]["parameters"].values()}
    assert (rules["page"]["maximum"], rules["per_page"]["maximum"]) == (MAX_PAGE, 50)
    assert {rules[name]["maxItems"] for name in ("tag", "year", "site")} == {MAX_VALUES}
    assert rules["q"]["maxLength"] == 256


@pytest.mark.parametrize(
    "name", [name for name, each in DOCUMENT["components"]["responses"].items() if "content" in each]
)
def test_the_examples_are_what_is_really_answered(client, engine, name):
    ask = {
        "InvalidParameter": lambda: client.get("/api/search?q=a&page=0"),
        "NotFound": lambda: client.get("/api/nothing"),
        "MethodNotAllowed": lambda: client.post("/api/search"),
        "Failed": lambda: _failing(engine, client, RuntimeError()),
        "IndexUnavailable": lambda: _failing(engine, client, IndexMissingError("none")),
        "TooManyRequests": lambda: _failing(engine, client, TooManyRequests()),
        "Busy": lambda: _failing(engine, client, BusyError()),
        "TooSlow": lambda: _failing(engine, client, DeadlineExceededError()),
    }
    content = DOCUMENT["components"]["responses"][name]["content"]["application/problem+json"]
    assert json.loads(ask[name]().data) == content["example"]


def _failing(engine, client, error):
    engine.error = error
    return client.get("/api/search?q=a")

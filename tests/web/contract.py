"""The wire format, pinned once for every test: what the contract promises and the OpenAPI document says."""

import json
from importlib.resources import files

from jsonschema import FormatChecker
from jsonschema.validators import Draft202012Validator

DOCUMENT = json.loads(files("search_app").joinpath("openapi.json").read_text("utf-8"))

ANSWER = ["query", "total", "complete", "page", "per_page", "took_ms", "hits", "facets", "suggestion", "notes"]
HIT = [
    *("id", "url", "title", "title_html", "snippet_html", "sections", "date", "language"),
    *("authors", "tags", "categories", "score", "translations"),
]
MAY_HAVE = {"pinned", "fragment", "image"}
FACETS = ["lang", "tag", "category", "author", "year"]


def assert_fits(payload, schema):
    """Fail unless the payload is what the OpenAPI document calls ``schema``."""
    rule = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    Draft202012Validator(rule, format_checker=FormatChecker()).validate(payload)


def assert_search_answer(answer):
    """Fail unless a response is a search answer as the contract writes it, and return its payload."""
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    payload = json.loads(answer.data.decode("utf-8"))
    assert list(payload) == ANSWER
    assert list(payload["facets"]) == FACETS
    for hit in payload["hits"]:
        assert [name for name in hit if name not in MAY_HAVE] == HIT
        for section in hit["sections"]:
            named = [name for name in section if name != "fragment"]
            assert named == ["heading", "url", "snippet_html", "heading_html"]
    assert_fits(payload, "Results")
    return payload


def assert_problem(answer, status, **members):
    """Fail unless a response is a problem with this status and these members, and return its payload."""
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    payload = json.loads(answer.data.decode("utf-8"))
    assert_fits(payload, "Problem")
    assert payload["status"] == status
    assert {name: payload[name] for name in members} == members
    return payload

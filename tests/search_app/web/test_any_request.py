"""Any request at all, made up from the OpenAPI document: right ones, wrong ones, odd ones."""

from collections import Counter
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from browser.site import SmallEngine
from examples import examples
from hypothesis import HealthCheck, settings
from web.settings import settings_of

from search_app import create_app

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed: pip install schemathesis")
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance  # noqa: E402

ANSWERED = Counter()
DOCUMENT = schemathesis.openapi.from_wsgi("/openapi.json", create_app(SmallEngine(), settings=settings_of(deadline=60)))
FEW = examples(20, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=2500)


@DOCUMENT.parametrize()
@FEW
def test_a_few_requests_to_each_address_are_answered_as_the_document_says(case):
    answer(case)


@pytest.mark.slow
@DOCUMENT.parametrize()
@MANY
def test_many_requests_to_each_address_are_answered_as_the_document_says(case):
    answer(case)


@pytest.mark.slow
def test_that_was_many():
    """Count what the test above has tried: hypothesis stops early where an address takes no parameters."""
    print(f"\n{ANSWERED.total()} requests: {dict(sorted(ANSWERED.items()))}")
    assert ANSWERED.total() >= 5000


def answer(case):
    response = case.call(headers={"Accept-Encoding": "identity"})  # what comes back is read as it is
    ANSWERED[response.status_code] += 1
    sent = parse_qsl(urlsplit(response.request.url).query, keep_blank_values=True)
    case.validate_response(response, excluded_checks=list(beyond_schemas(sent)))


def beyond_schemas(sent):
    """Yield the checks that cannot know what the document says in words.

    In an address everything is text, so ``section=false`` is no mistake, and neither is what is left empty or said
    twice; ``from`` must not be later than ``to``. What has to be refused, the tests of each parameter say.
    """
    yield negative_data_rejection
    if are_reversed(**{name: value for name, value in sent if name in {"from", "to"}}):
        yield positive_data_acceptance


def are_reversed(to="", **since):
    try:
        return date.fromisoformat(since.get("from", "")) > date.fromisoformat(to)
    except ValueError:
        return False

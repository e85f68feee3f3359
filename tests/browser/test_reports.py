"""What a browser tells the service of what was meant and chosen, where queries are counted."""

import time
from datetime import date

import pytest
from browser.box import Box
from browser.conftest import PATIENCE
from browser.site import served_site

from indexer.analytics.query_log import QueryLog


@pytest.fixture
def log(tmp_path):
    return QueryLog(tmp_path / "log", 1_000_000, 90)


@pytest.fixture
def site(log):
    with served_site(query_log=log.folder, origins=("*",)) as site:
        site.add("/")
        yield site


@pytest.fixture
def page(chromium, site):
    context = chromium.new_context(locale="en")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def wait_for(log, asked, chosen):
    """Wait until so much is counted, and nothing else."""
    end = time.monotonic() + PATIENCE / 1000
    while True:
        counts = log.read(date(2000, 1, 1))
        found = (
            {query: each.asked for (_, query), each in counts.asked.items()},
            {(query, post): count for (_, query, post), count in counts.chosen.items()},
        )
        if found == (asked, chosen):
            return
        assert time.monotonic() < end, found
        time.sleep(0.1)


def test_the_box_tells_what_was_typed_to_its_end_once_and_what_was_opened(page, site, log):
    page.goto(site.address)
    box = Box(page).open()
    with page.expect_request("**/api/report?*"):
        box.search("istio")
    wait_for(log, {"istio": 1}, {})
    post = box.hits.first.get_attribute("data-post")
    with page.expect_request("**/api/report?*id=*") as request:
        box.hits.first.click()
    assert (request.value.method, request.value.post_data) == ("POST", None)
    wait_for(log, {"istio": 1}, {("istio", post): 1})


def test_what_is_opened_at_once_was_meant_too(page, site, log):
    page.goto(site.address)
    box = Box(page).open().search("istio")
    post = box.hits.first.get_attribute("data-post")
    box.hits.first.click()
    wait_for(log, {"istio": 1}, {("istio", post): 1})


def test_links_of_the_page_tell_what_was_opened(page, site, log):
    page.goto(f"{site.service}search?q=Istio")
    link = page.locator(".hit h3 a").first
    link.evaluate("link => link.href = '/favicon.svg'")
    link.click()
    page.wait_for_url("**/favicon.svg")
    end = time.monotonic() + PATIENCE / 1000
    while not log.read(date(2000, 1, 1)).chosen:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert [(query, count) for (_, query, _), count in log.read(date(2000, 1, 1)).chosen.items()] == [("istio", 1)]

"""From one day to another: two fields of the page that need no script."""

from dataclasses import replace
from datetime import date

import pytest
from web.engine import FixedEngine, results_of
from web.outline import Outline

from indexer.search.results import SearchRequest
from search_app import create_app
from search_app.texts import TEXTS, write_period

DAY, LATER = date(2019, 7, 2), date(2020, 1, 31)
ASKED = SearchRequest("mesh", tags=("istio",), language="en")
ADDRESS = "/search?q=mesh&tag=istio&lang=en"


def test_days_reach_the_engine_both_included(client, engine):
    client.get(f"{ADDRESS}&from=2019-07-02&to=2020-01-31")
    assert engine.asked == [replace(ASKED, since=DAY, until=LATER)]


def test_the_days_in_force_are_said_and_can_be_taken_off(page):
    html = page(f"{ADDRESS}&from=2019-07-02&to=2020-01-31", accept="en")
    taken_off = "/search?q=mesh&amp;lang=en&amp;tag=istio"
    assert f'<a href="{taken_off}" aria-label="Remove filter: Date 2 Jul 2019 to 31 Jan 2020">' in html


def test_the_fields_are_sent_with_the_text_and_the_other_filters(page):
    outline = Outline(page(f"{ADDRESS}&from=2019-07-02"))
    fields = [attributes for tag, attributes in outline.elements if tag == "input"]
    sent = {each["name"]: each["value"] for each in fields if "name" in each}
    assert sent == {"q": "mesh", "lang": "en", "tag": "istio", "from": "2019-07-02", "to": ""}
    assert [each["form"] for each in fields if each["name"] in {"from", "to"}] == ["ask", "ask"]


def test_every_link_to_more_of_the_same_keeps_the_days(page):
    links = [link for link in Outline(page(f"{ADDRESS}&from=2019-07-02&page=2")).links() if "page=" in link]
    assert links
    assert all("from=2019-07-02" in link for link in links)


@pytest.mark.parametrize(
    ("days", "name", "said"),
    [
        ("from=2019-02-30", "from", "“2019-02-30” is not a real date; write it as 2019-07-02."),
        ("to=yesterday", "to", "“yesterday” is not a real date; write it as 2019-07-02."),
        ("from=2020-01-31&to=2019-07-02", "from", "The first day (2020-01-31) is later than the last (2019-07-02)"),
        ("from=<script>", "from", "“&lt;script&gt;” is not a real date"),
    ],
)
def test_a_day_that_cannot_be_meant_is_told_beside_its_field(client, engine, days, name, said):
    answer = client.get(f"{ADDRESS}&{days}")
    wrong = [attributes for tag, attributes in Outline(answer.text).elements if "aria-invalid" in attributes]
    assert (answer.status_code, [each["name"] for each in wrong]) == (400, [name])
    assert wrong[0]["aria-describedby"] == "mistake"
    assert f'<p class="mistake" id="mistake">{said}' in answer.text
    assert f'<a href="#{name}">{said}' in answer.text


def test_such_a_day_loses_neither_the_text_nor_the_filters_nor_the_other_day(client, engine):
    answer = client.get(f"{ADDRESS}&from=x&to=2019-07-02")
    assert engine.asked == [ASKED]
    assert 'name="q" type="search" value="mesh"' in answer.text
    assert '<input type="hidden" name="tag" value="istio">' in answer.text
    assert 'name="to" type="date" form="ask" value="2019-07-02"' in answer.text
    assert "so results of any date are shown" in answer.text


def test_the_fields_are_there_though_nothing_was_found_in_these_days():
    html = create_app(FixedEngine(results_of(facets={}))).test_client().get("/search?q=a&to=2019-07-02").text
    assert 'name="to" type="date" form="ask" value="2019-07-02"' in html


@pytest.mark.parametrize(
    ("since", "until", "en", "zh"),
    [
        (DAY, LATER, "2 Jul 2019 to 31 Jan 2020", "2019年7月2日至2020年1月31日"),
        (DAY, None, "since 2 Jul 2019", "2019年7月2日起"),
        (None, DAY, "until 2 Jul 2019", "2019年7月2日为止"),
        (DAY, DAY, "2 Jul 2019", "2019年7月2日"),
        (date(2019, 1, 1), date(2019, 12, 31), "2019", "2019"),
    ],
)
def test_days_are_said_as_people_say_them(since, until, en, zh):
    assert [write_period(since, until, TEXTS[name]) for name in ("en", "zh")] == [en, zh]

"""Filters and the clock in OpenSearch's query language."""

from datetime import date

import pytest

from indexer.engines.cluster.queries.clauses import ANYTHING, NOTHING, any_of
from indexer.engines.cluster.queries.filter_queries import select, visible_at
from indexer.index.reader.site import Site
from indexer.search.query.parsing.filters import Filters


def test_posts_show_from_their_second_until_their_second():
    begin, end = visible_at(1_000.7)
    assert begin == {"range": {"visible_from": {"lte": 1000}}}
    assert end == {"range": {"visible_until": {"gt": 1000}}}


def test_filters_are_folded_values_and_days():
    filters = Filters(
        values=(("tag", "Istio"),),
        excluded=(("lang", "en"),),
        chosen=(("year", ("2019", "2020")),),
        since=date(2019, 7, 2),
    )
    wanted, barred = select(filters, Site(), has_sites=False)
    assert {"term": {"tag": "istio"}} in wanted
    assert any_of([{"term": {"year": "2019"}}, {"term": {"year": "2020"}}]) in wanted
    assert {"range": {"day": {"gte": date(2019, 7, 2).toordinal()}}} in wanted
    assert barred == [{"term": {"lang": "en"}}]


def test_days_that_are_joined_or_excluded_are_ranges():
    first, last = date(2019, 7, 1).toordinal(), date(2019, 7, 31).toordinal()
    july, before = {"range": {"day": {"gte": first, "lte": last}}}, {"range": {"day": {"lte": last}}}
    pairs = ("date", "2019-07-01..2019-07-31"), ("date", "..2019-07-31")
    assert select(Filters(either=(pairs,)), Site(), has_sites=False)[0] == [any_of([july, before])]
    assert select(Filters(excluded=pairs[:1]), Site(), has_sites=False)[1] == [july]


@pytest.mark.parametrize(
    ("value", "expected"), [("Blog", ANYTHING), ("blog.example.org", ANYTHING), ("other", NOTHING)]
)
def test_the_only_site_of_an_index_is_all_of_it(value, expected):
    site = Site(name="Blog", base_url="https://blog.example.org/")
    assert select(Filters(values=(("site", value),)), site, has_sites=False)[0] == [expected]

"""Who types a day as mere text is offered the posts of that day."""

import pytest
from small_index import day, found, make_post, make_searcher

from indexer.search.results import SearchRequest

SITE = make_searcher(
    make_post("canary", "Text.", title="Canary", date=day(2020, 9, 12), language="en"),
    make_post("quotes", "On 2021-03-04 it rained.", title="Rain", date=day(2020, 9, 30), language="en"),
    make_post("later", "Text.", title="To come", date=day(2999, 1, 2), visible_from=day(2999, 1, 2), language="en"),
)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("2020-09-12", "date:2020-09-12"),
        (" 2020/9/12 ", "date:2020-09-12"),
        ("2020年9月12日", "date:2020-09-12"),
        ("２０２０ 年 ９ 月 12 号", "date:2020-09-12"),
        ("2020.09", "date:2020-09"),
        ("2020年9月", "date:2020-09"),
        ("2020-09-13", None),  # no post is of that day
        ("2020-13", None),
        ("2020", None),
        ("2999-01-02", None),  # its post is not to be found yet
        ("2021-03-04", None),  # a post says so
        ("date:2020-09-12", None),
        ("canary 2020-09-12", None),
    ],
)
def test_a_day_or_month_that_no_post_writes_is_offered_as_a_filter(text, suggestion):
    assert SITE.search(SearchRequest(text)).suggestion == suggestion


def test_the_posts_of_the_day_are_found_by_what_is_offered():
    assert found(SITE, SITE.search(SearchRequest("2020年9月")).suggestion) == ["quotes", "canary"]


def test_the_filters_that_are_chosen_hold():
    assert SITE.search(SearchRequest("2020-09-12", language="zh")).suggestion is None

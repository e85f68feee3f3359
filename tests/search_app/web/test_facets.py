from datetime import date

from growth import grows_in_proportion
from web.engine import MESH, results_of

from indexer.search.results import SearchRequest
from search_app.texts import TEXTS
from search_app.web.address import Addresses
from search_app.web.facets import active_filters, facet_groups, narrow, unfiltered, year_histogram

ADDRESSES = Addresses("/search")
EN = TEXTS["en"]


def groups_of(asked, facets, total=42):
    return facet_groups(asked, results_of(MESH, total=total, facets=facets), ADDRESSES, EN)


def test_each_value_is_a_link_that_narrows_from_the_first_page():
    (group,) = groups_of(SearchRequest("a", page=3), {"tag": (("istio", 12),)})
    assert group.name == "Tag"
    assert [(choice.label, choice.href, choice.count) for choice in group.choices] == [
        ("istio", "/search?q=a&tag=istio", 12)
    ]


def test_languages_are_named_for_people():
    (group,) = groups_of(SearchRequest("a"), {"lang": (("zh", 30), ("en", 12))})
    assert [choice.label for choice in group.choices] == ["中文", "English"]


def test_a_value_that_every_post_has_is_not_offered():
    assert groups_of(SearchRequest("a"), {"lang": (("zh", 42),)}) == ()


def test_a_script_that_all_posts_in_its_language_have_is_not_offered_beside_the_language():
    counts = (("zh", 30), ("zh-Hans", 30), ("en", 12))
    (group,) = groups_of(SearchRequest("a"), {"lang": counts})
    assert [choice.label for choice in group.choices] == ["中文", "English"]
    (group,) = groups_of(SearchRequest("a", language="zh-Hans"), {"lang": counts})
    assert [choice.label for choice in group.choices] == ["中文", "简体中文", "English"]


def test_another_value_of_a_chosen_facet_can_be_added_and_the_chosen_one_taken_off():
    (group,) = groups_of(SearchRequest("a", tags=("x",)), {"tag": (("x", 42), ("y", 99))})
    assert [(choice.href, choice.is_chosen) for choice in group.choices] == [
        ("/search?q=a", True),
        ("/search?q=a&tag=x&tag=y", False),
    ]


def test_another_language_takes_the_place_of_the_chosen_one():
    (group,) = groups_of(SearchRequest("a", language="zh"), {"lang": (("zh", 42), ("en", 12))})
    assert [choice.href for choice in group.choices] == ["/search?q=a", "/search?q=a&lang=en"]


def test_a_value_of_a_hit_takes_the_place_of_those_chosen():
    assert narrow(SearchRequest("a", 2, tags=("x",)), "tag", "y") == SearchRequest("a", tags=("y",))


def test_the_name_of_a_menu_says_what_is_chosen_in_it():
    (group,) = groups_of(SearchRequest("a", tags=("x", "y")), {"tag": (("x", 42), ("y", 9), ("z", 1))})
    assert (group.id, group.chosen) == ("tag", ("x", "y"))


def bars_of(years, *counts):
    results = results_of(MESH, total=42, facets={"year": counts})
    return year_histogram(SearchRequest("a", years=years), results, ADDRESSES)


def test_thousands_of_years_are_gone_through_once():
    assert grows_in_proportion(lambda count: bars_of((), *((f"{year:04}", 1) for year in range(1, count))), 2_000)
    assert [bar.year for bar in bars_of((), *((f"{year:04}", 1) for year in range(1, 9999))).bars][::59] == [9939, 9998]


def test_years_are_bars_from_the_first_to_the_last():
    histogram = bars_of((), ("2021", 42), ("2019", 21), ("2018", 1))
    assert [(bar.year, bar.count, bar.height) for bar in histogram.bars] == [
        (2018, 1, 2),
        (2019, 21, 42),
        (2020, 0, 0),
        (2021, 42, 84),
    ]
    assert histogram.width == 4 * histogram.step
    assert histogram.bars[1].href == "/search?q=a&year=2019"


def test_a_year_that_is_a_mistake_leaves_none_of_the_others_out():
    for wrong in ("0001", "9999"):
        bars = bars_of((), (wrong, 1), ("2021", 42), ("2019", 21)).bars
        assert [(bar.year, bar.count) for bar in bars] == [(2019, 21), (2020, 0), (2021, 42)]
    assert [bar.year for bar in bars_of(("0001",), ("0001", 1)).bars] == [1]


def test_a_chosen_year_is_taken_off_and_others_are_added():
    bars = bars_of(("2019",), ("2021", 42), ("2019", 21)).bars
    assert [bar.is_chosen for bar in bars] == [True, False, False]
    assert [bars[0].href, bars[2].href] == ["/search?q=a", "/search?q=a&year=2019&year=2021"]


def test_a_single_year_draws_nothing_and_a_mistaken_one_does_not_fill_the_page():
    assert bars_of((), ("2021", 42)).bars == ()
    assert [bar.year for bar in bars_of((), ("2021", 42), ("0001", 1)).bars] == [2021]


def test_each_filter_in_force_can_be_taken_off():
    asked = SearchRequest("a", 2, language="zh", tags=("x", "y"), authors=("林",), sections=("blog",))
    shown = [(each.name, each.label) for each in active_filters(asked, ADDRESSES, EN)]
    assert shown == [
        ("Language", "中文"),
        ("Tag", "x"),
        ("Tag", "y"),
        ("Author", "林"),
        ("Section", "blog"),
    ]
    second = active_filters(asked, ADDRESSES, EN)[1]
    assert second.href == "/search?q=a&lang=zh&tag=y&author=%E6%9E%97&section=blog"


def test_days_that_are_a_whole_year_are_shown_as_the_year():
    year = SearchRequest("a", since=date(2019, 1, 1), until=date(2019, 12, 31))
    assert [(each.name, each.label) for each in active_filters(year, ADDRESSES, EN)] == [("Date", "2019")]


def test_other_days_are_shown_as_they_are_and_taken_off_together():
    asked = SearchRequest("a", since=date(2019, 7, 2), until=date(2020, 1, 31))
    (shown,) = active_filters(asked, ADDRESSES, EN)
    assert (shown.label, shown.href) == ("2 Jul 2019 to 31 Jan 2020", "/search?q=a")


def test_an_open_end_is_shown_open():
    (since,) = active_filters(SearchRequest("", since=date(2019, 7, 2)), ADDRESSES, EN)
    (until,) = active_filters(SearchRequest("", until=date(2019, 7, 2)), ADDRESSES, EN)
    assert (since.label, until.label) == ("since 2 Jul 2019", "until 2 Jul 2019")


def test_taking_every_filter_off_keeps_text_and_order():
    asked = SearchRequest("a", 3, 20, "zh", ("x",), ("y",), ("z",), ("s",), ("2019",), ("w",), date(2019, 1, 1))
    assert unfiltered(asked) == SearchRequest("a", per_page=20)

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.results import SearchRequest, Sort
from search_app.web.request import Flaw, InvalidParameterError, read_request


def test_nothing_given_asks_for_the_newest_posts():
    assert read_request({}) == SearchRequest("")


def test_every_parameter_is_read():
    given = {
        "q": ["istio 流量"],
        "page": ["2"],
        "per_page": ["50"],
        "lang": ["zh"],
        "tag": ["istio", "流量"],
        "category": ["实践"],
        "author": ["林小雨"],
        "section": ["blog"],
        "year": ["2019", "2020"],
        "site": ["blog.example"],
        "from": ["2019-07-02"],
        "to": ["2019-07-02"],
        "sort": ["date"],
    }
    day = date(2019, 7, 2)
    assert read_request(given) == SearchRequest(
        "istio 流量", 2, 50, "zh", ("istio", "流量"), ("实践",), ("林小雨",), ("blog",),
        ("2019", "2020"), ("blog.example",), day, day, Sort.DATE,
    )  # fmt: skip


def test_posts_may_be_in_any_language_that_a_site_has():
    assert read_request({"lang": ["tlh-Latn"]}).language == "tlh"
    assert read_request({"lang": ["pt-br"]}).language == "pt"


@pytest.mark.parametrize("tag", ["zh-Hant", "zh-TW", "zh-hk", "ZH-HANT-TW"])
def test_tags_of_traditional_chinese_ask_for_its_posts(tag):
    assert read_request({"lang": [tag]}).language == "zh-Hant"


def test_empty_parameters_count_as_not_given():
    names = ("q", "page", "per_page", "lang", "tag", "category", "author", "section", "from", "to", "sort")
    assert read_request({name: [""] for name in names}) == SearchRequest("")


def test_unknown_parameters_are_left_alone():
    assert read_request({"q": ["a"], "utm_source": ["x"], "page[]": ["0"]}) == SearchRequest("a")


def test_a_filter_given_twice_counts_once():
    assert read_request({"tag": ["a", " a ", "", "b"]}).tags == ("a", "b")


@given(st.text(st.characters(exclude_categories=()), max_size=256))
def test_nothing_typed_is_an_error(text):
    assert read_request({"q": [text]}).text == text


@pytest.mark.parametrize("text", ["字" * 256, "😀" * 256, "\x00" * 256, "\ud800" * 256], ids=ascii)
def test_length_counts_code_points(text):
    assert read_request({"q": [text]}).text == text
    with pytest.raises(InvalidParameterError) as caught:
        read_request({"q": [text + "x"]})
    assert caught.value.flaw is Flaw.TEXT_TOO_LONG


@pytest.mark.parametrize(
    ("name", "values", "flaw"),
    [
        ("page", ["0"], Flaw.NOT_A_NUMBER),
        ("page", ["-1"], Flaw.NOT_A_NUMBER),
        ("page", ["1.0"], Flaw.NOT_A_NUMBER),
        ("page", ["1e3"], Flaw.NOT_A_NUMBER),
        ("page", ["１"], Flaw.NOT_A_NUMBER),
        ("page", ["1_0"], Flaw.NOT_A_NUMBER),
        ("page", ["x"], Flaw.NOT_A_NUMBER),
        ("page", ["10001"], Flaw.NOT_A_NUMBER),
        ("page", ["9" * 5000], Flaw.NOT_A_NUMBER),
        ("per_page", ["0"], Flaw.NOT_A_NUMBER),
        ("per_page", ["51"], Flaw.NOT_A_NUMBER),
        ("lang", ["f"], Flaw.NOT_A_LANGUAGE),
        ("lang", ["中文"], Flaw.NOT_A_LANGUAGE),
        ("year", ["2019", "19"], Flaw.NOT_A_YEAR),
        ("sort", ["newest"], Flaw.NOT_A_CHOICE),
        ("from", ["2019-02-30"], Flaw.NOT_A_DAY),
        ("from", ["2019"], Flaw.NOT_A_DAY),
        ("to", ["20190702"], Flaw.NOT_A_DAY),
        ("to", ["0000-01-01"], Flaw.NOT_A_DAY),
        ("to", ["2019-07-02T00:00"], Flaw.NOT_A_DAY),
        ("tag", [str(n) for n in range(21)], Flaw.TOO_MANY),
        ("author", ["x" * 257], Flaw.TOO_LONG),
    ],
)
def test_a_value_that_does_not_fit_is_named(name, values, flaw):
    with pytest.raises(InvalidParameterError) as caught:
        read_request({name: values})
    assert (caught.value.parameter, caught.value.flaw) == (name, flaw)


def test_days_in_the_wrong_order_are_named():
    with pytest.raises(InvalidParameterError) as caught:
        read_request({"from": ["2020-01-02"], "to": ["2020-01-01"]})
    assert (caught.value.flaw, caught.value.found, caught.value.wanted) == (
        Flaw.REVERSED,
        "2020-01-02",
        "2020-01-01",
    )

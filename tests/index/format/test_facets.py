from datetime import UTC, datetime

import pytest
from small_index import make_post

from indexer.index.format.facets import fold_values, join_values, list_facets, number_values
from indexer.index.format.layout import FACETS
from indexer.text.compose import compose_document


def facets_of(**fields):
    return list_facets(compose_document(make_post("post", **fields)).metadata)


def test_a_post_has_values_of_every_facet():
    found = facets_of(
        tags=("Istio", "Istio", "网格"), authors=("Ann",), section="blog", date=datetime(2020, 5, 1, tzinfo=UTC)
    )
    assert tuple(found) == FACETS
    assert found == {
        "lang": ("zh",), "tag": ("Istio", "网格"), "category": (), "author": ("Ann",), "section": ("blog",),
        "year": ("2020",), "site": (), "locale": (),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("date", "year"), [("2019-12-31T20:00:00+00:00", "2019"), ("2020-01-01T04:00:00+08:00", "2020")]
)
def test_a_post_is_of_the_year_that_its_date_names(date, year):
    assert facets_of(date=datetime.fromisoformat(date))["year"] == (year,)


def test_values_are_numbered_and_counted():
    values = number_values([("b", "a"), (), ("b",)])
    assert (values.spellings, values.numbers.tolist(), values.sizes.tolist()) == (("a", "b"), [1, 0, 1], [2, 0, 1])
    assert values.counts() == {"a": 1, "b": 2}


def test_values_of_several_parts_are_numbered_as_if_they_were_of_one():
    first, second = [("b", "a"), ()], [("c", "b")]
    joined, whole = join_values([number_values(first), number_values(second)]), number_values(first + second)
    assert (joined.spellings, joined.numbers.tolist(), joined.sizes.tolist()) == (
        whole.spellings, whole.numbers.tolist(), whole.sizes.tolist(),
    )  # fmt: skip


def test_spellings_that_fold_together_are_one_value_and_stand_once_in_a_document():
    folded = fold_values(number_values([("Istio", "网格", "istio"), (), ("istio",)]))
    assert folded.spellings == [[("Istio", 1), ("istio", 2)], [("网格", 1)]]
    assert (folded.numbers.tolist(), folded.sizes.tolist()) == ([0, 1, 0], [2, 0, 1])

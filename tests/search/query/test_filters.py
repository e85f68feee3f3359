from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from indexer.search.query.parsing.filters import Filters
from indexer.search.results import SearchRequest

days = st.none() | st.dates()


def test_parameters_are_added_to_what_was_typed():
    request = SearchRequest("", 1, 10, "zh", ("a", "b"), ("c",), ("d",), ("e",), years=("2019", "2020"), sites=("s",))
    typed = Filters(values=(("tag", "x"),), excluded=(("tag", "y"),))
    added = typed.add_parameters(request)
    assert (added.values, added.excluded) == (typed.values, typed.excluded)
    assert dict(added.chosen) == {
        "tag": ("a", "b"), "category": ("c",), "author": ("d",), "section": ("e",), "lang": ("zh",),
        "year": ("2019", "2020"), "site": ("s",),
    }  # fmt: skip


def test_what_was_chosen_of_one_facet_can_be_left_out():
    chosen = Filters(values=(("tag", "x"),)).add_parameters(SearchRequest("", language="zh", tags=("a",)))
    assert chosen.without("tag") == Filters(values=(("tag", "x"),), chosen=(("lang", ("zh",)),))


def test_a_request_without_parameters_adds_nothing():
    assert Filters(values=(("tag", "x"),)).add_parameters(SearchRequest("q")) == Filters(values=(("tag", "x"),))


@given(days, days, days, days)
def test_days_only_ever_become_narrower(since, until, first, last):
    narrow = Filters(since=since, until=until).narrow(first, last)
    assert narrow.since == max((day for day in (since, first) if day), default=None)
    assert narrow.until == min((day for day in (until, last) if day), default=None)
    assert Filters(since=since, until=until).add_parameters(SearchRequest("", since=first, until=last)) == narrow


def test_filters_can_be_read():
    either, chosen = (("tag", "b"), ("author", "c")), ("year", ("2019", "2020"))
    filters = Filters((("tag", "a"),), (either,), (("lang", "en"),), (chosen,), since=date(2019, 1, 1))
    assert str(filters) == "tag=a tag=b|author=c year=2019|2020 lang≠en date=2019-01-01.."
    assert str(Filters()) == ""

import numpy as np
from small_index import day, make_post, make_searcher

from indexer.search.facets.counting import count_facets
from indexer.search.facets.facet_table import MAX_FACET_VALUES


def count(*posts, docs=None):
    searcher = make_searcher(*posts)
    return count_facets(searcher.snapshot, np.arange(len(posts) if docs is None else docs, dtype=np.int32))


def test_every_facet_of_an_answer_is_counted():
    counted = count(make_post("a", tags=("istio",), categories=("编程",), authors=("Ann",), date=day(2020)))
    assert counted == {
        "lang": (("zh", 1),), "tag": (("istio", 1),), "category": (("编程", 1),), "author": (("Ann", 1),),
        "year": (("2020", 1),), "site": (),
    }  # fmt: skip


def test_tags_come_by_how_many_posts_have_them_and_spellings_are_one_tag():
    tags = [("b", "Istio"), ("istio", "c"), ("Istio", "c")]
    counted = count(*(make_post(str(number), tags=each) for number, each in enumerate(tags)))
    assert counted["tag"] == (("Istio", 3), ("c", 2), ("b", 1))


def test_only_documents_that_were_found_are_counted():
    assert count(make_post("a", tags=("x",)), make_post("b", tags=("y",)), docs=1)["tag"] == (("x", 1),)


def test_a_facet_that_was_chosen_from_is_counted_over_what_it_would_leave_otherwise():
    snapshot = make_searcher(make_post("a", tags=("x",)), make_post("b", tags=("y",), language="en")).snapshot
    found, every = np.array([0], dtype=np.int32), np.array([0, 1], dtype=np.int32)
    counted = count_facets(snapshot, found, {"tag": every, "section": every})
    assert (counted["tag"], counted["lang"]) == ((("x", 1), ("y", 1)), (("zh", 1),))


def test_years_come_newest_first_and_all_of_them():
    years = [*range(1990, 2020), 1990]
    counted = count(*(make_post(f"{number:02}", date=day(year)) for number, year in enumerate(years)))
    assert counted["year"] == tuple((str(year), 1 + (year == 1990)) for year in range(2019, 1989, -1))


def test_of_other_facets_only_so_many_values_are_named():
    counted = count(make_post("a", tags=tuple(f"{n:02}" for n in range(30))))
    assert counted["tag"] == tuple((f"{n:02}", 1) for n in range(MAX_FACET_VALUES))

from datetime import date

import pytest
from small_index import day, make_post, read_index, write_index

from indexer.index.reader.store import open_store
from indexer.search.facets.filters import select_docs
from indexer.search.query.parsing.filters import Filters
from indexer.search.searcher import Searcher

POSTS = [
    make_post("a", tags=("Istio", "网格"), date=day(2019, 7, 2)),
    make_post("b", tags=("ISTIO",), categories=("编程",), language="en", date=day(2020)),
    make_post("c", authors=("Ann",)),
    make_post("d", tags=("istio",), date=day(2021)),
]


def selected(filters, *parts, dead=()):
    searcher = Searcher(read_index(*(parts or (POSTS,)), dead=dead))
    return "".join("abcd"[doc] for doc in select_docs(searcher.snapshot, filters).nonzero()[0])


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), "abcd"),
        (Filters(values=(("tag", "istio"),)), "abd"),
        (Filters(values=(("tag", "ｉＳＴＩＯ"),)), "abd"),
        (Filters(values=(("tag", "istio"), ("lang", "en"))), "b"),
        (Filters(values=(("tag", "nobody's"),)), ""),
        (Filters(excluded=(("tag", "istio"),)), "c"),
        (Filters(excluded=(("tag", "nobody's"),)), "abcd"),
        (Filters(values=(("tag", "istio"),), excluded=(("category", "编程"),)), "ad"),
        (Filters(values=(("author", "ann"),)), "c"),
        (Filters(either=((("author", "ann"), ("lang", "en")),)), "bc"),
        (Filters(chosen=(("year", ("2019", "2021", "1999")),)), "ad"),
        (Filters(chosen=(("year", ("2020", "2021")), ("tag", ("istio", "网格")))), "bd"),
        (Filters(chosen=(("lang", ("fr",)),)), ""),
        (Filters(since=date(2019, 7, 2)), "abd"),
        (Filters(since=date(2019, 7, 3)), "bd"),
        (Filters(until=date(2019, 7, 2)), "a"),
        (Filters(until=date(2019, 7, 1)), ""),
        (Filters(since=date(2019, 12, 1), until=date(2020, 12, 1)), "b"),
        (Filters(either=((("date", "2019-07-02..2019-07-02"), ("date", "2021-01-01..")),)), "ad"),
        (Filters(either=((("date", "..2019-07-02"), ("author", "ann")),)), "ac"),
        (Filters(excluded=(("date", "2020-01-01..2021-12-31"),)), "ac"),
    ],
)
def test_documents_that_pass_every_filter_are_selected(filters, found):
    assert selected(filters) == found


def test_dead_documents_pass_no_filter():
    assert selected(Filters(), dead=[1, 3]) == "ac"
    assert selected(Filters(excluded=(("author", "ann"),)), dead=[1]) == "ad"


def test_an_index_of_several_parts_selects_as_one_does():
    assert selected(Filters(values=(("tag", "istio"),)), POSTS[:1], POSTS[1:3], POSTS[3:]) == "abd"


def test_selecting_leaves_the_living_documents_of_the_index_as_they_are():
    snapshot = Searcher(read_index(POSTS, dead=[1])).snapshot
    select_docs(snapshot, Filters(values=(("tag", "网格"),)))
    assert snapshot.live.tolist() == [True, False, True, True]


@pytest.mark.parametrize(("site", "found"), [("blog", "a"), ("BLOG.example", "a"), ("other", "")])
def test_a_site_is_chosen_by_its_name_or_its_host(tmp_path, site, found):
    write_index(tmp_path, POSTS[:1], name="Blog", base_url="https://blog.example/x/")
    snapshot = Searcher(open_store(tmp_path)).snapshot
    selected = select_docs(snapshot, Filters(chosen=(("site", (site,)),)))
    assert "".join("abcd"[doc] for doc in selected.nonzero()[0]) == found

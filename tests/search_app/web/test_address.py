from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from indexer.search.results import SearchRequest, Sort
from search_app.web.address import Addresses, form_parameters
from search_app.web.request import read_request

ADDRESSES = Addresses("/search")
values = st.lists(st.text(min_size=1, max_size=9).map(str.strip).filter(bool), max_size=3, unique=True)
requests = st.builds(
    SearchRequest,
    text=st.text(max_size=20),
    page=st.integers(1, 10_000),
    per_page=st.integers(1, 50),
    language=st.sampled_from(["", "zh", "en"]),
    tags=values.map(tuple),
    categories=values.map(tuple),
    authors=values.map(tuple),
    sections=values.map(tuple),
    since=st.none() | st.dates(),
    sort=st.sampled_from(Sort),
)


def read(address):
    return read_request(parse_qs(urlsplit(address).query, errors="strict"))


@given(requests)
def test_an_address_asks_what_it_was_written_for(asked):
    assert read(ADDRESSES.of(asked)) == asked


def test_nothing_asked_needs_no_parameters():
    assert ADDRESSES.of(SearchRequest("")) == "/search"


def test_the_interface_language_stays_in_every_address():
    addresses = Addresses("/search", "zh")
    assert addresses.of(SearchRequest("a")) == "/search?q=a&ui=zh"
    assert addresses.of(SearchRequest("a"), "en") == "/search?q=a&ui=en"


def test_a_lone_surrogate_does_not_break_an_address():
    assert ADDRESSES.of(SearchRequest("", tags=("a\ud800",))) == "/search?tag=a%3F"


def test_another_order_or_text_starts_from_the_first_page():
    asked = SearchRequest("a", page=3, tags=("t",))
    assert ADDRESSES.sorted(asked, "date") == "/search?q=a&tag=t&sort=date"
    assert ADDRESSES.text(asked, "b") == "/search?q=b&tag=t"
    assert ADDRESSES.page(asked, 4) == "/search?q=a&tag=t&page=4"


def test_the_form_carries_the_filters_that_have_no_field():
    asked = SearchRequest("a", page=3, language="zh", tags=("t", "u"), sort=Sort.DATE)
    assert form_parameters(asked) == (("lang", "zh"), ("tag", "t"), ("tag", "u"), ("sort", "date"))

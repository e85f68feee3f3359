import pytest
from hypothesis import given
from hypothesis import strategies as st
from web.engine import results_of

from search_app.web.paging import last_page, page_numbers


@pytest.mark.parametrize(("total", "last"), [(0, 1), (1, 1), (10, 1), (11, 2), (10**9, 10_000)])
def test_the_last_page_holds_the_last_hit(total, last):
    assert last_page(results_of(total=total)) == last


@pytest.mark.parametrize(
    ("page", "last", "numbers"),
    [
        (1, 1, (1,)),
        (1, 3, (1, 2, 3)),
        (3, 5, (1, 2, 3, 4, 5)),
        (1, 9, (1, 2, None, 9)),
        (4, 9, (1, 2, 3, 4, 5, None, 9)),
        (6, 20, (1, None, 5, 6, 7, None, 20)),
        (20, 20, (1, None, 19, 20)),
    ],
)
def test_both_ends_and_the_neighbours_are_offered(page, last, numbers):
    assert page_numbers(page, last) == numbers


@given(st.integers(1, 500), st.integers(0, 500))
def test_a_gap_hides_at_least_two_pages(page, more):
    numbers = page_numbers(page, page + more)
    for at, number in enumerate(numbers):
        if number is None:
            assert numbers[at + 1] - numbers[at - 1] > 2
    assert {1, page, page + more} <= set(numbers)

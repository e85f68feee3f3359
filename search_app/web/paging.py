"""Links to other pages of results."""

from itertools import pairwise

from indexer.search.results import MAX_PAGE, Results


def last_page(results: Results) -> int:
    """Return the number of the last page with hits, at least 1."""
    return max(1, min(MAX_PAGE, -(-results.total // results.per_page)))


def page_numbers(page: int, last: int) -> tuple[int | None, ...]:
    """Choose the page numbers to offer: both ends and the neighbours, None where some are left out.

    >>> page_numbers(6, 20)
    (1, None, 5, 6, 7, None, 20)
    >>> page_numbers(3, 5)
    (1, 2, 3, 4, 5)
    """
    near = sorted({1, last, *range(max(1, page - 1), min(last, page + 1) + 1)})
    steps: list[int | None] = [near[0]]
    for before, number in pairwise(near):
        # A gap of one page takes as much room as the page itself.
        steps += {1: [number], 2: [before + 1, number]}.get(number - before, [None, number])
    return tuple(steps)

"""The most frequent terms that begin so, of one part or several: as if all of them had been counted and sorted."""

import pytest
from small_index import make_post, read_index

POSTS = [make_post(f"p{n}", " ".join(f"w{k:02d}" for k in range(n, 40, n + 1))) for n in range(8)]


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
@pytest.mark.parametrize("parts", [(POSTS,), (POSTS[:3], POSTS[3:]), (POSTS[5:], POSTS[2:5], POSTS[:2])])
@pytest.mark.parametrize("dead", [(), (1, 6)])
def test_of_equally_frequent_terms_the_first_of_the_alphabet_are_returned(limit, parts, dead):
    reader = read_index(*parts, dead=dead)
    terms = {reader.term_at(number) for number in range(reader.terms)}
    counted = {term: len(reader.postings(reader.find_term(term)).entries) for term in terms if term.startswith("w")}
    wanted = sorted(((t, c) for t, c in counted.items() if c), key=lambda row: (-row[1], row[0]))
    assert reader.frequent_terms("w", limit) == wanted[:limit]


def test_no_term_that_begins_so_is_no_error():
    assert read_index(POSTS).frequent_terms("q", 3) == []

from types import SimpleNamespace

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_index import day, found, make_post, read_index

from indexer.index.format.layout import NO_DATE
from indexer.search.ranking.order import sort_docs
from indexer.search.ranking.result import Ranking
from indexer.search.results import Sort
from indexer.search.searcher import Searcher


def post(name, **fields):
    return make_post(name, "同样的文字。", title="x", **fields)


@pytest.mark.parametrize("parts", [("abcdef",), ("bdf", "ace"), ("def", "c", "ab")])
@pytest.mark.parametrize("text", ["文字", ""])
def test_posts_that_nothing_tells_apart_come_in_the_order_of_their_ids(parts, text):
    searcher = Searcher(read_index(*([post(name) for name in names] for names in parts)))
    assert "".join(found(searcher, text)) == "abcdef"


def test_of_equal_posts_the_newest_come_first_then_the_ids_decide():
    dates = {"a": day(2020), "b": day(2024), "c": day(2024), "d": None}
    searcher = Searcher(read_index([post(n, date=dates[n]) for n in "bd"], [post(n, date=dates[n]) for n in "ac"]))
    assert found(searcher, "", sort=Sort.DATE) == ["b", "c", "a", "d"]


@examples(40)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from((None, 2020, 2021, 2024))), min_size=1, max_size=9),
    st.sampled_from(Sort),
    st.integers(0, 10),
    st.randoms(use_true_random=False),
)
def test_documents_are_sorted_by_score_or_date_then_by_date_then_by_id(posts, sort, limit, chance):
    numbers = chance.sample(range(len(posts)), len(posts))
    made = [post(f"{n}", date=posts[n][1] and day(posts[n][1])) for n in numbers]
    cut = chance.randint(0, len(made))
    reader = read_index(made[:cut], made[cut:])
    scores = np.array([posts[n][0] for n in numbers], dtype=np.float32)
    docs = np.arange(len(posts), dtype=np.int32)
    every = np.ones(len(posts), dtype=bool)
    ranking = Ranking(docs, scores, {}, every, every)
    expected = sorted(
        range(len(posts)), key=lambda n: ((-posts[n][0] if sort is Sort.RELEVANCE else 0), -(posts[n][1] or 0), str(n))
    )
    assert [numbers[doc] for doc in sort_docs(ranking, reader, sort, limit)] == expected[:limit]


def test_the_kernel_sorts_as_python_does(without_kernel):
    random, limits = np.random.default_rng(3), (1, 3, 100)
    drawn = [draw_ranking(random, size) for size in (1, 2, 40, 300)]
    asked = [(*each, sort, limit) for each in drawn for sort in Sort for limit in limits]
    in_python = [sort_docs(*each) for each in asked]
    without_kernel.undo()
    assert [sort_docs(*each) for each in asked] == in_python


def draw_ranking(random, size):
    """Return a ranking of some documents, many of equal scores and dates, and what orders these."""
    docs = np.sort(random.choice(2 * size, size, replace=False)).astype(np.int32)
    scores, every = random.integers(0, 3, size).astype(np.float32), np.ones(size, dtype=bool)
    dates = random.choice([NO_DATE, 0, 1 << 30], 2 * size)
    ranks = random.permutation(2 * size).astype(np.int32)
    return Ranking(docs, scores, {}, every, every), SimpleNamespace(dates=dates, id_ranks=ranks)

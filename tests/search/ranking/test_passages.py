"""The best passage: words of the query that stand together in a few lines."""

import pytest
from small_index import make_post, read_index

from indexer.search.matching.lookup import Lookup
from indexer.search.ranking.passages import BLOCK, FEW_POSTS, MANY_WORDS
from indexer.search.ranking.ranking import rank
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher

FAR = " ".join(f"filler{n}" for n in range(3 * BLOCK))


def passages(text, *bodies, **fields):
    """Return the passage signal of posts with these bodies, for a query."""
    posts = [make_post(f"{at}", body, title=f"t{at}", **fields) for at, body in enumerate(bodies)]
    searcher = Searcher(read_index(posts))
    ranking = rank(Lookup(searcher.snapshot), searcher.plan(SearchRequest(text)))
    return ranking.signals["passage"].tolist()


def test_words_that_stand_far_apart_are_no_passage():
    near, far = passages("alpha beta", "alpha and beta", f"alpha {FAR} beta")
    assert near > far == 0


def test_a_passage_deep_inside_a_long_post_counts_as_much_as_a_short_post():
    short, long = passages("alpha beta gamma", "alpha beta gamma", f"{FAR} {FAR} alpha beta gamma {FAR}")
    assert short == pytest.approx(long)


@pytest.mark.parametrize("shift", range(2 * BLOCK))
def test_neighbours_are_a_passage_wherever_they_stand(shift):
    first, *_ = passages("alpha beta", f"{'x ' * shift}alpha beta", "alpha", "beta")
    assert first > 0


@pytest.mark.parametrize("length", range(2 * BLOCK))
def test_no_passage_reaches_from_one_post_into_the_next(length):
    assert passages("alpha beta", f"{'x ' * length}alpha", "beta x") == [0, 0]


def test_a_post_gains_nothing_by_a_passage_of_the_next_one():
    assert passages("alpha beta", "alpha x", "alpha beta")[0] == 0


def test_one_word_makes_no_passage():
    assert passages("alpha", "alpha alpha", "alpha") == [0, 0]


def test_what_stands_for_a_word_counts_as_the_word():
    synonym, without = passages("服务网格 alpha", "service mesh alpha", "alpha")
    assert synonym > without == 0


def test_where_many_posts_have_all_words_of_a_topic_single_places_count_less():
    few, many = (passages("alpha beta", *["alpha beta"] * count)[0] for count in (FEW_POSTS, 2 * FEW_POSTS))
    assert few > many > 0
    assert passages("alpha beta", *["alpha beta"] * (11 * FEW_POSTS))[0] == 0
    question = " ".join(["alpha", "beta", *(f"q{number}" for number in range(MANY_WORDS - 2))])
    assert passages(question, *[question] * (11 * FEW_POSTS))[0] > 0


def test_stop_words_tell_that_a_sentence_was_typed():
    posts = ["alpha beta"] * (11 * FEW_POSTS)
    assert passages("the alpha of the beta", *posts)[0] > 0 == passages("alpha beta", *posts)[0]


def test_the_parts_of_a_compound_count_where_they_stand_together():
    together, apart = passages("kube-proxy alpha", "kube proxy alpha", f"kube {FAR} proxy {FAR} alpha")
    assert together > apart == 0

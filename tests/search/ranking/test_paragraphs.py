"""The best paragraph: a long post of many matters is found by one of them."""

import pytest
from small_index import make_post, read_index

from indexer.search.matching.lookup import Lookup
from indexer.search.ranking.passages import FEW_POSTS, MANY_WORDS
from indexer.search.ranking.ranking import rank
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher

OTHERS = [" ".join(f"w{number}x{at}" for at in range(30)) for number in range(40)]
"""Paragraphs on other matters."""


def score(text, *bodies, signal="paragraph"):
    """Return a signal of posts with these bodies, for a query."""
    posts = [make_post(f"{at}", body, title=f"t{at}") for at, body in enumerate(bodies)]
    searcher = Searcher(read_index(posts))
    ranking = rank(Lookup(searcher.snapshot), searcher.plan(SearchRequest(text)))
    return dict(zip(ranking.docs.tolist(), ranking.signals[signal].tolist(), strict=True))


def digest(item, form="\n\n"):
    return form.join([*OTHERS[:20], item, *OTHERS[20:]])


@pytest.mark.parametrize("form", ["\n\n", "\n- "])
def test_a_long_post_gains_by_a_paragraph_or_list_item_that_holds_the_query(form):
    digested, alone = score("alpha beta", digest("alpha beta", form), "alpha beta").values()
    assert digested > 0
    assert alone == 0


def test_a_post_gains_nothing_by_words_of_several_paragraphs():
    assert score("alpha beta", digest("alpha", "\n\nbeta\n\n"), *OTHERS[:3])[0] == 0


def test_short_lines_are_one_paragraph_with_the_next():
    assert score("alpha beta", digest("alpha\n\nbeta"), *OTHERS[:3])[0] > 0


def test_one_word_is_no_matter_of_paragraphs():
    assert score("alpha", digest("alpha"), *OTHERS[:3])[0] == 0


def test_topics_that_many_posts_have_count_by_whole_posts():
    many = ["alpha beta"] * (FEW_POSTS * 11)
    assert score("alpha beta", digest("alpha beta"), *many)[0] == 0
    question = " ".join(["alpha beta", *(f"q{number}" for number in range(MANY_WORDS - 2))])
    assert score(question, digest(question), *many)[0] > 0


def test_what_stands_for_a_word_counts_as_the_word():
    assert score("服务网格 alpha", digest("alpha, service mesh"), "alpha", *OTHERS[:3])[0] > 0


def test_code_and_headings_are_no_paragraphs():
    assert score("alpha beta", digest("## alpha beta\n\n```\nalpha beta\n```"), *OTHERS[:3])[0] == 0

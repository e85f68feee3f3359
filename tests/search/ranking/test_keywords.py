import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import make_post, read_index

from indexer.search.ranking.keywords import KEYWORDS, KeywordFinder, find_best

POSTS = [
    make_post("a", "istio istio istio mesh common " + "filler " * 3, title="x"),
    make_post("b", "mesh istio common", title="x"),
    *(make_post(f"c{at}", f"common word{at} other", title="x") for at in range(6)),
]


def keywords(reader, doc):
    (found,) = KeywordFinder(reader).find([doc])
    return [reader.term_at(int(reader.terms_of_ordinals(np.array([at]))[0])) for at in found.terms.tolist()]


@pytest.mark.parametrize("parts", [[POSTS], [POSTS[1:], POSTS[:1]]])
def test_keywords_are_the_words_that_few_other_documents_have_the_most_telling_first(parts):
    reader = read_index(*parts)
    doc = next(doc for doc in range(reader.max_doc) if reader.metadata(doc).id == "a.md")
    assert keywords(reader, doc) == ["istio", "mesh"]


def test_documents_are_answered_in_the_order_asked_and_kept():
    finder = KeywordFinder(read_index(POSTS))
    one, other = finder.find([0, 1])
    assert finder.find([1, 0]) == [other, one]
    assert finder.find([]) == []


def test_a_document_has_no_more_keywords_than_it_may():
    words = " ".join(f"word{at}" for at in range(3 * KEYWORDS))
    reader = read_index([make_post("a", words), make_post("b", words), *(make_post(f"c{at}", "x") for at in range(9))])
    (found,) = KeywordFinder(reader).find([0])
    assert len(found.terms) == KEYWORDS
    assert (np.diff(found.weights) <= 0).all()


@given(st.lists(st.integers(0, 5), max_size=20), st.integers(0, 8))
def test_the_best_are_the_highest_and_of_equal_ones_the_first(scores, count):
    expected = sorted(range(len(scores)), key=lambda at: (-scores[at], at))[:count]
    assert find_best(np.array(scores, dtype=np.float64), count).tolist() == expected

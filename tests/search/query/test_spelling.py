import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA
from small_index import make_post, make_searcher

from indexer.search.query.spelling import LetterTable, Speller

SPELLER = Speller(
    make_searcher(
        make_post("a", "kubernetes kubernetes ingress ingress service mesh observability maxsurge"),
        make_post("b", "Kubernetes ingress. 服务网格的流量管理。服务网格。"),
        make_post("c", "服务网格和流量管理。", tags=("服务网格", "流量管理")),
    ).reader
)


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("kubrenetes", "kubernetes"),
        ("kubernets", "kubernetes"),
        ("ingres", "ingress"),
        ("observabilty", "observability"),
        ("servicemesh", "service mesh"),
        ("fuwuwangge", "服务网格"),
        ("fwwg", "服务网格"),
        ("mesh", None),
        ("xyzzyq", None),
        ("abc", None),
    ],
)
def test_the_nearest_word_of_the_site_is_found(typed, better):
    assert SPELLER.correct(typed) == better


@pytest.mark.parametrize(("heard", "meant"), [("服务往格", "服务网格"), ("服务网格", None), ("苹果香蕉", None)])
def test_chinese_is_understood_by_its_sound(heard, meant):
    assert SPELLER.hear(heard) == meant


words = st.text("abcdexyz", min_size=1, max_size=9)


@given(words, st.lists(words, max_size=20), st.integers(0, 2))
def test_no_word_that_is_near_enough_is_left_aside(word, others, mistakes):
    near = {other for other in others if OSA.distance(word, other) <= mistakes}
    assert near <= set(LetterTable(others).list_alike(word, mistakes))

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
        ("fuwuwange", "服务网格"),
        ("fuwwuangge", "服务网格"),
        ("liulianguanli", "流量管理"),
        ("niuniangguanni", None),
        ("wuwuwangge", None),
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


@pytest.mark.parametrize(
    ("typed", "doc_freq", "meant"),
    [
        ("kuberentes", 1, "kubernetes"),
        ("kuberentes", 2, None),  # as many posts have it as a quarter of those that have the other
        ("kubernetes", 1, None),
        ("kubernets", 1, None),  # eight times as many posts are too few for a letter less
        ("kubernets", 0, "kubernetes"),
        ("kuberneetes", 0, "kubernetes"),
        ("messh", 0, None),
        ("msah", 1, None),
        ("服务网格", 1, None),
    ],
)
def test_a_far_more_frequent_word_with_two_letters_swapped_is_meant(typed, doc_freq, meant):
    speller = Speller(make_searcher(*(make_post(str(n), "kubernetes mesh") for n in range(8))).reader)
    assert speller.find_likelier(typed, doc_freq) == meant


def test_a_word_two_mistakes_away_is_meant_if_it_is_well_known_and_begins_alike():
    speller = Speller(make_searcher(make_post("a", "netassert observability"), make_post("b", "observability")).reader)
    assert speller.correct_letters("observebilty") == "observability"
    assert speller.correct_letters("ebservebility") is None
    assert speller.correct_letters("netesserv") is None  # a single post has netassert
    assert speller.correct_letters("netasert") == "netassert"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("controler", "controller"), ("ingres", "ingress"), ("labeled", None), ("runing", None), ("node", None)],
)
def test_a_letter_typed_once_is_doubled_but_in_forms_of_verbs(typed, meant):
    speller = Speller(make_searcher(make_post("a", "controller ingress labelled running noode")).reader)
    assert speller.double_letter(typed) == meant


def test_a_letter_is_replaced_in_a_word_that_only_its_stem_finds():
    every = (make_post(str(number), "rustup", title="x") for number in range(64))
    speller = Speller(make_searcher(make_post("a", "rustops"), *every).reader)
    assert speller.replace_letter("rustop", 1) == "rustup"
    assert speller.replace_letter("rustop", 2) is None
    assert speller.replace_letter("rustops", 1) is None


FREQUENT = Speller(
    make_searcher(
        *(
            make_post(str(n), "kubernetes gateway binding setting timer" if n else "kubernetes kubernets")
            for n in range(65)
        ),
        *(make_post(f"k{n}", "kubernetes") for n in range(135)),
    ).reader
)


@pytest.mark.parametrize(
    ("typed", "doc_freq", "meant"),
    [
        ("gatway", 1, "gateway"),
        ("gatway", 2, None),  # 64 posts are 32 times as many
        ("gateways", 1, None),  # another form of the same word
        ("kubernates", 1, "kubernetes"),
        ("kuberbetes", 3, "kubernetes"),
        ("kuberntes", 1, "kubernetes"),  # not kubernets, which is nearer and misspelt itself
        ("kubernaets", 1, "kubernetes"),
        ("kubernaets", 2, None),  # two mistakes ask for more
        ("bending", 1, None),
        ("getting", 1, None),
        ("timber", 1, None),
    ],
)
def test_a_word_of_few_posts_is_doubted_beside_one_of_64_times_as_many_that_it_is_a_likely_mistake_of(
    typed, doc_freq, meant
):
    assert FREQUENT.find_likelier(typed, doc_freq) == meant


def test_no_word_is_corrected_to_one_that_is_itself_another_misspelt():
    assert FREQUENT.correct_letters("kubrnets") == "kubernetes"


def test_tables_and_dictionary_are_there_once_they_were_prepared(monkeypatch):
    speller = Speller(make_searcher(make_post("a", "服务网格 kubernetes"), make_post("b", "服务网格")).reader)
    speller.prepare()
    monkeypatch.setattr("indexer.search.query.spelling.LetterTable", None)
    assert speller.correct("kubrenetes") == "kubernetes"
    assert speller.correct("fuwwuangge") == "服务网格"


words = st.text("abcdexyz", min_size=1, max_size=9)


@given(words, st.lists(words, max_size=20), st.integers(0, 2))
def test_no_word_that_is_near_enough_is_left_aside(word, others, mistakes):
    near = {other for other in others if OSA.distance(word, other) <= mistakes}
    assert near <= set(LetterTable(others).list_alike(word, mistakes))

from hypothesis import given
from hypothesis import strategies as st

from indexer.text.analysis.analyzer import cut_grams
from indexer.text.analysis.grams import make_grams

TEXTS = st.text() | st.text(st.sampled_from("服務网格aｶﾞㇰ한국〇𠀀é\u0301½…㈱\n，\ud800😀"), max_size=40)


def read_grams(text):
    grams = make_grams(text)
    return sorted(zip(map(as_term, grams.codes.tolist()), grams.starts.tolist(), strict=True))


def as_term(code):
    first, second = divmod(code, 1 << 32)
    return chr(first) + (chr(second) if second else "")


@given(TEXTS)
def test_grams_are_those_that_are_cut_one_by_one(text):
    assert read_grams(text) == sorted((gram.term, gram.start) for gram in cut_grams(text))


@given(st.lists(TEXTS, max_size=4))
def test_no_pair_reaches_across_a_line_end(zones):
    terms = sorted(term for term, _ in read_grams("\n".join(zones)))
    assert terms == sorted(gram.term for zone in zones for gram in cut_grams(zone))


def test_single_characters_come_first_and_both_are_in_reading_order():
    grams = make_grams("一二 三四")
    assert [as_term(code) for code in grams.codes.tolist()] == ["一", "二", "三", "四", "一二", "三四"]
    assert grams.starts.tolist() == [0, 1, 3, 4, 0, 3]

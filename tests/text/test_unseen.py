import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import found, make_post, make_searcher

from indexer.text.unseen import drop_unseen, may_hold_unseen

TEXTS = st.text("a服 \n\b\x01\x7f\xad\u0301\u200b\u200e\ufe0f\U000e0100😀", max_size=9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain text\n\ttoo", "plain text\n\ttoo"),
        ("服务\u200b网格\ufeff", "服务网格"),
        ("服\b务\x7f网\x00格", "服务网格"),
        ("micro\bservices", "microservices"),
        ("服\u0332务\u0332\u200b网\ufe0f格\u20dd", "服务网格"),
        ("葛\U000e0100飾区", "葛飾区"),
        ("服\u200e务\u2067网\u200d格", "服务网格"),
        ("e\u0301te\u0301", "e\u0301te\u0301"),
        ("❤\ufe0f 👨\u200d👩 1\ufe0f\u20e3", "❤\ufe0f 👨\u200d👩 1\ufe0f\u20e3"),
        ("می\u200cخواهم \u200eabc", "می\u200cخواهم \u200eabc"),
        ("が\u3099 \u0301\xad服", "が\u3099 \u0301服"),
    ],
)
def test_what_nobody_sees_is_left_out_and_marks_of_other_scripts_stay(text, expected):
    assert drop_unseen(text) == expected


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_is_dropped_of_a_piece_of_what_is_said_to_hold_nothing(before, text, behind):
    assert may_hold_unseen(f"{before}{text}{behind}") or drop_unseen(text) == text


@pytest.mark.parametrize("text", ["", "plain (text) 服务网格（Service Mesh）", "a tab\t\x01 in ASCII", "très\n\tbien"])
def test_few_texts_have_to_be_looked_through_piece_by_piece(text):
    assert not may_hold_unseen(text)


@pytest.mark.parametrize(
    "mark", ["\u200b", "\u0301", "\ufe0f", "\xad", "\u20dd", "\b", "\u0332", "\u200e", "\U000e0101"]
)
def test_chinese_is_found_in_one_piece_across_them_in_text_titles_and_headings(mark):
    split = f"待服{mark}务网{mark}格的"
    site = make_searcher(
        make_post("text", f"用 k8s {split}"),
        make_post("title", "x", title=split),
        make_post("heading", f"## {split}\n\ny"),
    )
    for query in ("服务网格", "务网", '"服务网格"', "title:服务网格 OR 服务网格"):
        assert sorted(found(site, query)) == ["heading", "text", "title"], query
    assert found(site, '"k8s 待服务"') == ["text"]

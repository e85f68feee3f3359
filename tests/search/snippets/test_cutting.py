import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import shown

from indexer.search.snippets.cutting import SNIPPET_COLUMNS, HighlightedText, choose_cut, show_cut, show_passage
from indexer.search.snippets.display_width import DisplayWidth
from indexer.search.snippets.highlights import Highlights, make_spans
from indexer.search.snippets.passages import HighlightKinds, PassageScorer


def mark_all(text, words):
    """Return the places of all words, each of a kind of its own, and these kinds."""
    spans = [(m.start(), m.end(), kind) for kind, word in enumerate(words) for m in re.finditer(re.escape(word), text)]
    marks = Highlights(*np.array(sorted(spans), dtype=np.int64).reshape(-1, 3).T)
    return marks, HighlightKinds(np.arange(len(words)), np.arange(len(words)), np.ones(len(words)))


def cut(text, *words, width=SNIPPET_COLUMNS):
    marks, kinds = mark_all(text, words)
    widths = DisplayWidth(text)
    spans = make_spans(np.array([0]), np.array([len(text)]))
    windows = PassageScorer(marks, kinds, widths).score_passages(spans, width)
    passage = None
    if len(windows.scores):
        at = windows.scores.argmax()
        passage = marks.shortest_span(int(windows.firsts[at]), int(windows.stops[at]))
    page, span = HighlightedText(text, marks, widths), (0, len(text))
    fragment = choose_cut(page, span, passage, width)
    return show_passage(page, span, fragment, passage, width) if passage else show_cut(page, span, fragment)


def test_a_short_text_is_shown_whole():
    snippet = cut("服务网格很好。", "网格")
    assert snippet.text == "服务网格很好。"
    assert (snippet.cut_before, snippet.cut_after) == (False, False)


def test_the_passage_with_most_different_words_is_chosen():
    text = "甲。" * 200 + "这里有苹果，也有香蕉。" + "乙。" * 200 + "苹果苹果苹果。" * 3
    assert shown(cut(text, "苹果", "香蕉")) == ["苹果", "香蕉"]


def test_a_fragment_begins_and_ends_with_a_sentence():
    text = "一开始说了很多别的事情。" * 20 + "服务网格是一种基础设施层。" + "后来又说了一些别的事情。" * 20
    snippet = cut(text, "服务网格")
    assert snippet.text.startswith(("一", "服"))
    assert snippet.text.endswith("。")
    assert (snippet.cut_before, snippet.cut_after) == (False, True)


def test_a_fragment_that_begins_inside_a_long_sentence_says_so():
    assert cut("说了很多，" * 100 + "服务网格", "服务网格").cut_before
    assert cut("many words " * 100 + "mesh", "mesh").cut_before
    assert not cut("Many words. " * 100 + "“Mesh” again", "Mesh").cut_before


def test_an_english_fragment_begins_with_a_sentence():
    text = "Nothing to see in here. " * 30 + "The mesh routes every request. " + "Something else follows it. " * 30
    snippet = cut(text, "mesh")
    assert snippet.text.startswith(("Nothing", "The"))
    assert snippet.text.endswith(".")


def test_a_fragment_is_about_120_chinese_or_240_latin_characters():
    assert 80 <= len(cut("零一二三四五六七八九，" * 100 + "目标" + "零一二三四五六七八九，" * 100, "目标").text) <= 120
    assert 160 <= len(cut("some words " * 100 + "target " + "more words " * 100, "target").text) <= 240


def test_lines_become_one_line_and_marks_move_along():
    snippet = cut("第一行。\n\n  第二行 istio：\n第三行", "istio", "第三行")
    assert snippet.text == "第一行。 第二行 istio： 第三行"
    assert shown(snippet) == ["istio", "第三行"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("要点：\n网格 一\n网格 (二)\n\n三", "要点： 网格 一 · 网格 (二) · 三"),
        ("他说“网格。”\n我说“网格”\n完", "他说“网格。” 我说“网格” · 完"),
        ("网格 a;\nb,\nc、\nd", "网格 a; b, c、 d"),
        ("网格 \t\n x", "网格 · x"),
        ("\n网格\n", "网格"),
    ],
)
def test_lines_without_punctuation_as_of_lists_are_told_apart(text, line):
    snippet = cut(text, "网格")
    assert snippet.text == line
    assert set(shown(snippet)) == {"网格"}


def test_a_mark_over_white_space_shrinks_with_it():
    assert shown(cut("第一行 istio,\n\n  网格 。", "istio,\n\n  网格")) == ["istio, 网格"]


def test_emoji_do_not_shift_marks():
    assert shown(cut("😀👨‍👩‍👧 网格 😀", "网格")) == ["网格"]


def test_without_marks_the_beginning_is_shown():
    snippet = cut("开头。" * 200)
    assert snippet.text.startswith("开头。")
    assert not snippet.cut_before
    assert snippet.cut_after


def test_what_is_repeated_does_not_keep_a_fragment_from_its_sentence():
    text = "前文。" * 40 + "这一句" + "很长" * 20 + "，讲网格，" + "网格，" * 30 + "完。"
    snippet = cut(text, "网格")
    assert snippet.text.startswith("这一句很长")
    assert not snippet.cut_before


def test_few_sentences_come_before_the_one_that_was_found():
    snippet = cut("甲" * 19 + "。" + "乙" * 19 + "。" + "丙" * 9 + "。讲网格的一句话。" + "后文。" * 60, "网格")
    assert snippet.text.startswith("丙" * 9 + "。讲网格")


@pytest.mark.parametrize(
    "text",
    [
        "a::mesh", "https://mesh", "mesh.example", "e.g. mesh", "the ? mesh", "println!(mesh", " 1. mesh", " vs. mesh",
        "f(x)mesh", "12:30 mesh",
    ],
)  # fmt: skip
def test_signs_of_code_numbers_and_abbreviations_end_no_sentence(text):
    assert cut("x" * 300 + text, "mesh").cut_before


@pytest.mark.parametrize("text", ["End! mesh", "End?) mesh", "“End.” mesh", "end。mesh", "[1]. mesh", "in 2019. mesh"])
def test_these_end_a_sentence(text):
    assert not cut("x" * 300 + text, "mesh").cut_before


def test_a_fragment_does_not_end_inside_an_address_or_a_number():
    for word in ("https://example.org/mesh", "httpbin.example.com", "1,234,567"):
        for before in range(210, 241):
            text = "mesh " + "y " * (before // 2 - 3) + f" {word} " + "z " * 99
            assert cut(text, "mesh").text.removesuffix(word).rstrip()[-1] in "yz"


def test_a_fragment_does_not_end_with_a_lead_in_where_it_need_not():
    text = "讲网格。" + "说了很多，" * 12 + "好。执行以下命令：\n\n输出如下：\n\n" + "后文" * 80
    assert cut(text, "网格").text.endswith("好。")
    assert cut("执行网格命令：\n\n" + "后文" * 80, "网格", width=30).text == "执行网格命令："


@given(st.text(st.sampled_from("网格ab 。，\n.😀"), max_size=400), st.integers(1, 60))
def test_marks_always_fall_on_the_words_that_were_found(text, width):
    assert set(shown(cut(text, "网格", "ab", width=width))) <= {"网格", "ab"}


@given(st.text(st.sampled_from("网格ab 。，\n.😀"), max_size=400), st.integers(10, 60))
def test_no_fragment_is_wider_than_asked_for(text, width):
    fragment = cut(text, "网格", "ab", width=width).text
    assert sum(2 if ord(character) >= 0x2E80 else 1 for character in fragment) <= width


@given(
    st.text(st.sampled_from("网格ab 。，\n."), max_size=200), st.text(st.sampled_from("网格ab 。，\n."), max_size=200)
)
def test_something_found_is_always_shown(before, after):
    assert "网格" in shown(cut(f"{before}网格{after}", "网格"))


def test_items_of_a_list_come_with_their_lead_in():
    lead = "有很多" + "很多" * 20 + "事情要做："
    text = "前" * 200 + "。" + lead + "\n监控\n网格\n" + "日志\n" * 60
    assert cut(text, "监控", "网格").text.startswith(f"{lead} 监控 · 网格 · 日志")

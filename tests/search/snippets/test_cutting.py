import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.snippets.cutting import SNIPPET_COLUMNS, HighlightedText, make_snippet
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
        passage = int(marks.starts[windows.firsts[at]]), int(marks.ends[windows.stops[at] - 1])
    return make_snippet(HighlightedText(text, marks, widths), (0, len(text)), passage, width)


def shown(snippet):
    return [snippet.text[start:end] for start, end in snippet.marks]


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
    snippet = cut("第一行\n\n  第二行 istio\n第三行", "istio", "第三行")
    assert snippet.text == "第一行 第二行 istio 第三行"
    assert shown(snippet) == ["istio", "第三行"]


def test_a_mark_over_white_space_shrinks_with_it():
    assert shown(cut("第一行 istio\n\n  网格 。", "istio\n\n  网格")) == ["istio 网格"]


def test_emoji_do_not_shift_marks():
    assert shown(cut("😀👨‍👩‍👧 网格 😀", "网格")) == ["网格"]


def test_without_marks_the_beginning_is_shown():
    snippet = cut("开头。" * 200)
    assert snippet.text.startswith("开头。")
    assert not snippet.cut_before
    assert snippet.cut_after


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

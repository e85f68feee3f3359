import pytest
from growth import grows_in_proportion

from indexer.text.markup.prose import Gap, Prose, collapse


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("服务\n网格", "服务网格"),
        ("网格，\n  效果", "网格，效果"),
        ("服务 \n 网格 ok", "服务网格 ok"),
        ("中文\nword\n中文", "中文 word 中文"),
        ("one\ntwo", "one two"),
        ("服务  网格", "服务 网格"),
        (" a\n\n \n b\n", "a\n\nb"),
        ("한국어\n제목", "한국어 제목"),
        ("", ""),
    ],
)
def test_white_space_collapses_as_in_a_browser_but_not_inside_chinese(written, read):
    assert collapse(written) == read


def test_the_widest_gap_wins():
    prose = Prose()
    prose.write("a")
    prose.gap(Gap.BLOCK)
    prose.gap(Gap.SPACE)
    prose.write("b")
    assert prose.take() == "a\n\nb"


def test_gaps_at_the_ends_leave_no_trace():
    prose = Prose()
    prose.gap(Gap.BLOCK)
    prose.write("a")
    prose.gap(Gap.LINE)
    assert prose.take() == "a"
    assert prose.take() == ""


@pytest.mark.parametrize(("before", "after", "text"), [("服", "务", "服务"), ("a", "务", "a 务"), ("a", "b", "a b")])
def test_a_wrapped_line_is_a_space_unless_chinese_stands_on_both_sides(before, after, text):
    prose = Prose()
    prose.write(before)
    prose.gap(Gap.WRAP)
    prose.write(after)
    assert prose.take() == text


def test_what_was_written_since_a_mark_can_be_cut():
    prose = Prose()
    prose.write("kept")
    mark = prose.mark()
    prose.write("hidden")
    prose.cut(mark)
    assert prose.take() == "kept"


def test_gaps_stay_where_what_stood_between_them_is_cut():
    prose = Prose()
    prose.write("one")
    prose.gap(Gap.LINE)
    mark = prose.mark()
    prose.write("hidden")
    prose.cut(mark)
    prose.write("two")
    assert prose.take() == "one\ntwo"


def test_a_row_whose_last_cell_ends_a_sentence_needs_nothing_else_to_part_it():
    prose = Prose()
    for cell in ("名称", "作用。", "网格"):
        prose.write(cell)
        prose.gap(Gap.ROW)
    assert prose.take() == "名称;\n作用。\n网格"


@pytest.mark.parametrize(("lead", "read"), [("运行：", "运行： …"), ("Run: ", "Run: …"), ("done.", "done."), ("", "")])
def test_only_a_lead_in_says_that_what_it_leads_to_is_left_out(lead, read):
    prose = Prose()
    prose.write(lead)
    prose.gap(Gap.BLOCK)
    prose.mark_omission()
    prose.mark_omission()
    assert prose.take() == read


def write_code_below_nothing(blocks):
    prose = Prose()
    for _ in range(blocks):
        mark = prose.mark()
        prose.gap(Gap.BLOCK)
        prose.mark_omission()
        prose.write("x")
        prose.cut(mark)
    return prose.take()


def test_code_that_no_text_leads_to_takes_time_by_its_number():
    assert grows_in_proportion(write_code_below_nothing, 1_500)


def test_a_lead_in_is_found_where_the_text_behind_it_was_taken_away():
    prose = Prose()
    prose.write("Run:")
    mark = prose.mark()
    prose.write("this")
    prose.mark_omission()
    prose.cut(mark)
    prose.mark_omission()
    assert prose.take() == "Run: …"

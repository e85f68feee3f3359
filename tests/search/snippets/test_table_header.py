import pytest
from search.snippets.test_cutting import cut, shown

from indexer.search.snippets.table_header import find_header

TABLE = "说明如下：\n\n名称 | 作用;\n网格 | 转发流量。\n代理 | 边车;\n控制面 | 下发配置\n\n后文。"
ROWS = "甲 | 乙;\n" * 60 + "代理 | 边车;\n" + "丙 | 丁;\n" * 60


def header_of(text, row, begin=0):
    span = find_header(text, (begin, len(text)), text.index(row))
    return text[slice(*span)] if span else None


@pytest.mark.parametrize("row", ["网格", "代理", "控制面"])
def test_every_row_has_the_header_of_its_table(row):
    assert header_of(TABLE, row) == "名称 | 作用"


@pytest.mark.parametrize("text", ["说明", "名称", "作用", "转发", "后文"])
def test_the_header_itself_and_what_begins_no_row_have_none(text):
    assert header_of(TABLE, text) is None


def test_a_table_may_begin_where_all_begins():
    assert header_of(TABLE, "代理", TABLE.index("名称")) == "名称 | 作用"
    assert header_of("甲\n乙 | 丙\n丁 | 戊", "丁") is None


def test_the_beginning_of_an_endless_table_is_not_looked_for():
    assert header_of("名称 | 作用;\n" + "甲 | 乙;\n" * 2_000 + "网格 | 流量", "网格") is None


def test_a_row_is_shown_with_its_header():
    snippet = cut("名称 | 网格的作用;\n" + ROWS, "网格", "代理", "边车")
    assert snippet.text.startswith("名称 | 网格的作用 … ")
    assert "代理 | 边车; 丙 | 丁;" in snippet.text
    assert shown(snippet) == ["网格", "代理", "边车"]
    assert (snippet.cut_before, snippet.cut_after) == (False, True)


def test_a_header_that_leaves_too_little_room_is_not_shown():
    long = "代理" + "代" * 115
    assert "名称" not in cut("名称 | " + "很长" * 40 + ";\n" + ROWS, "代理").text
    assert "名称" not in cut("名称 | 作用;\n" + ROWS.replace("代理", long), long).text

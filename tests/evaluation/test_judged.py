import pytest

from indexer.errors import UsageError
from indexer.evaluation.judged import JudgedQuery, read_qrels, read_queries


def write(folder, text):
    path = folder / "file"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_first_column_is_the_id_and_the_last_the_text(tmp_path):
    path = write(tmp_path, "# comment\nq1\t服务网格\nq2\ttopic\ttune\tC++ 与 C\n\n")
    assert read_queries(path) == [JudgedQuery("q1", "服务网格"), JudgedQuery("q2", "C++ 与 C", ("topic", "tune"))]


def test_a_query_without_a_tab_is_named_with_its_line(tmp_path):
    with pytest.raises(UsageError, match=r"file:2: no tab; write the query's id, a tab, and its text"):
        read_queries(write(tmp_path, "q1\ta\nq2 b\n"))


def test_an_id_that_stands_twice_is_named_with_its_line(tmp_path):
    with pytest.raises(UsageError, match=":3: the id q1 stands twice"):
        read_queries(write(tmp_path, "q1\ta\nq2\tb\nq1 \tc\n"))


def test_document_ids_may_contain_spaces(tmp_path):
    path = write(tmp_path, "q1 0 my posts/a b.md 3\nq1 0 c.md 0\nq2 0 c.md 1\n")
    assert read_qrels(path) == {"q1": {"my posts/a b.md": 3, "c.md": 0}, "q2": {"c.md": 1}}


@pytest.mark.parametrize("line", ["q1\t0\ta b.md\t-1", "q1 0 a b.md -1", " q1  0\ta b.md  -1\t", "q1 0 a b.md\t-1\r"])
def test_columns_are_parted_by_tabs_or_spaces(tmp_path, line):
    assert read_qrels(write(tmp_path, line + "\n")) == {"q1": {"a b.md": -1}}


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\x0c", "\r", "\u3000"])
def test_only_a_line_feed_ends_a_line(tmp_path, sign):
    assert read_qrels(write(tmp_path, f"q1 0 a{sign}b.md 1\n")) == {"q1": {f"a{sign}b.md": 1}}
    assert read_queries(write(tmp_path, f"q1\ta{sign}b\n")) == [JudgedQuery("q1", f"a{sign}b")]


def test_a_byte_order_mark_is_no_part_of_the_first_id(tmp_path):
    assert read_qrels(write(tmp_path, "\ufeffq1 0 a.md 1\n")) == {"q1": {"a.md": 1}}
    assert read_queries(write(tmp_path, "\ufeffq1\ta\n")) == [JudgedQuery("q1", "a")]


@pytest.mark.parametrize(
    "line",
    [
        "q1",
        "q1 0",
        "q1 0 a.md",
        "q1 0 a.md x",
        "q1 0 a.md --1",
        "q1 0 a.md -",
        "q1 0 a.md ²",
        "q1 0 a.md １",
        "q1 0 3",
        "q1 0 a.md " + "1" * 5000,
    ],
)
def test_a_line_that_is_no_judgment_is_named(tmp_path, line):
    with pytest.raises(UsageError, match=r"file:1: no judgment; write: query-id 0 post-id grade"):
        read_qrels(write(tmp_path, line + "\n"))


def test_a_missing_file_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_queries(tmp_path / "none")

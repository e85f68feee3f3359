import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.text import json_pieces
from indexer.text.json_pieces import read_pieces

texts = st.text(st.sampled_from(list('a"[],\\服')), max_size=6)


@pytest.fixture(autouse=True)
def _of_a_few_bytes(monkeypatch):
    monkeypatch.setattr(json_pieces, "_PIECE", 8)


@given(st.lists(st.tuples(texts, st.integers(0, 9)).map(list)))
@example([["a],[b", 1], ["],[", 2], ["c", 3]])
def test_rows_come_as_they_were_written(rows):
    pieces = [*read_pieces(orjson.dumps(rows), b"],[")]
    assert [row for piece in pieces for row in piece] == rows
    assert all(pieces)


@given(st.dictionaries(texts, texts))
@example({"a": '","', "b": "c", '","': "d"})
def test_members_come_as_they_were_written(members):
    pieces = [*read_pieces(orjson.dumps(members), b'","')]
    assert {key: value for piece in pieces for key, value in piece.items()} == members
    assert [key for piece in pieces for key in piece] == [*members]


def test_few_are_read_at_a_time():
    assert [len(piece) for piece in read_pieces(orjson.dumps([["word", at] for at in range(9)]), b"],[")] == [1] * 9


@pytest.mark.parametrize("written", [b'[["a",1],["b",2]', b'[["a",1],["b,2]]', b"[[1]", b"", b"[", b"xx", b"{]"])
def test_what_is_no_json_is_refused(written):
    with pytest.raises(orjson.JSONDecodeError):
        [*read_pieces(written, b"],[")]

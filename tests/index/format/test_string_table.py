import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.format.string_table import (
    append_texts,
    choose_texts,
    encode_texts,
    iterate_texts,
    order_texts,
    take_text,
    take_texts,
)

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=12)


@given(TEXTS)
def test_texts_come_back_one_by_one_and_all_together(texts):
    table = encode_texts(texts)
    assert [take_text(table, number) for number in range(len(table))] == list(iterate_texts(table)) == texts


@given(TEXTS)
def test_texts_are_ordered_as_their_bytes_are(texts):
    order = order_texts(encode_texts(texts)).tolist()
    assert [texts[number] for number in order] == sorted(texts, key=str.encode)


@given(TEXTS, TEXTS)
def test_tables_are_appended(first, second):
    assert list(iterate_texts(append_texts([encode_texts(first), encode_texts(second)]))) == first + second


@given(TEXTS, st.data())
def test_texts_are_taken_in_any_order(texts, data):
    numbers = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=9)) if texts else []
    taken = take_texts(encode_texts(texts), np.array(numbers, dtype=np.int64))
    assert list(iterate_texts(taken)) == [texts[number] for number in numbers]


def test_nothing_appended_to_nothing_is_empty():
    assert len(append_texts([])) == 0


def test_each_text_is_taken_from_the_first_table_that_has_it():
    tables = [encode_texts(["b", "d"]), encode_texts(["a", "D", "e"])]
    numbers = [np.array([1, 3], dtype=np.int32), np.array([0, 3, 4], dtype=np.int32)]
    assert list(iterate_texts(choose_texts(tables, numbers, 5))) == ["a", "b", "", "d", "e"]


def test_only_the_numbers_that_are_asked_for_are_read():
    assert list(iterate_texts(encode_texts(["网", "格", "x"]), np.array([2, 0]))) == ["x", "网"]


def test_what_no_utf_8_can_hold_is_replaced():
    assert list(iterate_texts(encode_texts(["a\ud83d"]))) == ["a?"]

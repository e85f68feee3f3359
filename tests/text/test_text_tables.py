from bisect import bisect_left

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.text.text_tables import SortedTexts, TextList

places = st.integers(-150, 150)
MANY = sorted(f"{number:x}" for number in range(300))
lines = st.text(st.characters(exclude_characters="\n", exclude_categories=()), max_size=3)


@pytest.mark.parametrize("kind", [TextList, SortedTexts])
@given(texts=st.sets(lines).map(sorted), begin=places, end=places, step=st.sampled_from([1, 2, -1, None]))
@example(texts=MANY, begin=60, end=130, step=1)
@example(texts=MANY, begin=64, end=64, step=None)
@example(texts=["\ud800", "慢"], begin=0, end=9, step=1)
def test_texts_are_those_of_a_list(kind, texts, begin, end, step):
    held = kind(texts)
    assert (len(held), [*held], held[begin:end:step]) == (len(texts), texts, texts[begin:end:step])
    assert [held[at] for at in range(-len(texts), len(texts))] == texts + texts
    for outside in (len(texts), -len(texts) - 1):
        with pytest.raises(IndexError):
            held[outside]


@given(st.sets(lines).map(sorted), lines)
@example(MANY, "3f")
@example(MANY, "")
@example(MANY, "zzz")
@example(["", "a"], "")
def test_a_text_is_found_where_a_sorted_list_has_it(texts, wanted):
    held, first = SortedTexts(texts), bisect_left(texts, wanted)
    assert held.find_from(wanted) == first
    assert [*held.iterate_from(wanted)] == texts[first:]
    for text in (wanted, *texts):
        assert held.find(text) == (texts.index(text) if text in texts else -1)


def test_two_lines_are_no_text():
    assert SortedTexts(["a", "b"]).find("a\nb") == -1


def test_a_list_may_have_a_text_twice_and_line_ends():
    assert [*TextList(["b\n", "", "a", "b\n"])] == ["b\n", "", "a", "b\n"]

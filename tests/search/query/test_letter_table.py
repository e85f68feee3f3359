from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from indexer.search.query.spelling.letter_table import LetterTable

words = st.text("abcdexyz", min_size=1, max_size=9)


@given(words, st.lists(words, max_size=20), st.integers(0, 2))
def test_all_words_that_are_near_enough_are_found_the_nearest_first(word, others, mistakes):
    near = sorted((OSA.distance(word, other), other) for other in others if OSA.distance(word, other) <= mistakes)
    found = LetterTable(others).find_near(word, mistakes)
    assert sorted((distance, other) for other, distance in found) == near
    assert [distance for _, distance in found] == [distance for distance, _ in near]


@given(
    st.text("abcdeé", min_size=1, max_size=70), st.lists(st.text("abcde", min_size=1, max_size=70)), st.integers(0, 2)
)
def test_the_kernel_finds_the_same_words_in_the_same_order(word, others, mistakes):
    table = LetterTable([*others, word[1:] or "a", word[::-1]] if word.isascii() else others)
    assert table.find_near(word, mistakes) == table._find_by_rapidfuzz(word, mistakes)


def test_words_that_are_very_many_are_found_without_the_kernel():
    table = LetterTable(
        [first + second + third for first in "abcdefghi" for second in "abcdefghi" for third in "abcdefghi"]
    )
    assert len(table.find_near("aaa", 3)) == 9**3

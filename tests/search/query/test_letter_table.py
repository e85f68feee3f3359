from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from indexer.search.query.letter_table import LetterTable

words = st.text("abcdexyz", min_size=1, max_size=9)


@given(words, st.lists(words, max_size=20), st.integers(0, 2))
def test_all_words_that_are_near_enough_are_found_the_nearest_first(word, others, mistakes):
    near = sorted((OSA.distance(word, other), other) for other in others if OSA.distance(word, other) <= mistakes)
    found = LetterTable(others).find_near(word, mistakes)
    assert sorted((distance, other) for other, distance in found) == near
    assert [distance for _, distance in found] == [distance for distance, _ in near]

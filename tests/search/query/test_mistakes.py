"""What one mistake makes of a word."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from indexer.search.query.mistakes import is_one_mistake

WORDS = st.text("abc", max_size=6)


@given(WORDS, WORDS)
def test_words_are_one_mistake_apart_as_rapidfuzz_has_it(word, other):
    assert is_one_mistake(word, other) == (OSA.distance(word, other) == 1)

import math

from hypothesis import example, given
from hypothesis import strategies as st

from indexer.search.snippets.shown_hit import round_score


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 10**6).map(lambda number: number / 2e4))
@example(0.0)
@example(-0.0)
@example(0.00005)
@example(1.00005)
@example(2.00015)
@example(-0.00005)
@example(99999999.99995)
@example(1e17)
@example(math.nextafter(0.5, 1) / 1e4)
def test_a_score_is_rounded_as_python_rounds(score):
    assert repr(round_score(score)) == repr(round(score, 4))

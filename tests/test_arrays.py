"""Numbers, each once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.arrays import distinct


@given(st.lists(st.integers(-5, 5)))
def test_different_numbers_are_as_numpy_has_them(numbers):
    values = np.array(numbers, dtype=np.int32)
    found = distinct(values)
    assert (found.dtype, found.tolist()) == (values.dtype, np.unique(values).tolist())

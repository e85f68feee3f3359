import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.native import kernel, loading
from indexer.native.calling import call
from indexer.posts.language import _count_prose, _kinds_and_classes

MARKS = (  # noqa: SIM905
    "``` ~~~ \n \t \u3000 {% - codeblock highlight end endcodeblock endhighlight %} <!-- --> ` < > {{ }} { } ]( ] ( ) "
    "http https :// ftp h f s a abc é 中 文 の 한 Ж 𠀀 😀 _ 1 ."
).split(" ")


@given(st.lists(st.sampled_from([*MARKS, " ", "\ud800"]), max_size=25).map("".join))
def test_prose_is_counted_as_python_counts_it(text):
    if not kernel():
        pytest.skip("no kernel")
    counted = _count_prose(text)
    with pytest.MonkeyPatch.context() as without_kernel:
        without_kernel.setattr(loading._LOADED, "kept", "taken away")
        assert counted == _count_prose(text)


def test_what_does_not_fit_together_is_an_error():
    library = kernel() or pytest.skip("no kernel")
    kinds, counts, text = _kinds_and_classes(), np.zeros(64, np.int64), "中".encode("utf-32-le")
    assert call(library, "count_prose", text, kinds, counts) == 1
    with pytest.raises(ValueError, match="number 65536 is outside"):
        call(library, "count_prose", text, kinds[:-1], counts)
    with pytest.raises(MemoryError):
        call(library, "count_prose", text, kinds, counts[:-1])

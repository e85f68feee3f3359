"""The short form of ``make fuzz``, without coverage: what is kept, and what comes of changing it here and there."""

import pytest
from examples import examples
from fuzz.corpus import read_corpus, write_corpus
from fuzz.targets import TARGETS
from hypothesis import given
from hypothesis import strategies as st

EXAMPLES = {"query": 10, "snippets": 6, "index": 4}
"""Changed inputs of the targets that take 10 ms and more; of others 60."""


@pytest.mark.parametrize("name", TARGETS)
def test_every_input_that_is_kept_keeps_the_promises(name):
    for data in read_corpus(name):
        TARGETS[name](data)


@st.composite
def changed_inputs(draw, name):
    """Take an input that is kept, and replace up to three stretches by others, of this input or another."""
    corpus = st.sampled_from(read_corpus(name))
    data = draw(corpus)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, len(data)))
        other = draw(corpus | st.binary(max_size=8))
        begin = draw(st.integers(0, len(other)))
        data = data[:start] + other[begin : begin + draw(st.integers(0, 40))] + data[end:]
    return data


@pytest.mark.random
@pytest.mark.parametrize("name", TARGETS)
def test_inputs_like_those_that_are_kept_keep_the_promises(name):
    @examples(EXAMPLES.get(name, 60))
    @given(changed_inputs(name))
    def check(data):
        TARGETS[name](data)

    check()


def test_what_is_kept_is_read_as_it_was_written(tmp_path, monkeypatch):
    monkeypatch.setattr("fuzz.corpus.FOLDER", tmp_path)
    inputs = [b"", b"\xff\x00\n", "服务“网格”".encode(), b'"\\u0041"\r\n']
    write_corpus("any", [*inputs, *inputs])
    assert sorted(read_corpus("any")) == sorted(inputs)

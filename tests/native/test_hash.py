import numpy as np
import pytest
from text.analysis.hostile_texts import hostile_text

from indexer.index.format.layout import hash_term
from indexer.index.format.string_table import encode_texts, hash_texts
from indexer.native.index import hash as native


def test_texts_are_hashed_as_terms_are_one_by_one(dice, library):
    sizes = [dice.randrange(600) for _ in range(40)]
    texts = ["", "a", "服务网格", "\ud800", *("x" * size for size in (127, 128, 129, 256, 257, *sizes))]
    texts += [hostile_text(dice) for _ in range(100)]
    assert hash_texts(encode_texts(texts)).tolist() == [*map(hash_term, texts)]


def test_texts_are_hashed_the_same_without_the_kernel(without_kernel):
    assert hash_texts(encode_texts(["a", "服务网格"])).tolist() == [hash_term("a"), hash_term("服务网格")]
    assert hash_texts(encode_texts([])).tolist() == []


@pytest.mark.parametrize("offsets", [[0, 4], [2, 1], [-1, 2], [0, 1 << 50]])
def test_a_text_outside_of_its_bytes_is_an_error(library, offsets):
    with pytest.raises(ValueError, match=r"hash_texts: number -?[0-9]+ is outside of its array"):
        native.hash_texts(library, np.zeros(3, np.uint8), np.array(offsets))

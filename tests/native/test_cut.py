import numpy as np
import pytest

from indexer.native.calling import call
from indexer.native.text.cut import (
    FoldedTexts,
    FormTable,
    Pieces,
    RawTokens,
    Zones,
    count_documents,
    number_tokens,
    place_tokens,
    split_tokens,
)
from indexer.text.analysis.folding import fold_batch


def ints(*numbers):
    return np.array(numbers, dtype=np.int32)


def test_a_text_is_cut_into_han_runs_and_other_tokens(library):
    pieces = split_tokens(library, fold_batch(["用 C++17 的 .NET"]).packed, 2)
    assert pieces.starts.tolist() == [0, 2, 5, 8, 10]
    assert pieces.ends.tolist() == [~1, 5, 7, ~9, 14]
    assert pieces.runs.tobytes().decode("utf-32-le") == "用\n的\n"


def test_equal_raw_tokens_have_one_number(library):
    packed = fold_batch(["a b a 网网"]).packed
    raw = number_tokens(library, packed, split_tokens(library, packed, 2), ints(1, 1, 1))
    assert raw.numbers.tolist() == [0, 1, 0, 2, 2]
    assert (raw.firsts.tolist(), raw.pasts.tolist()) == ([0, 2, 6], [1, 3, 7])


def test_rooms_that_are_too_small_are_an_error(library):
    packed, none, one = fold_batch(["a b 网"]).packed, np.empty(0, np.uint32), np.zeros(1, np.int64)
    with pytest.raises(MemoryError, match="split_tokens: no room for 1 more"):
        call(library, "split_tokens", packed, np.empty(1, np.int32), np.empty(1, np.int32), none, one)
    with pytest.raises(MemoryError, match="split_tokens: no room for 2 more"):
        call(library, "split_tokens", packed, np.empty(9, np.int32), np.empty(9, np.int32), none, one)


@pytest.mark.parametrize("number", [-1, 7, 1 << 30, -(1 << 31)])
@pytest.mark.parametrize("damaged", range(8))
def test_a_damaged_number_is_an_error_or_changes_numbers_alone(library, damaged, number):
    arrays = [
        ints(0, 2), ints(0, 1), ints(0, 1, 2, 3), ints(0, 4), ints(0, 1), ints(3), ints(0, 1, 1, 1, 1, 1),
        ints(0, 0, 1, 0, 1, 0, 1, 0),
    ]  # fmt: skip
    arrays[damaged][-1] = number
    at, numbers, offsets, texts, begins, ends, rows, forms = arrays
    raw = RawTokens(at, numbers, ints(), ints())
    zones, known = Zones(begins, ends, np.array([5], np.uint8), 7), FormTable(rows.reshape(-1, 3), forms.reshape(-1, 4))
    try:
        placed = place_tokens(library, raw, FoldedTexts(offsets, texts), zones, known)
    except (ValueError, IndexError, MemoryError):
        return
    assert len(placed.terms) == len(placed.fields)


def test_pieces_beyond_the_text_hold_line_ends_alone(library):
    raw = number_tokens(library, fold_batch(["a"]).packed, Pieces(ints(50), ints(52), np.empty(0, np.uint32)), ints())
    assert raw.numbers.tolist() == [0]


def test_a_word_counts_once_a_document(library):
    counts = count_documents(library, ints(0, 1, 0, 1), np.array([3, 1]), (ints(0, 1, 3), ints(0, 0, 1)), 2)
    assert counts.tolist() == [2, 2]
    for damaged in ((ints(0, 1, 9), ints(0, 0, 1)), (ints(0, 1, 3), ints(0, 0, 5)), (ints(0), ints(0))):
        with pytest.raises(ValueError, match="count_documents"):
            count_documents(library, ints(0, 1, 0, 1), np.array([3, 1]), damaged, 2)

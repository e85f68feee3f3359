import numpy as np
import pytest
from text.analysis.hostile_texts import hostile_text

from indexer.native.text.fold import Expansions, find_grams, fold_points
from indexer.text.analysis.folding import fold_batch
from indexer.text.analysis.folding_table import FoldingTable


def encode(text):
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def plain(folded):
    packed, offsets = folded
    return packed.tolist(), None if offsets is None else offsets.tolist()


TEXTS = ["\n", "abc\n", "\u0301e\u0301\u0301\n", "ﷺ" * 9 + "Ａ㍿\n", "\ud800é\u0301x\n\u0301\n", "網\n"]


@pytest.mark.parametrize("text", TEXTS)
def test_many_characters_are_folded_as_a_few(text, library):
    assert plain(FoldingTable().fold_many(encode(text))) == plain(FoldingTable().fold(encode(text)))


def test_hostile_texts_are_folded_as_without_the_kernel(dice, library):
    one, other = FoldingTable(), FoldingTable()
    for _ in range(200):
        points = encode("".join(f"{hostile_text(dice)}\n" for _ in range(dice.randrange(1, 4))))
        assert plain(one.fold_many(points)) == plain(other.fold(points)), points.tolist()


def test_characters_that_are_in_no_table_are_told(library):
    table = np.zeros(128, np.uint32)
    table[ord("b")] = (1 << 31) | ord("b")
    found = fold_points(library, encode("abca"), Expansions(table, table[:1], table))
    assert sorted(map(chr, found.unknown.tolist())) == ["a", "a", "c"]


def test_a_table_that_points_outside_is_an_error(library):
    table = np.full(128, 7, np.uint32)
    with pytest.raises(ValueError, match="fold_points: number 7 is outside"):
        fold_points(library, encode("a"), Expansions(table, table[:3], table))


def test_grams_are_found_in_the_text_that_they_stand_in(library):
    folded = fold_batch(["网络 ＿x", "", "é->=网"])
    grams = find_grams(library, folded.packed, folded.origins, folded.begins)
    told = zip(grams.codes.tolist(), grams.starts.tolist(), grams.docs.tolist(), strict=True)
    assert [(chr(code >> 32) + chr(code & 0xFFFFFFFF).strip("\0"), *place) for code, *place in told] == [
        ("网", 0, 0), ("网络", 0, 0), ("络", 1, 0), ("->", 1, 2), (">=", 2, 2), ("网", 4, 2),
    ]  # fmt: skip

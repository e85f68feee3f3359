"""Texts looked through: the kernel finds and counts what Python does, or leaves it to Python."""

import random

import numpy as np
import pytest

from indexer.index.format.text_codes import encode_text
from indexer.native.matching import texts
from indexer.native.matching.texts import UNTOLD, Counted
from indexer.search.matching import texts as matching
from indexer.text.analysis import folding
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.folding_table import FoldingTable

PIECES = (
    *(
        "api",
        "API",
        "A P I",
        "ａｐｉ",
        "网关",
        "網關",
        "网 关",
        "网\u3000关",
        "\n\n",
        " ",
        "ﬁn",
        "™",
        "é",
        "e\u0301",
        "，",
        "ﷺ",
    ),
    *("::", "std::string", "(Cloud", "_", "-", "x", "９", "ΐ", "\u2028", "🙂", "\ud800", "K", "İ", "kelvin"),
)
PHRASES = (
    "api网关",
    "网关api",
    "fin",
    "tm",
    "api",
    "e",
    "网关，",
    "صلى",
    "x",
    "9",
    "apiapi网关",
    "n网",
    "i网关x",
    "x关9",
    "关api网",
)
SYMBOLS = ("std::string", "::", "(Cloud", "-x", "x", "_", "x::")
LETTERS = ("kelvin", "xapi", "stri", "string", "cloudapi", "api9", "kapi")


def draw_texts(seed):
    """Return texts of one, two and four bytes a character."""
    chance = random.Random(seed)
    pieces = [piece for piece in PIECES if chance.random() < 0.5] or ["x"]
    return [encode_text("".join(chance.choices(pieces, k=chance.randint(0, 60)))) for _ in range(4)]


def listed(several):
    return [spans.tolist() for spans in several]


@pytest.mark.parametrize("seed", range(25))
def test_a_phrase_is_found_where_python_finds_it(library, seed):
    drawn, inked = draw_texts(seed), matching._IS_INKED
    for phrase in PHRASES:
        wanted = [phrase in "".join(fold_text(codes.text).split()) for codes in drawn]
        assert matching.hold_phrase(drawn, phrase) == wanted, phrase
        told = texts.find_phrase(library, drawn, phrase, matching.folding_columns(), inked)
        assert all(each in (UNTOLD, here) for each, here in zip(told, wanted, strict=True)), phrase


@pytest.mark.parametrize("seed", range(25))
def test_a_phrase_is_found_at_the_places_where_python_finds_it(library, seed, without_kernel):
    drawn = draw_texts(seed)
    wanted = {phrase: listed(matching.find_spans(drawn, phrase)) for phrase in PHRASES}
    without_kernel.undo()
    for phrase, places in wanted.items():
        assert listed(matching.find_spans(drawn, phrase)) == places, phrase
        assert [bool(each) for each in places] == matching.hold_phrase(drawn, phrase), phrase


@pytest.mark.parametrize("phrase", ["c++网格", "a", "网"])
def test_many_places_of_a_phrase_are_found(library, phrase):
    text = f"{phrase[0]} {phrase[1:]}\n" * 1000
    (spans,) = matching.find_spans([encode_text(text)], phrase)
    found = [text[start:end] for start, end in spans.tolist()]
    assert ["".join(each.split()) for each in found] == [phrase] * 1000
    assert matching.find_spans([], phrase) == []


def check_spans(text, wanted):
    for phrase, spans in wanted.items():
        assert listed(matching.find_spans([encode_text(text)], phrase)) == [spans], phrase


def test_what_folds_to_nothing_or_to_several_belongs_to_a_place(library, without_kernel):
    text = "网\u0301格ﬁ ﬁ㈱"
    wanted = {"网": [[0, 2]], "网格": [[0, 3]], "f": [[3, 4], [5, 6]], "if": [[3, 6]], "株": [[6, 7]], "i(": [[5, 7]]}
    overlapping = {"f": [[0, 1], [0, 1], [1, 2], [2, 3]], "if": [[0, 2], [1, 3]]}
    check_spans(text, wanted)
    check_spans("ﬃﬁﬁ", overlapping)
    without_kernel.undo()
    check_spans(text, wanted)
    check_spans("ﬃﬁﬁ", overlapping)


def test_places_are_told_once_all_characters_of_a_text_are_folded(library, monkeypatch):
    monkeypatch.setattr(folding, "_TABLE", FoldingTable())
    monkeypatch.setattr(matching, "_find_spans", None)
    drawn = [encode_text("ﬁn: 網 關 ½"), encode_text("fin"), encode_text("網路 🙂 網\n關"), encode_text("")]
    assert listed(matching.find_spans(drawn, "网关")) == [[[4, 7]], [], [[5, 8]], []]
    nothing_known = folding.folding_columns()[0] * 0
    monkeypatch.setattr(matching, "folding_columns", lambda: (nothing_known, nothing_known[:1]))
    monkeypatch.setattr(matching, "_find_spans", lambda codes, phrase: np.full((1, 2), len(codes)))
    assert listed(matching.find_spans(drawn, "网关")) == [[[9, 9]], [], [[8, 8]], []]


def test_a_text_whose_characters_were_never_folded_is_left_to_python(library):
    drawn, nothing_known = [encode_text("api 网关")], matching.folding_columns()[0] * 0
    told = texts.find_phrase(library, drawn, "api", (nothing_known, nothing_known[:1]), matching._IS_INKED)
    assert told == [UNTOLD]


def test_the_kernel_looks_again_once_all_characters_of_a_text_are_folded(library, monkeypatch):
    monkeypatch.setattr(folding, "_TABLE", FoldingTable())
    monkeypatch.setattr(matching, "_holds", None)
    drawn = [encode_text("ﬁn: 網 關 ½"), encode_text("fin"), encode_text("網路 🙂 網\n關"), encode_text("")]
    assert matching.hold_phrase(drawn, "网关") == [True, False, True, False]


@pytest.mark.parametrize("seed", range(25))
def test_symbols_are_counted_and_pieces_found_as_python_does(library, seed, without_kernel):
    drawn = draw_texts(seed)
    ways = ((matching.count_symbol, Counted.SYMBOL, SYMBOLS), (matching.hold_piece, Counted.PIECE, LETTERS))
    counted = [[function(drawn, each) for each in several] for function, _, several in ways]
    without_kernel.undo()
    for wanted, (function, way, several) in zip(counted, ways, strict=True):
        assert [function(drawn, each) for each in several] == wanted
        for typed, counts in zip(several, wanted, strict=True):
            told = texts.count_in_texts(library, drawn, typed, way)
            assert all(each in (UNTOLD, here) for each, here in zip(told, counts, strict=True)), typed


def test_most_texts_are_not_left_to_python(library):
    drawn = [encode_text("std::string x"), encode_text("在代码中的std::string类型"), encode_text("MyClass 类")]
    assert texts.count_in_texts(library, drawn, "std::string", Counted.SYMBOL) == [1, 0, 0]
    assert texts.count_in_texts(library, drawn, "class", Counted.PIECE) == [0, 0, 1]


def test_no_other_characters_have_small_letters_of_ascii():
    cased = range(128, 0x20000)  # no plane above these two has letters with cases
    odd = {code for code in cased if any(letter < "\x80" for letter in chr(code).lower())}
    assert odd == {0x130, 0x212A}

import opencc
import pytest

from indexer.text.lexicon import conversion
from indexer.text.lexicon.conversion import read_conversion
from indexer.text.lexicon.opencc_dictionaries import Match, TrieFile, match_first, match_union, split_segments
from indexer.text.lexicon.word_lists import package_folder

FOLDER = package_folder("opencc") / "clib" / "share" / "opencc"


def words_of(name):
    Trie = pytest.importorskip("marisa_trie").Trie  # noqa: N806
    content = (FOLDER / f"{name}.ocd2").read_bytes()
    return Trie().frombytes(content[content.index(b"We love Marisa.") :]).keys()


def draw_runs(random, words, count):
    """Draw words and, more often, what stands together only where one is cut off and the next begins."""
    for _ in range(count):
        drawn = random.choices(words, k=random.randint(1, 5))
        yield "".join(word[random.random() < 0.2 : len(word) - (random.random() < 0.3)] for word in drawn)


@pytest.mark.parametrize(
    ("name", "dictionaries"),
    [
        ("s2twp", ("STPhrases", "STPhrases_GeneratedFromRegionalPhrases", "STCharacters", "TWPhrases")),
        ("tw2sp", ("TSPhrases", "TWPhrasesRev", "TWVariantsRevPhrases", "TSCharacters")),
        ("t2s", ("TSPhrases", "TSCharacters", "CJK_Compatibility_Ideographs")),
    ],
)
def test_texts_are_converted_as_opencc_converts_them(dice, name, dictionaries):
    words = [word for each in dictionaries for word in dice.choices(words_of(each), k=500)]
    ours, other = read_conversion(name).convert, opencc.OpenCC(name).convert
    for run in (*words, *draw_runs(dice, words, 3000), "", "SQL注入 a", "𠀀々〇"):
        assert ours(run) == other(run), run


def test_each_ideograph_is_simplified_as_opencc_simplifies_it():
    ours, other = read_conversion("t2s").convert, opencc.OpenCC("t2s").convert
    ideographs = [chr(code) for block in (range(0x2E80, 0xA000), range(0x20000, 0x32400)) for code in block]
    assert [each for each in ideographs if ours(each) != other(each)] == []


def test_characters_are_converted_together_as_one_by_one():
    simplify = read_conversion("t2s")
    converted = simplify.convert_characters()
    ideographs = [chr(code) for block in (range(0x2E80, 0xA000), range(0x20000, 0x32400)) for code in block]
    assert [each for each in ideographs if converted.get(each, each) != simplify.convert(each)] == []


def dictionary(**entries):
    return lambda text: max((Match(*each) for each in entries.items() if text.startswith(each[0])), default=None)


def test_of_several_dictionaries_the_first_counts_or_the_longest_entry():
    short, long = dictionary(a="1", b="2"), dictionary(ab="3", a="4")
    assert match_first([short, long], "abc") == ("a", "1")
    assert match_union([short, long], "abc") == ("ab", "3")
    assert match_union([short, long], "ac") == ("a", "1")
    assert match_first([short, long], "c") is None
    assert match_union([short, long], "c") is None


def test_segments_are_the_longest_entries_from_the_left_and_what_is_between_them():
    segments = list(split_segments(dictionary(ab="", abc="", cd=""), "xxabcdcdx"))
    assert [segment for segment, _ in segments] == ["xx", "abc", "d", "cd", "x"]
    assert [entry and entry.key for _, entry in segments] == [None, "abc", None, "cd", None]


def test_dictionaries_without_an_entry_in_a_text_are_not_asked():
    phrases, characters = (conversion._read_file(f"{name}.ocd2") for name in ("TWPhrases", "STCharacters"))
    group = conversion.Group([phrases, characters], match_first)
    assert group.narrow("程式务") == group
    assert group.narrow("务") is characters
    assert group.narrow("a") is None


def test_opencc_itself_converts_where_no_trie_can_be_read(monkeypatch):
    monkeypatch.setattr(conversion, "HAS_TRIES", False)
    assert conversion.conversion("s2hk").convert("软件 着") == opencc.OpenCC("s2hk").convert("软件 着")


def test_a_dictionary_of_another_format_is_refused():
    with pytest.raises(ValueError, match=r"begins with b'OPENCC_MARISA_9', not b'OPENCC_MARISA_0.2.5'; install OpenCC"):
        TrieFile(b"OPENCC_MARISA_9")

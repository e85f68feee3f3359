"""English words in the spelling of two countries."""

import pytest
from small_index import make_post, make_searcher
from text.analysis.reference_analysis import BEFORE

from indexer.text.analysis.word_forms import word_term
from indexer.text.lexicon.spellings import list_spellings, spell_american


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("colours", "colors"),
        ("behavioural", "behavioral"),
        ("reorganised", "reorganized"),
        ("serialisation", "serialization"),
        ("centred", "centered"),
        ("kilometres", "kilometers"),
        ("catalogued", "cataloged"),
        ("programme", "program"),
        ("licence", "license"),
        ("chillies", "chilies"),
        ("centimetres", "centimeters"),  # which begins like centre
        ("discoloured", "discolored"),  # like discretise
    ],
)
def test_a_word_is_one_in_the_spelling_of_two_countries(british, american):
    assert spell_american(british) == american
    assert word_term(british) == word_term(american)


@pytest.mark.parametrize("before", BEFORE)
def test_every_listed_word_is_read_behind_a_prefix_whatever_else_begins_so(before):
    for british, american in (line.split("\t") for line in list_spellings()):
        end = "e" if british.endswith("is") else ""
        assert spell_american(before + british.removesuffix(".") + end) == before + american + end


@pytest.mark.parametrize("word", ["organism", "analysis", "programmed", "chilling", "realistic", "promise", "color"])
def test_a_word_that_only_begins_alike_stays_as_it_is(word):
    assert spell_american(word) == word


def test_every_listed_word_would_be_another_one_to_the_stemmer(monkeypatch):
    listed = [line.split("\t") for line in list_spellings()]
    ended = [(british + "e", american + "e") for british, american in listed if british.endswith("is")]
    whole = [(british.removesuffix("."), american) for british, american in listed if not british.endswith("is")]
    monkeypatch.setattr("indexer.text.analysis.word_forms.spell_american", lambda word: word)
    assert [british for british, american in ended + whole if word_term(british) == word_term(american)] == []


def test_beginnings_are_sorted_and_folded():
    listed = list_spellings()
    assert listed == sorted(listed)
    assert all(len(line.split("\t")[0].removesuffix(".")) >= 4 for line in listed)
    assert all(line == line.casefold() for line in listed)


@pytest.mark.parametrize(("typed", "has"), [("courgette", "zucchini"), ("petrol", "gasoline"), ("lasagne", "lasagna")])
def test_what_two_countries_call_otherwise_is_found_by_either_word(typed, has):
    assert make_searcher(make_post("a", f"some {has}", language="en")).find(typed, 1) == ["a.md"]

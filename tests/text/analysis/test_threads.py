"""Whatever lasts as long as the process may be filled by eight threads at once."""

import unicodedata
from random import Random

import pytest
from text.analysis.hostile_texts import hostile_text
from text.analysis.reference_analysis import fold_character
from text.threads import run_at_once

from indexer.text.analysis import folding
from indexer.text.analysis import segmenter as segmenters
from indexer.text.analysis.analyzer import Analyzer
from indexer.text.analysis.document_tokens import find_tokens
from indexer.text.analysis.folding import fold, fold_text
from indexer.text.analysis.folding_table import FoldingTable
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.analysis.word_forms import word_term
from indexer.text.document import Zone

CHARACTERS = [
    chr(code)
    for code in range(0x80, 0x30000)
    if unicodedata.decomposition(chr(code)) or unicodedata.combining(chr(code))
]
"""Those that may fold to several or to none, thousands of them."""


@pytest.fixture
def new_table(monkeypatch):
    """A folding table that has met no character."""
    table = FoldingTable()
    monkeypatch.setattr(folding, "_TABLE", table)
    return table


def shuffled(number):
    return Random(number).sample(CHARACTERS, len(CHARACTERS))


def test_new_characters_fold_alike_in_all_threads_and_ever_after(new_table):
    assert len(CHARACTERS) > 4000
    expected = {character: fold_character(character) for character in CHARACTERS}
    wrong = run_at_once(lambda number: [c for c in shuffled(number) if fold(c).text != expected[c]])
    assert wrong == [[]] * len(wrong)
    assert [c for c in CHARACTERS if fold(c).text != expected[c] or fold_text(c) != expected[c]] == []


def test_long_and_short_texts_may_be_folded_while_their_characters_are_new(new_table):
    expected = "".join(map(fold_character, CHARACTERS))

    def work(number):
        if number % 2:
            return "".join(map(fold_text, CHARACTERS))
        return fold("".join(CHARACTERS)).text

    assert set(run_at_once(work)) == {expected}


def test_a_character_is_learnt_once(new_table):
    run_at_once(lambda number: [fold(character) for character in shuffled(number)])
    several = [folded for folded in map(fold_character, CHARACTERS) if len(folded) != 1]
    assert len(new_table.several) == 1 + sum(1 + len(folded) for folded in several)


@pytest.fixture
def texts(dice):
    return [hostile_text(dice) for _ in range(300)]


def test_one_analyzer_cuts_alike_in_all_threads(texts):
    expected = [Analyzer().analyze(text) for text in texts]
    shared = Analyzer()
    found = run_at_once(lambda _: [shared.analyze(text) for text in texts])
    assert all(analyses == expected for analyses in found)


def test_one_vocabulary_numbers_each_term_once_in_all_threads(texts):
    vocabulary = Vocabulary()

    def work(number):
        order = Random(number).sample(range(len(texts)), len(texts))
        found = {}
        for at in order:
            tokens = find_tokens(fold(texts[at]), [Zone("body", 0, len(texts[at]))], vocabulary)
            latin = sorted(vocabulary.latin_words[number] for number in tokens.latin_words.tolist())
            terms = [vocabulary.terms[number] for number in tokens.terms.tolist()]
            found[at] = terms, tokens.starts.tolist(), tokens.positions.tolist(), latin
        return found

    first, *others = run_at_once(work)
    assert all(other == first for other in others)
    assert len(set(vocabulary.terms)) == len(vocabulary.terms)
    assert len(set(vocabulary.latin_words)) == len(vocabulary.latin_words)


def test_words_are_stemmed_alike_in_all_threads():
    words = [
        f"{begin}{middle}{end}" for begin in "abcdefg" for middle in ("unn", "ation", "k") for end in ("ing", "ies")
    ]
    expected = [word_term(word) for word in words] * 50
    assert all(found == expected for found in run_at_once(lambda _: [word_term(word) for word in words * 50]))


def test_a_segmenter_is_made_once_for_all_threads(monkeypatch):
    made = []
    monkeypatch.setattr(segmenters, "make_segmenter", lambda words: made.append(words) or object())
    found = run_at_once(lambda _: segmenters.segmenter_for(("只有这个测试才有的词",)))
    assert len(set(map(id, found))) == len(made) == 1


def test_one_segmenter_cuts_alike_in_all_threads():
    segmenter = segmenters.make_segmenter(["服务网格"])
    runs = [
        part for text in ("服务网格的流量管理", "金丝雀发布", "中国农业发展银行待处理") for part in (text, text * 30)
    ]
    expected = segmenter.segment_runs(runs), [segmenter.subwords(run) for run in runs]
    found = run_at_once(lambda _: [(segmenter.segment_runs(runs), [segmenter.subwords(r) for r in runs]) for _ in "ab"])
    assert all(each == [expected] * 2 for each in found)

import gc

import pytest
from text.threads import run_at_once

from indexer.text.lexicon.glossary import regional_forms
from indexer.text.lexicon.pinyin import blur_syllable, syllables_of


@pytest.mark.parametrize(("word", "syllables"), [("服务", ("fu", "wu")), ("重庆", ("chong", "qing")), ("K", ("K",))])
def test_a_word_sounds_as_it_is_spoken(word, syllables):
    assert syllables_of(word) == syllables


@pytest.mark.parametrize(("clear", "blurred"), [("zhang", "zan"), ("neng", "len"), ("shi", "si"), ("ping", "pin")])
def test_syllables_are_heard_as_many_speakers_say_them(clear, blurred):
    assert blur_syllable(clear) == blurred


def test_words_sound_alike_in_all_threads():
    words = [chr(code) + chr(code + 1) for code in range(0x4E00, 0x4E00 + 400)]
    found = run_at_once(lambda _: [syllables_of(word) for word in words])
    assert all(each == found[0] for each in found)
    assert all(len(syllables) == 2 for syllables in found[0])
    assert gc.isenabled()


def test_words_of_other_regions_are_the_same_in_all_threads():
    words = ["軟體", "服务", "網路", "默认", "資料庫", "信息"] * 20
    expected = [regional_forms(word) for word in words]
    assert expected[0]
    assert all(each == expected for each in run_at_once(lambda _: [regional_forms(word) for word in words]))

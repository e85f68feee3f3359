import gc

import pytest
from pypinyin import lazy_pinyin, phrases_dict, pinyin_dict
from text.threads import run_at_once

from indexer.text.lexicon.glossary import regional_forms
from indexer.text.lexicon.pinyin import blur_syllable, syllables_of


@pytest.mark.parametrize(("word", "syllables"), [("服务", ("fu", "wu")), ("重庆", ("chong", "qing")), ("K", ("K",))])
def test_a_word_sounds_as_it_is_spoken(word, syllables):
    assert syllables_of(word) == syllables


def test_words_are_read_as_pypinyin_reads_them(dice):
    phrases, characters = list(phrases_dict.phrases_dict), list(map(chr, pinyin_dict.pinyin_dict))
    for _ in range(3000):
        drawn = [*dice.choices(phrases, k=dice.randint(1, 3)), dice.choice(characters)]
        word = "".join(each[dice.random() < 0.2 : len(each) - (dice.random() < 0.4)] for each in drawn)
        assert list(syllables_of(word)) == (lazy_pinyin(word) if word else []), word


def test_what_a_longer_phrase_begins_with_is_read_character_by_character():
    assert syllables_of("不了") == ("bu", "liao")
    assert syllables_of("下不了") == ("xia", "bu", "le") == tuple(lazy_pinyin("下不了"))  # 下不了台 goes on from there


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

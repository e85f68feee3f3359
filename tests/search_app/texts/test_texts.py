import string
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from opencc import OpenCC
from web.engine import results_of

from indexer.search.results import Note
from search_app.texts import TEXTS, write_count, write_day, write_note, write_posts
from search_app.texts.chinese import CHINESE
from search_app.texts.english import ENGLISH
from search_app.texts.shape import Messages
from search_app.texts.traditional import TRADITIONAL
from search_app.web.request import Flaw

ZH, EN = TEXTS["zh"], TEXTS["en"]


def sentences(value):
    """Yield every text of a value."""
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if hasattr(value, "values") else value:
            yield from sentences(part)


def placeholders(value):
    """Return the names in braces of every sentence of a value."""
    if isinstance(value, str):
        return [sorted(name for _, name, _, _ in string.Formatter().parse(value) if name)]
    parts = value.values() if hasattr(value, "values") else value
    return [names for part in parts for names in placeholders(part)]


@pytest.mark.parametrize("name", [field.name for field in fields(ZH) if field.name not in {"day", "syntax"}])
@pytest.mark.parametrize("texts", [ZH, TEXTS["zh-Hant"]], ids=["zh", "zh-Hant"])
def test_all_languages_fill_in_the_same(texts, name):
    zh, en = getattr(texts, name), getattr(EN, name)
    assert placeholders(zh) == placeholders(en)
    assert getattr(zh, "keys", list)() == getattr(en, "keys", list)()


def test_no_simplified_character_is_left_in_traditional_texts():
    names = [field.name for field in fields(Messages) if field.name != "languages"]  # each is called by its own name
    said = [text for name in names for text in sentences(getattr(TEXTS["zh-Hant"], name))]
    converter = OpenCC("s2t")
    keep = {"台", "才", "面", "里", "后"}
    left = {letter for text in said for letter in text if converter.convert(letter) != letter and letter not in keep}
    assert left == set()


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_every_flaw_has_a_sentence(texts):
    assert set(texts.flaws) == set(Flaw)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (Note("text", "no date, searched for as text: date:x", ("date:x",)), "不是日期，按文字搜索：date:x"),
        (Note("ignored", "too long, not searched for: 32", ("32",)), "搜索词太长，没有搜索：32"),
        (Note("shortened", "too frequent …", ("mesh", "go")), "相比其他词太常见，没有搜索：mesh、go"),
        (Note("shortened", "…", ('"a b"',)), '含有这些词的文章太多，没有比较它们的先后顺序："a b"'),
        (Note("folded", "資料庫 = 资料库"), "資料庫 = 资料库"),
    ],
)
def test_notes_are_in_the_language_of_the_page_and_not_of_the_query(note, said):
    assert write_note(note, ZH) == said


def test_days_are_written_as_people_write_them():
    day = datetime(2019, 7, 2, tzinfo=UTC)
    assert (write_day(day, ZH), write_day(day, EN)) == ("2019年7月2日", "2 Jul 2019")


@pytest.mark.parametrize(("number", "said"), [(0, "0 posts found"), (1, "1 post found"), (1234, "1,234 posts found")])
def test_one_post_is_said_in_the_singular(number, said):
    assert write_count(results_of(total=number), EN) == said


@pytest.mark.parametrize(
    ("complete", "english", "chinese"),
    [
        (0, "0 posts with all words · 702 with some", "0 篇文章含有全部词语 · 702 篇含有部分词语"),
        (1, "1 post with all words · 701 with some", "1 篇文章含有全部词语 · 701 篇含有部分词语"),
        (702, "702 posts found", "找到 702 篇文章"),
    ],
)
def test_posts_with_all_words_are_told_from_those_with_some(complete, english, chinese):
    results = results_of(total=702, complete=complete)
    assert (write_count(results, EN), write_count(results, ZH)) == (english, chinese)


def test_each_language_says_the_same_things():
    for name in ("problems", "flaws", "period_flaws", "filters"):
        assert getattr(CHINESE, name).keys() == getattr(ENGLISH, name).keys()
    assert TEXTS == {"zh": CHINESE, "zh-Hant": TRADITIONAL, "en": ENGLISH}
    assert {field.name for field in fields(Messages)} >= {"problems", "flaws", "period_flaws", "filters"}


@pytest.mark.parametrize(
    ("number", "english", "chinese"), [(0, "0 posts", "0 篇"), (1, "1 post", "1 篇"), (1200, "1,200 posts", "1,200 篇")]
)
def test_a_number_of_posts_is_in_the_singular_where_there_is_one(number, english, chinese):
    assert [write_posts(number, TEXTS[language]) for language in ("en", "zh")] == [english, chinese]

"""Posts in Chinese are told apart by script: by what is said of them, else by their letters."""

import opencc
import pytest
from site_reading import read_posts

from indexer.posts.chinese_locale import SIMPLIFIED, TRADITIONAL, locale_of, normalise_locale

HANS, HANT = "zh-Hans", "zh-Hant"
SIMPLE = "这个项目为开发者提供了服务网格的实现"
FULL = "這個項目為開發者提供了服務網格的實現"


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        *((tag, HANT) for tag in ("zh-TW", "zh_HK", "zh-Hant", "zh-hant-CN", "cht", "tw", "繁體中文", "zh-MO")),
        *((tag, HANS) for tag in ("zh-CN", "zh-Hans-HK", "cn", "zh-SG", "chs", "简体中文")),
        ("zh", "zh"), ("chinese", "zh"), ("en-US", "en"), ("my", "my"), ("pt-br", "pt"), ("nonsense", ""), (7, ""),
        (None, ""), (False, "no"),
    ],
)  # fmt: skip
def test_a_tag_tells_the_script_where_it_names_it_or_a_region_that_writes_it(tag, locale):
    assert normalise_locale(tag) == locale


def test_every_character_of_the_table_is_written_with_its_neighbour_in_the_other_script():
    assert len(set(SIMPLIFIED + TRADITIONAL)) == len(SIMPLIFIED) + len(TRADITIONAL)
    assert opencc.OpenCC("s2t").convert("\n".join(SIMPLIFIED)) == "\n".join(TRADITIONAL)
    assert opencc.OpenCC("t2s").convert("\n".join(TRADITIONAL)) == "\n".join(SIMPLIFIED)


@pytest.mark.parametrize(
    ("text", "told", "likely", "locale"),
    [
        (SIMPLE, "", "", HANS), (FULL, "", "", HANT), (SIMPLE, "zh", HANT, HANS), (FULL, "", HANS, HANT),
        (SIMPLE, HANT, "", HANT), ("中文", "", HANT, HANT), ("中文", "", "", HANS),
        (f"{SIMPLE}，原文：“這個”", "", HANT, HANS), (f"{SIMPLE}，{FULL}", "", HANT, HANT),
    ],
)  # fmt: skip
def test_the_author_is_believed_then_the_letters_then_the_site(text, told, likely, locale):
    assert locale_of("zh", text, told, likely) == locale


def test_other_languages_have_none():
    assert locale_of("en", FULL, HANT) == locale_of("ja", FULL) == ""


@pytest.mark.parametrize(
    ("files", "locales"),
    [
        ({"zh-tw/a.md": SIMPLE, "zh-cn/a.md": SIMPLE, "a.en.md": "Words"}, {"zh-Hant", "zh-Hans", ""}),
        ({"a.md": SIMPLE, "b.md": f"---\nlang: zh-HK\n---\n{SIMPLE}", "c.md": FULL}, {"zh-Hans", "zh-Hant"}),
        ({"hugo.toml": "languageCode = 'zh-tw'\n", "content/a.md": "中文"}, {"zh-Hant"}),
        ({"hugo.toml": "[languages.zh]\n[languages.zh-hant]\n", "content/a.zh-hant.md": "中文"}, {"zh-Hant"}),
        ({"_config.yml": "lang: zh-TW\n", "_posts/2020-01-01-a.md": "---\ntitle: 中文\n---\n"}, {"zh-Hant"}),
        ({"zola.toml": "base_url = '/'\ndefault_language = 'zh-TW'\n", "content/a.md": "+++\n+++\n中文"}, {"zh-Hant"}),
        (
            {
                "_config.yml": "language: [en, zh-TW]\nnew_post_name: :title.md\n",
                "package.json": '{"dependencies": {"hexo": "8"}}',
                "source/_posts/zh-tw/a.md": "---\ntitle: A\ndate: 2020-01-01\n---\n中文",
            },
            {"zh-Hant"},
        ),
        (
            {
                "index.html": "<html lang=zh-TW><body><p>首頁</html>",
                "a.html": "<html lang=zh-TW><title>A</title><body><p>中文</html>",
                "b.html": f"<html lang=zh-TW><title>B</title><body><p>{SIMPLE}</html>",
            },
            {"zh-Hant", "zh-Hans"},
        ),
    ],
)
def test_every_generator_says_the_script_of_its_posts(files, locales, tmp_path):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert {post.locale for post in read_posts(tmp_path)} == locales

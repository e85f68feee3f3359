from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from site_reading import read_posts

from indexer.posts.front_matter import split_front_matter
from indexer.posts.generators.plain import PlainRules
from indexer.posts.post import SkipReason

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def place(post_id, text=""):
    rules = PlainRules("/site", time_zone=ZoneInfo("Asia/Shanghai"))
    return rules.place(post_id, split_front_matter(text), NOW)


@pytest.mark.parametrize(
    ("post_id", "url"),
    [
        ("a.md", "/a/"),
        ("a/b.markdown", "/a/b/"),
        ("a/index.md", "/a/"),
        ("a/README.md", "/a/"),
        ("README.md", "/"),
        ("zh/a.md", "/zh/a/"),
        ("a.en.md", "/a.en/"),
        ("i18n/fr/docusaurus-plugin-content-docs/current/b/index.md", "/fr/docs/b/"),
        ("a b/中#?.md", "/a%20b/%E4%B8%AD%23%3F/"),
    ],
)
def test_a_posts_address_is_its_path(post_id, url):
    assert place(post_id).url == url


@pytest.mark.parametrize(
    ("post_id", "language", "key"),
    [
        ("zh/blog/a.md", "zh", "blog/a"),
        ("en-us/blog/a.md", "en", "blog/a"),
        ("blog/a.en.md", "en", "blog/a"),
        ("blog/a.zh-cn.md", "zh-Hans", "blog/a"),
        ("blog/a.md", "", "blog/a"),
        ("it/a.md", "", "it/a"),
        ("go/v1.2.md", "", "go/v1.2"),
        ("i18n/fr/docusaurus-plugin-content-docs/current/b/a.md", "fr", "docs/b/a"),
        ("i18n/pt-BR/docusaurus-plugin-content-blog/2024-01-31-a.md", "pt", "blog/2024-01-31-a"),
        ("i18n/zh-Hans/docusaurus-plugin-content-docs/version-1.2/a.md", "zh-Hans", "versioned_docs/version-1.2/a"),
        ("i18n/fr/a.md", "", "i18n/fr/a"),
    ],
)
def test_language_comes_from_the_first_folder_or_the_suffix(post_id, language, key):
    assert (place(post_id).language, place(post_id).translation_key) == (language, key)


def test_a_post_belongs_to_the_section_of_its_first_folder():
    notion = "读书 0123456789abcdef0123456789abcdef"

    assert [place(post_id).section for post_id in ("a.md", "b/c/a.md", "zh/b/a.md")] == ["", "b", "b"]
    assert (place(f"{notion}/a.md").section, place(f"{notion}.md").title) == ("读书", "读书")


@pytest.mark.parametrize(
    ("post_id", "text", "title"),
    [
        ("2024-01-31-hello_world.md", "text", "hello world"),
        ("guide/README.md", "text", "guide"),
        ("a.md", "\n# The *heading* #\n\ntext", "The heading"),
        ("a.md", "# [[猫|喵]]与[狗](b) `x_y` C&amp;A {#id}", "喵与狗 x_y C&A"),
        ("a.md", "# ![logo](a.png)\n\ntext", "logo"),
        ("a.md", "# 隐私 {#vue.js-privacy}\n\ntext", "隐私"),
        ("a.md", "金丝雀发布\n=====\n\ntext", "金丝雀发布"),
        ("a.md", "[#]: subject: (Vim)\n[#]: url: (https://x.org)\n\n用 *Vim* 写作\n===\n", "用 Vim 写作"),
        ("a.md", "<!--\n#\n# Licensed to\n-->\n\n# 服务网格 {#mesh}\n", "服务网格"),
        ("a.md", "<p align='center'><img src='a.png' alt='a'></p>\n\n<h1 id='a'>Mesh <b>2</b></h1>", "Mesh 2"),
        ("a.md", "[![build](i.svg)](l) [![docs](j.svg)](m)\n\n# Mesh\n", "Mesh"),
        ("a.md", "[English](README.md) | 简体中文\n\n# 服务网格\n", "服务网格"),
        (
            "a.md",
            ">* 原文链接 : [Mesh (2)](https://x.org)\n* 译者 : [a](b), [c](d)\n\n---\n\n# 服务网格 2\n",
            "服务网格 2",
        ),
        ("a.md", "See [this](b), which explains what a mesh is and does.\n\n# Not at the top\n", "a"),
        ("a.md", "<p align='center'><a href='b'>参与本项目</a>，让更多的人受益！</p>\n\n# 服务网格\n", "服务网格"),
        ("a.md", "import Tabs from '@theme/Tabs';\nimport './a.css'\n\n# Mesh\n", "Mesh"),
        ("a.md", "text\n\n# Not at the top", "a"),
        ("a.md", "text\n\nNot at the top\n===", "a"),
        ("a.md", "```\n# not a heading\n```\n\n# Not at the top", "a"),
        ("a.md", "## Of the second level\n\n# Late", "a"),
        ("a.md", "---\ntitle: Given\n---\n# Heading", "a"),
        ("a.md", "---\nname: Bash\n---\ntext", "Bash"),
        ("a.md", "---\nname: Bash\n---\n# Shell\n", "Shell"),
        ("20240131贪心总结.md", "", "贪心总结"),
        ("20240131 hello.md", "", "hello"),
        ("202401311530-hello.md", "", "hello"),
        ("2024.01.31 hello.md", "", "hello"),
        ("20249931 hello.md", "", "20249931 hello"),
        ("hello 2024-01-31.md", "", "hello 2024 01 31"),
        ("2024-01-31.md", "", "2024-01-31"),
        ("journals/2024_01_31.md", "", "2024-01-31"),
        ("pages/Cats___Food%3F.md", "", "Cats Food?"),
    ],
)
def test_a_title_is_found_where_the_front_matter_has_none(post_id, text, title):
    assert place(post_id, text).title == title


@pytest.mark.parametrize(
    ("post_id", "text", "date"),
    [
        ("2024-01-31-a.md", "", "2024-01-31T00:00:00+08:00"),
        ("2024-01-31-a.md", "---\ndate: 2023-05-06 07:08:09\n---\n", "2023-05-06T07:08:09+08:00"),
        ("journals/2024_01_31.md", "- text", "2024-01-31T00:00:00+08:00"),
        ("20240131.md", "", "2024-01-31T00:00:00+08:00"),
        ("20240131153000 a.md", "", "2024-01-31T00:00:00+08:00"),
        ("2024.01.31-a.md", "", "2024-01-31T00:00:00+08:00"),
        ("20240131a.md", "", None),
        ("2024013 a.md", "", None),
        ("2024.1.2-release.md", "", None),
        ("a.md", "date:: 2023-05-06\n\n- text", "2023-05-06T00:00:00+08:00"),
        ("a.md", "date:: [[May 6th, 2023]]\n\n- text", None),
        ("2024-99-31-a.md", "", None),
        ("a.md", "", None),
    ],
)
def test_the_date_is_the_front_matters_or_the_names(post_id, text, date):
    found = place(post_id, text).date
    assert (found and found.isoformat()) == date


def test_a_date_that_cannot_be_read_leaves_the_post_undated_with_a_warning():
    found = place("a.md", "---\ntitle: x\ndate: soon\n---\n")
    assert found.date is None
    [problem] = found.problems
    assert str(problem).startswith("a.md:3: date: “soon” cannot be read as a date: the year is missing; write it as")
    assert not problem.refused


def test_an_expiry_date_ends_a_post():
    shanghai = ZoneInfo("Asia/Shanghai")
    found = place("a.md", "---\nexpiryDate: 2024-05-31\n---\n")
    assert found.visible_until == datetime(2024, 5, 31, tzinfo=shanghai)


def test_what_wikis_show_beside_their_pages_is_no_post():
    rules = PlainRules("/site")
    assert {rules.skip_reason(name) for name in ("_Sidebar.md", "a/_Footer.md")} == {SkipReason.NOT_A_POST}
    assert [rules.skip_reason(name) for name in ("Home.md", "Sidebar.md", "_notes.md")] == [None, None, None]


def test_what_lies_in_drafts_is_a_draft():
    assert place("_drafts/a.md").front_matter.get("draft") is True
    assert place("blog/_drafts/a.md", "---\ndraft: false\n---\n").front_matter.get("draft") is True
    assert place("drafts/a.md").front_matter.get("draft") is None


def test_publication_may_begin_after_the_date():
    assert place("a.md", "---\ndate: 2024-01-01\npublishDate: 2024-07-01\n---\n").visible_from.month == 7


def test_properties_at_the_top_of_a_page_are_front_matter_and_those_below_are_none():
    text = "title:: [[养猫]]\n- tags:: [[猫]], #狗，鱼\n  public:: false\n\ntags:: no"

    assert place("a.md", text).front_matter.values == {"title": "养猫", "tags": ["猫", "狗", "鱼"], "public": "false"}


def test_definitions_of_no_link_are_front_matter_where_they_say_what_it_would():
    text = (
        "[category]: <> (Life,Ideas)\n[date]: <> (2022/09/17)\n[title]: # (Layer (3)s?)\n[pandoc]: <> (--mathjax)\n\n"
    )

    found = place("a.md", f"{text}[lang]: <> (later)")
    told = {"category": ["Life", "Ideas"], "date": "2022/09/17", "title": "Layer (3)s?"}
    assert (found.front_matter.values, found.date.isoformat()) == (told, "2022-09-17T00:00:00+08:00")
    assert place("a.md", "[title]: https://example.org (Example)\n\ntext").front_matter.values == {}


@pytest.mark.parametrize(
    ("text", "keywords"),
    [
        ("---\naliases: [喵星人, /old/address/]\n---\n", ["喵星人"]),
        ("---\nalias: Kitty\nkeywords: pets\n---\n", ["pets", "Kitty"]),
        ("alias:: 喵星人, [[Kitty]]\n\n- text", ["喵星人", "Kitty"]),
        ("---\naliases: [/old/]\n---\n", None),
    ],
)
def test_other_names_of_a_note_are_keywords(text, keywords):
    assert place("a.md", text).front_matter.values.get("keywords") == keywords


@pytest.mark.parametrize(
    ("name", "front_matter", "day"),
    [
        ("a.md", "date created: 2022-08-16", "2022-08-16"),
        ("a.md", "date created: Tuesday, August 16th 2022, 10:11:12 am", "2022-08-16"),
        ("a.md", "created: 2022-08-16\ndate: 2020-01-02", "2020-01-02"),
        ("2021-03-04 a.md", "created: 2022-08-16", "2021-03-04"),
        ("a.md", "created: in August", None),
        ("a.md", "created: 2999-08-16", "2999-08-16"),
    ],
)
def test_a_note_without_a_date_is_of_the_day_that_it_was_begun(tmp_path, name, front_matter, day):
    (tmp_path / name).write_text(f"---\n{front_matter}\n---\nText", encoding="utf-8")
    [post] = read_posts(tmp_path)
    assert (post.date and post.date.date().isoformat()) == day

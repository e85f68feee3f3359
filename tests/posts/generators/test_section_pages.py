"""Pages of sections, ``_index.md``: lists, unless the owner says otherwise or the site consists of them."""

import pytest

from indexer.posts.generators.section_pages import are_pages, has_text
from indexer.posts.post import Post, Skipped, SkipReason
from indexer.posts.site import recognise_site, rules_signature

HUGO = """
baseURL = "https://example.org/docs/"
defaultContentLanguage = "en"
[languages.en]
[languages.zh-cn]
[permalinks]
posts = "/:year/:slug/"
"""
ZOLA = 'base_url = "https://example.org"\ndefault_language = "en"\n[languages.zh]\n'
TEXT = "---\ntitle: A section\n---\n\nWords of its own.\n"
ZOLA_TEXT = '+++\ntitle = "A section"\n+++\n\nWords of its own.\n'


def urls(outcomes):
    return {name: found.url for name, found in outcomes.items() if isinstance(found, Post)}


@pytest.fixture
def hugo(make_site):
    """A site whose addresses are those that Hugo 0.111 prints."""
    pages = {
        "_index.md": TEXT,
        "Self Host/_index.md": TEXT,
        "Self Host/_index.zh-cn.md": TEXT,
        "Self Host/inner/deep/_index.md": TEXT,
        "posts/_index.md": "---\ndate: 2020-01-01\n---\n\nWords.\n",
        "posts/one.md": "---\ntitle: One\ndate: 2020-01-01\n---\n",
        "given/_index.md": "---\nurl: /some/where/\n---\n\nWords.\n",
        "empty/_index.md": "---\ntitle: Only lists\n---\n\n{{% children %}}\n<!-- todo -->\n",
        "draft/_index.md": "---\ndraft: true\n---\n\nWords.\n",
        "kinds/_index.md": "---\ncascade:\n- target: {kind: page}\n  draft: true\n---\n\nWords.\n",
        "kinds/below.md": TEXT,
    }
    return make_site({"hugo.toml": HUGO, **{f"content/{name}": text for name, text in pages.items()}})


def test_pages_of_sections_are_no_posts_of_themselves(hugo, outcomes):
    assert urls(outcomes(recognise_site(hugo))) == {"content/posts/one.md": "https://example.org/docs/2020/one/"}


def test_where_they_are_asked_for_those_with_text_stand_at_their_folders(hugo, outcomes):
    found = outcomes(recognise_site(hugo, section_pages=True))

    assert urls(found) == {
        "content/Self Host/_index.md": "https://example.org/docs/self-host/",
        "content/Self Host/_index.zh-cn.md": "https://example.org/docs/zh-cn/self-host/",
        "content/Self Host/inner/deep/_index.md": "https://example.org/docs/self-host/inner/deep/",
        "content/posts/_index.md": "https://example.org/docs/posts/",
        "content/posts/one.md": "https://example.org/docs/2020/one/",
        "content/given/_index.md": "https://example.org/docs/some/where/",
        "content/kinds/_index.md": "https://example.org/docs/kinds/",
    }
    assert found["content/draft/_index.md"].reason is SkipReason.DRAFT
    assert found["content/empty/_index.md"] == Skipped("content/empty/_index.md", SkipReason.SECTION_PAGE)


def test_translations_of_a_section_are_one_and_it_is_its_own_section(hugo, outcomes):
    found = outcomes(recognise_site(hugo, section_pages=True))
    english, chinese = found["content/Self Host/_index.md"], found["content/Self Host/_index.zh-cn.md"]

    assert english.translation_key == chinese.translation_key
    assert (english.language, chinese.language) == ("en", "zh")
    assert (english.section, found["content/Self Host/inner/deep/_index.md"].section) == ("self-host", "self-host")


@pytest.mark.parametrize("disabled", ['["section"]', '["taxonomy", "section"]'])
def test_a_site_that_renders_no_sections_has_no_pages_of_them(make_site, outcomes, disabled):
    site = make_site({"hugo.toml": f"disableKinds = {disabled}", "content/a/_index.md": TEXT, "content/b.md": TEXT})

    assert list(urls(outcomes(recognise_site(site, section_pages=True)))) == ["content/b.md"]


def test_of_zola_those_with_text_stand_at_their_folders(make_site, outcomes):
    pages = {
        "_index.md": ZOLA_TEXT,
        "guide/_index.md": ZOLA_TEXT,
        "guide/_index.zh.md": ZOLA_TEXT,
        "guide/Big Part/_index.md": ZOLA_TEXT,
        "guide/page.md": ZOLA_TEXT,
        "empty/_index.md": '+++\ntitle = "Only lists"\n+++\n',
        "moved/_index.md": '+++\nredirect_to = "/guide/"\n+++\n\nWords.\n',
        "unsearched/_index.md": "+++\nin_search_index = false\n+++\n\nWords.\n",
    }
    site = make_site({"config.toml": ZOLA, **{f"content/{name}": text for name, text in pages.items()}})

    assert list(urls(outcomes(recognise_site(site)))) == ["content/guide/page.md"]
    assert urls(outcomes(recognise_site(site, section_pages=True))) == {
        "content/guide/_index.md": "https://example.org/guide/",
        "content/guide/_index.zh.md": "https://example.org/zh/guide/",
        "content/guide/Big Part/_index.md": "https://example.org/guide/Big%20Part/",
        "content/guide/page.md": "https://example.org/guide/page/",
    }


@pytest.mark.parametrize(("name", "config", "text"), [("hugo.toml", "", TEXT), ("config.toml", ZOLA, ZOLA_TEXT)])
def test_a_site_that_consists_of_them_is_read_without_being_told(make_site, outcomes, name, config, text):
    """As documentations of themes with chapters are written: without this, such a site had no post at all."""
    sections = {f"content/chapter{number}/_index.md": text for number in range(10)}
    site = make_site({name: config, "content/_index.md": text, **sections, "content/chapter0/page.md": text})
    signature = rules_signature(recognise_site(site))

    assert set(urls(outcomes(recognise_site(site)))) == {*sections, "content/chapter0/page.md"}

    for number in range(9):
        (site / f"content/chapter1/page{number}.md").write_text(text, encoding="utf-8")
    rules = recognise_site(site)
    assert len(urls(outcomes(rules))) == 10
    assert rules_signature(rules) == signature, "posts that come and go are no reason to read all anew"


def test_a_page_of_a_section_has_text_when_words_are_left_beside_comments_and_shortcodes():
    assert all(map(has_text, ("正文", "<!-- a --> x", "{{% children %}} 正文")))
    assert not any(map(has_text, ("", "\n---\n***\n", "<!-- a\nb -->", "{{< cards >}}\n{% toc() %}{{ x(y=1) }}")))
    assert has_text("<!--" * 100_000)


def test_ten_pages_with_text_and_fewer_others_make_a_site_of_them():
    assert [are_pages(10, 9), are_pages(10, 10), are_pages(9, 0)] == [True, False, False]

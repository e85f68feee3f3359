from datetime import UTC, datetime

import pytest

from indexer.posts.files import list_files
from indexer.posts.generators.html.page import read_page
from indexer.posts.post import IncludePolicy, Post, SkipReason
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site
from indexer.text.markup.body import group_blocks, read_sections

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = '<!doctype html><html lang="en"><head><title>{title} | Site</title>{head}</head><body>'
PAGE = HEAD + "<nav>Everywhere</nav><main>{main}</main><footer>Imprint</footer></body></html>"


def page(main, head="", title="A page"):
    return PAGE.format(main=main, head=head, title=title)


def text_of(html):
    return "\n".join(
        part for each in group_blocks(read_page(html).blocks) for part in (each.heading, each.prose, each.code) if part
    )


@pytest.fixture
def site(tmp_path):
    def make(**pages):
        (tmp_path / "index.html").write_text(page("<p>Home</p>", '<link rel="canonical" href="https://a.org/">'))
        for name, html in pages.items():
            path = tmp_path / f"{name}/index.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(html, encoding="utf-8")
        return recognise_site(tmp_path)

    return make


def read_all(rules, **policy):
    listing = list_files(rules)
    read = {file.id: read_post(file, rules, NOW, IncludePolicy(**policy)).outcome for file in listing}
    return {**read, **listing.others}


def test_a_folder_of_pages_is_a_built_site_and_its_home_page_tells_its_address(site):
    rules = site(a=page("<p>A</p>"))
    assert (rules.name, rules.base_url) == ("html", "https://a.org")


def test_more_markdown_than_pages_is_a_plain_folder(site, tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.md").write_text("text")
    assert site().name == "plain"


def test_a_page_is_a_post_with_what_its_head_says(site):
    head = """
      <meta property="og:title" content="Slow start">
      <meta property="og:site_name" content="Site">
      <meta property="article:published_time" content="2024-01-02T03:04:05+08:00">
      <meta property="article:tag" content="istio"><meta property="article:tag" content="envoy">
      <meta property="article:section" content="mesh">
      <meta name="author" content="Ann"><meta name="description" content="Why it is slow">
      <link rel="canonical" href="https://a.org/blog/slow/">"""
    post = read_all(site(**{"blog/slow": page("<p>Text</p>", head)}))["blog/slow/index.html"]
    assert isinstance(post, Post)
    assert (post.url, post.title, post.language, post.section) == (
        "https://a.org/blog/slow/",
        "Slow start",
        "en",
        "blog",
    )
    assert (post.tags, post.categories, post.authors) == (("istio", "envoy"), ("mesh",), ("Ann",))
    assert (post.summary, post.date.isoformat()) == ("Why it is slow", "2024-01-02T03:04:05+08:00")
    assert [section.prose for section in read_sections(post)] == ["Text"]


def test_what_the_head_does_not_say_is_taken_from_json_ld(site):
    head = """<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": "BlogPosting",
      "headline": "From data", "datePublished": "2024-05-06", "author": {"@type": "Person", "name": "Bob"},
      "keywords": "a, b"}]}</script><script type="application/ld+json">{broken</script>"""
    post = read_all(site(a=page("<p>Text</p>", head)))["a/index.html"]
    assert (post.title, post.authors, post.tags) == ("From data", ("Bob",), ("a", "b"))
    assert post.date == datetime(2024, 5, 6, tzinfo=UTC)


def test_the_only_heading_is_the_title_and_no_section(site):
    post = read_all(site(a=page("<h1>Own title<a href='#x'>#</a></h1><p>Text</p><h2 id='two'>Two</h2><p>More</p>")))[
        "a/index.html"
    ]
    assert post.title == "Own title"
    assert [(each.heading, each.anchor, each.prose) for each in read_sections(post)] == [
        ("", "", "Text"),
        ("Two", "two", "More"),
    ]


def test_the_posts_before_and_after_are_no_articles_of_a_post(site):
    """Hexo Fluid puts each into an article, inside of the post's."""
    more = "".join(
        f'<article class="post-{name}"><a href="/{name}/">Another</a></article>' for name in ("prev", "next")
    )
    html = (
        f'<article class="post-content"><div class="markdown-body"><p>Text</p></div><div class="post-prevnext">{more}'
    )
    post = read_all(site(a=page(f"{html}</div></article>")))["a/index.html"]
    assert [section.prose for section in read_sections(post)] == ["Text"]


def test_a_heading_has_the_anchor_of_a_place_inside_of_it(site):
    body = """<h1>Title</h1><h2>One <div id="one" class="anchor"></div><span><a href="#one">#</a></span></h2><p>a</p>
      <h2>Two<a name="two"></a></h2><p>b</p>"""
    post = read_all(site(a=page(body)))["a/index.html"]
    assert [(each.heading, each.anchor) for each in read_sections(post)] == [("One", "one"), ("Two", "two")]


def test_a_window_title_loses_what_all_windows_say(site):
    pages = {name: page("<p>Text</p>", title=f"Title {name}") for name in "abcd"}
    read = read_all(site(**pages, none=page("<p>Text</p>", title="")))
    assert [read[f"{name}/index.html"].title for name in ("a", "none")] == ["Title a", "none"]


def test_the_picture_of_the_home_page_is_no_posts_own(site):
    own, home = (f'<meta property="og:image" content="https://example.org/{name}.png">' for name in ("own", "home"))
    read = read_all(site(**{".": page("", home), "a": page("<p>Text</p>", own), "b": page("<p>Text</p>", home)}))
    assert [read[f"{name}/index.html"].image for name in "ab"] == ["https://example.org/own.png", ""]


def test_the_keywords_of_the_home_page_are_no_posts_own(site):
    home, own = (f'<meta name="keywords" content="{words}">' for words in ("blog, Ann", "blog, Ann, cloud"))
    read = read_all(site(**{".": page("", home), "a": page("<p>Text</p>", home), "b": page("<p>Text</p>", own)}))
    assert [read[f"{name}/index.html"].tags for name in "ab"] == [(), ("blog", "Ann", "cloud")]


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>X</nav>",
        "<aside>X</aside>",
        '<div role="navigation">X</div>',
        '<div class="post-toc">X</div>',
        '<ul class="related-posts">X</ul>',
        '<div id="comments">X</div>',
        "<script>X</script><style>X</style>",
        "<button>X</button>",
        '<div hidden>X</div><span aria-hidden="true">X</span>',
        "<div data-nosnippet>X</div>",
        "<div data-pagefind-ignore>X</div>",
    ],
)
def test_what_pages_repeat_is_no_text(furniture):
    assert text_of(page(f"<p>before</p>{furniture}<p>after</p>")) == "before\n\nafter"


def test_a_section_called_like_furniture_is_text():
    sections = '<section id="license"><h2>License</h2><p>MIT</p></section><h2 id="comments">Comments</h2><p>Two</p>'
    assert "MIT" in text_of(page(sections))
    assert "Two" in text_of(page(sections))


def test_a_comment_in_code_is_text_and_its_line_numbers_are_not():
    code = '<pre><span class="lineno">1</span><span class="hljs-comment"># why</span><br><span>go()</span></pre>'
    assert text_of(page(code)) == "# why\ngo()"


@pytest.mark.parametrize(
    "around",
    [
        '<div class="post-content">{}</div>',
        "<article>{}</article>",
        '<div itemprop="articleBody">{}</div>',
        '<div class="x"><div class="entry-content y">{}</div></div>',
    ],
)
def test_the_text_is_what_its_container_holds(around):
    body = HEAD.format(title="A", head="") + f"<div>Menu</div>{around.format('<p>Text of the post</p>')}<div>Ads</div>"
    assert text_of(body) == "Text of the post"


@pytest.mark.parametrize("has_kernel", [True, False])
@pytest.mark.parametrize(
    ("other", "text"),
    [("<span>Hints</span>", "Text of the post"), ("<p>More</p>", "Menu\n\nText of the post\n\nMore\n\nAds")],
)
def test_of_several_containers_the_one_with_running_text_counts(request, has_kernel, other, text):
    """Chirpy (Jekyll) gives the box for what a search finds the class of a post's text."""
    if not has_kernel:
        request.getfixturevalue("without_kernel")
    around = '<div class="post-content"><p>Text of the post</p></div><div class="wide post-content">{}</div>'
    body = HEAD.format(title="A", head="") + f"<div>Menu</div>{around.format(other)}<div>Ads</div>"
    assert text_of(body) == text


def test_what_chirpy_puts_around_a_short_text_is_none_of_it(site):
    """Jekyll's Chirpy shows tags of many posts beside each, and other posts below it."""
    tags = '<div id="panel-wrapper"><div><a class="post-tag" href="/tags/swift/">swift</a></div></div>'
    more = '<div id="post-extend-wrapper"><div id="related-posts"><h3>More</h3><p>A longer post</p></div></div>'
    html = f'<div id="main"><div class="post-content"><p>Short</p></div>{tags}{more}</div>'
    post = read_all(site(a=page(html)))["a/index.html"]
    assert [section.prose for section in read_sections(post)] == ["Short"]


def test_a_page_without_any_container_is_taken_whole():
    assert text_of("<p>Only</p><p>this</p>") == "Only\n\nthis"


@pytest.mark.parametrize("robots", ["noindex", "NOINDEX, follow", "none"])
def test_a_page_that_search_engines_may_not_index_is_not_found(site, robots):
    skipped = read_all(site(a=page("<p>Text</p>", f'<meta name="robots" content="{robots}">')))["a/index.html"]
    assert skipped.reason is SkipReason.NOINDEX


@pytest.mark.parametrize("robots", ["nosnippet", "max-snippet:0"])
def test_a_page_of_which_nothing_may_be_shown_keeps_its_headings(robots):
    html = page("<h2>Heading</h2><p>secret</p>", f'<meta name="robots" content="{robots}">')
    assert text_of(html) == "Heading"


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("tags/istio", page('<ul><li><a href="/a/">One post</a> 2024</li></ul>')),
        ("page/2", page('<article><h2><a href="/a/">One post</a></h2><p>Its beginning</p></article>')),
        ("blog", page("".join(f'<article><h2><a href="/{n}/">P{n}</a></h2><p>…</p></article>' for n in "ab"))),
    ],
)
def test_a_list_of_pages_is_no_post(site, name, html):
    assert read_all(site(**{name: html}))[f"{name}/index.html"].reason is SkipReason.SECTION_PAGE


def test_a_post_may_lie_where_lists_do(site):
    read = read_all(site(**{"series/mesh": page("<p>A long text about the mesh, with <a href='/x/'>a link</a>.</p>")}))
    assert isinstance(read["series/mesh/index.html"], Post)


def test_a_page_for_the_sites_own_use_is_no_post(site, tmp_path):
    for name in ("404.html", "search.html", "genindex.html"):
        (tmp_path / name).write_text(page("<p>Text</p>"))
    read = read_all(site())
    assert {found.reason for found in read.values()} == {SkipReason.SECTION_PAGE}


def test_a_page_that_leads_elsewhere_at_once_is_no_post(site):
    html = '<meta http-equiv="refresh" content="0; url=/b/">'
    assert read_all(site(a=html))["a/index.html"].reason is SkipReason.NOT_A_POST


def test_a_copy_of_another_page_is_no_post_of_its_own(site):
    copy = page("<p>Text</p>", '<link rel="canonical" href="https://a.org/one/">')
    read = read_all(site(one=page("<p>Text</p>"), two=copy))
    assert isinstance(read["one/index.html"], Post)
    assert read["two/index.html"].reason is SkipReason.NOT_A_POST


def test_a_text_that_was_first_elsewhere_is_found_here(site):
    read = read_all(site(a=page("<p>T</p>", '<link rel="canonical" href="https://elsewhere.org/a/">')))
    assert read["a/index.html"].url == "https://a.org/a/"


def test_a_page_whose_theme_names_the_home_page_as_canonical_keeps_its_own_address(site):
    read = read_all(site(a=page("<p>T</p>", '<link rel="canonical" href="https://a.org/">')))
    assert read["a/index.html"].url == "https://a.org/a/"


def test_no_file_outside_of_the_site_is_looked_for(site, tmp_path):
    (tmp_path.parent / "outside.html").write_text("<p>Outside</p>")
    read = read_all(site(a=page("<p>T</p>", '<link rel="canonical" href="/x/%2e%2e/%2e%2e/outside">')))
    assert isinstance(read["a/index.html"], Post)


def test_translations_know_each_other(site):
    links = (
        '<link rel="alternate" hreflang="en" href="https://a.org/en/x/">'
        '<link rel="alternate" hreflang="zh-CN" href="https://a.org/zh/x/">'
    )
    chinese = page("<p>服务网格的中文文章，讲流量管理。</p>", links).replace('<html lang="en"', '<html lang="zh-CN"')
    read = read_all(site(**{"en/x": page("<p>The English one</p>", links), "zh/x": chinese}))
    english, chinese = read["en/x/index.html"], read["zh/x/index.html"]
    assert english.translation_key == chinese.translation_key != ""
    assert (english.language, chinese.language) == ("en", "zh")


def test_the_letters_of_a_page_overrule_a_language_that_they_cannot_be(site):
    read = read_all(site(a=page("<p>这是一篇关于服务网格的中文文章。</p>")))
    assert read["a/index.html"].language == "zh"


def test_pagefinds_attributes_are_honoured(site):
    told = page(
        '<p>outside</p><div data-pagefind-body><h1 data-pagefind-meta="title">Told</h1><p>inside</p>'
        '<p data-pagefind-ignore>ignored</p><span data-pagefind-filter="tag">mesh</span>'
        '<i data-pagefind-filter="author:Ann, Bo"></i><time data-pagefind-sort="date[datetime]" datetime="2024-01-02">'
        'Jan</time><b data-pagefind-weight="5">heavy</b></div>'
    )
    read = read_all(site(a=told, b=page("<p>without</p>")))
    post = read["a/index.html"]
    assert (post.title, post.tags, post.authors, post.keywords) == ("Told", ("mesh",), ("Ann, Bo",), ("heavy",))
    assert post.date == datetime(2024, 1, 2, tzinfo=UTC)
    prose = read_sections(post)[0].prose
    assert "inside" in prose
    assert "outside" not in prose
    assert "ignored" not in prose
    assert read["b/index.html"].reason is SkipReason.UNSEARCHED


def test_addresses_come_from_the_sitemap_where_pages_do_not_say(tmp_path):
    (tmp_path / "index.html").write_text("<p>Home</p>")
    (tmp_path / "guide.html").write_text("<p>Guide</p>")
    (tmp_path / "sitemap.xml").write_text(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.org/docs/guide</loc></url></urlset>'
    )
    assert read_all(recognise_site(tmp_path))["guide.html"].url == "https://a.org/docs/guide"


@pytest.mark.parametrize("html", ["", "\0", "<", "<html>", "<body>", "<!--", "<p>\ud800", "<main>" * 2000, "<p" * 500])
def test_whatever_a_page_holds_is_no_error(html):
    assert isinstance(read_page(html).body, str)


@pytest.mark.parametrize(
    "note",
    [
        '<sup class="footnote-reference"><a href="#1">1</a></sup>',
        '<sup id="fnref:1"><a href="#fn:1" class="footnote" role="doc-noteref">1</a></sup>',
        '<a class="footnote-reference brackets" href="#id2">[1]</a>',
    ],
)
def test_the_number_of_a_note_is_no_part_of_the_word_before_it(note):
    back = '<p>A note. <a href="#fnref:1" class="reversefootnote">back</a></p>'
    assert text_of(page(f"<p>It works{note}.</p>{back}")) == "It works.\n\nA note."


def test_code_is_read_without_the_elements_of_its_highlighter():
    code = '<pre><span class="line"><b>if</b> a &lt; b:</span><br><!-- note --><span>  go()</span></pre>'
    assert text_of(page(f"<p>So:</p>{code}")) == "So: …\nif a < b:\n  go()"


@pytest.mark.parametrize(
    ("window", "body", "title"),
    [
        ("One | Site", "<h1>One</h1><p>a</p><h1>Two</h1>", "One"),
        ("Site - One", "<header><h2>One</h2></header><p>a</p><h1>Two</h1>", "One"),
        ("One - Site", "<h1>Two</h1><p>a</p>", "Two"),
        ("One | Site", "<h2>Two</h2><h1>Site</h1><p>a</p><h1>Three</h1>", ""),
        ("One - Site", "<h1>...</h1><p>a</p>", ""),
        ("| Site", "<h1></h1><p>a</p><h1>Two</h1>", "Two"),
        ("| Site", '<h1><img src="logo.png"></h1><p>a</p><h1>Two</h1>', "Two"),
        ("C-3 tools", "<h1>C</h1><h1>3 tools</h1>", ""),
    ],
)
def test_of_several_headings_the_one_that_the_window_names_is_the_title(window, body, title):
    html = f"<html><head><title>{window}</title></head><body><article>{body}</article></body></html>"
    assert text_of_title(html) == title


def text_of_title(html):
    return read_page(html).get("title") or ""


def test_pages_of_docusaurus_name_all_tags_in_one_and_how_long_they_take_to_read(site):
    head = '<meta property="article:tag" content="alpha, beta"><meta property="og:title" content="One | Site">'
    text = '<article><div><time datetime="2024-01-02">2 January</time> · <!-- -->8 min read</div><p>Words</p></article>'
    rules = site(**{name: page(text, head, title="One") for name in "abc"})
    post = read_all(rules)["a/index.html"]
    assert (post.title, post.tags, post.date) == ("One", ("alpha", "beta"), datetime(2024, 1, 2, tzinfo=UTC))
    assert [section.prose for section in read_sections(post)] == ["Words"]


def test_lists_of_pelican_are_no_posts(site, tmp_path):
    rules = site(a=page("<p>A</p>"))
    for name in ("authors", "tags", "categories", "archives"):
        (tmp_path / f"{name}.html").write_text(page(f"<h1>All {name} of this site, and how many</h1><a>x</a> (40)"))
    assert [name for name, each in read_all(rules).items() if isinstance(each, Post)] == ["a/index.html"]


def hreflangs(**addresses):
    return "".join(f'<link rel="alternate" hreflang="{lang}" href="{href}">' for lang, href in addresses.items())


def test_the_home_page_in_another_language_and_its_404_page_are_no_posts(site, tmp_path):
    alternates = hreflangs(en="https://a.org/", es="https://a.org/es/")
    rules = site(es=page("<p>Inicio</p>", alternates), **{"es/a": page("<p>Text</p>")})
    (tmp_path / "es/404.html").write_text(page("<p>No</p>"))
    read = read_all(rules)
    assert read["es/index.html"].reason is SkipReason.SECTION_PAGE
    assert read["es/404.html"].reason is SkipReason.SECTION_PAGE
    assert isinstance(read["es/a/index.html"], Post)


def test_home_pages_that_a_theme_names_as_translations_of_every_page_are_none(site):
    alternates = hreflangs(en="https://a.org/", es="https://a.org/es/")
    read = read_all(site(**{name: page("<p>Text</p>", alternates) for name in ("a", "es/b")}))
    assert [read[f"{name}/index.html"].translation_key for name in ("a", "es/b")] == ["", ""]


def test_a_page_of_docusaurus_is_found_in_the_version_that_is_shown_first(site):
    pages = {"docs": "2.0", "docs/guide": "2.0", "docs/1.0": "1.0", "docs/1.0/guide": "1.0", "docs/1.0/gone": "1.0"}
    pages |= {"docs/next/guide": "current", "docs/next/new": "current"}
    head = '<meta data-rh="true" name="docusaurus_version" content="{}">'
    read = read_all(site(**{name: page("<p>Text</p>", head.format(version)) for name, version in pages.items()}))
    found = {name for name in pages if isinstance(read[f"{name}/index.html"], Post)}
    assert found == {"docs", "docs/guide", "docs/1.0/gone", "docs/next/new"}


def test_the_section_of_an_untranslated_page_is_not_its_language(site):
    html = page("<p>The text is in English still.</p>").replace('lang="en"', 'lang="zh-CN"')
    assert read_all(site(**{"zh-Hans/docs/a": html}))["zh-Hans/docs/a/index.html"].section == "docs"


def test_the_list_of_authors_of_docusaurus_is_no_post(site):
    assert read_all(site(**{"blog/authors": page("<h1>Authors</h1>")}))["blog/authors/index.html"].reason


def test_a_heading_that_is_the_sites_name_is_no_title(site):
    head = '<meta property="og:title" content="Plugins"><meta property="og:site_name" content="Site">'
    read = read_all(site(a=page('<h1 id="logo">Site</h1><h1>Many plugins</h1><p>Text</p>', head, title="Plugins")))
    assert read["a/index.html"].title == "Plugins"


def test_pages_below_language_folders_are_translations_where_they_name_none(site):
    pages = {"docs/a": "en", "docs/b": "en", "zh-cn/docs/a": "zh-CN", "zh-cn/docs/b": "zh-CN", "zh-cn": "zh-CN"}
    read = read_all(
        site(**{name: page("<p>服务网格</p>").replace('lang="en"', f'lang="{lang}"') for name, lang in pages.items()})
    )
    assert {read[f"{name}docs/a/index.html"].translation_key for name in ("", "zh-cn/")} == {"/docs/a"}
    assert read["zh-cn/index.html"].reason is SkipReason.SECTION_PAGE


def test_without_language_folders_no_page_is_a_translation(site):
    assert read_all(site(a=page("<p>Text</p>")))["a/index.html"].translation_key == ""


@pytest.mark.parametrize("name", ["news/2016/02", "2016/02/03", "news/2016"])
def test_lists_by_year_month_and_day_are_no_posts(site, name):
    listed = '<article><h1><a href="/news/2016/02/28/post/">Post</a></h1><p>Text</p></article>'
    assert read_all(site(**{name: page(listed)}))[f"{name}/index.html"].reason is SkipReason.SECTION_PAGE


def test_a_post_called_like_a_year_is_one(site):
    assert isinstance(
        read_all(site(**{"posts/2019": page("<h1>2019</h1><p>A year</p>")}))["posts/2019/index.html"], Post
    )


@pytest.mark.parametrize(("canonical", "is_post"), [("/news/", False), ("/news/a/", True)])
def test_a_list_of_whole_posts_of_which_one_is_the_longest_is_no_post(site, canonical, is_post):
    article = (
        '<article><h1><a href="/news/{0}/">Post {0}</a></h1><div itemprop="articleBody"><p>{1}</p></div></article>'
    )
    articles = article.format("a", "long " * 50) + (article.format("b", "short") if not is_post else "")
    read = read_all(site(news=page(articles, f'<link rel="canonical" href="https://a.org{canonical}">')))
    assert isinstance(read["news/index.html"], Post) is is_post


@pytest.mark.parametrize(("more", "is_post"), [("05-01", False), ("and what is said of it at some length", True)])
def test_articles_that_are_hardly_more_than_a_link_are_a_list(site, more, is_post):
    entry = '<article><a href="/posts/{0}/">Post {0}</a> {1}</article>'
    read = read_all(site(posts=page("<h2>All posts</h2>" + "".join(entry.format(name, more) for name in "ab"))))
    assert isinstance(read["posts/index.html"], Post) is is_post


def test_an_address_may_be_longer_than_the_name_of_a_file(site):
    address = f"https://a.org/{'服务' * 60}/"
    read = read_all(site(short=page("<p>Text</p>", f'<link rel="canonical" href="{address}">')))
    assert read["short/index.html"].url == address


@pytest.mark.parametrize(
    ("head", "main"),
    [
        ('<link rel="canonical" href="http://[x/">', ""),
        ('<link rel="alternate" hreflang="zh" href="http://[x/">', ""),
        ('<meta property="og:url" content="http://[x/">', ""),
        ('<link rel="canonical" href="/a/">', '<article><h2><a href="http://[x/">Two</a></h2></article>'),
    ],
)
def test_what_is_no_address_costs_no_page(site, tmp_path, head, main):
    (tmp_path / "sitemap.xml").write_text("<urlset><loc>http://[x/</loc><loc>https://a.org/a/</loc></urlset>")
    read = read_all(site(a=page(f"<article><h1>One</h1><p>Text</p></article>{main}", head)))
    assert read["a/index.html"].url == "https://a.org/a/"


@pytest.mark.parametrize("name", ["2024/05/06", "weekly/2024/10", "2023/07", "2019", "archives/12"])
def test_a_post_at_the_address_of_a_date_or_number_is_found(site, name):
    head = f'<link rel="canonical" href="https://a.org/{name}/">'
    told = f'<article><h1><a href="/{name}/">Day</a></h1><p>What was done, with <a href="/x/">a link</a>.</p></article>'
    assert isinstance(read_all(site(**{name: page(told, head)}))[f"{name}/index.html"], Post)


def test_an_article_that_holds_another_is_no_entry_of_a_list(site):
    inner = '<article><a href="/b/">Another post</a></article>'
    html = page(f'<article><p><a href="/c/">A widget that shows links</a></p>{inner}</article>')
    assert isinstance(read_all(site(a=html))["a/index.html"], Post)

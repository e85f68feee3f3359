"""Pages as WordPress 6.1 writes them, with the themes Twenty Twenty-One, Twenty Twenty-Three, Astra and Argon."""

from datetime import UTC, datetime

import pytest

from indexer.posts.files import list_files
from indexer.posts.generators.html.page import read_page
from indexer.posts.post import IncludePolicy, Post, SkipReason
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site

NOW = datetime(2027, 1, 1, tzinfo=UTC)
PAGE = """<!doctype html><html lang="zh-CN"><head><title>{title} – Blog</title>{head}</head><body class="{classes}">
<header><nav>Everywhere</nav></header>{body}<footer>Imprint</footer></body></html>"""
SINGLE = "post-template-default single single-post postid-19"
CLASSIC = """<main><article id="post-19" class="post-19 post type-post hentry"><h1 class="entry-title">Slow start</h1>
<div class="entry-content"><p>Words of the text.</p></div><footer class="entry-footer"><time
class="entry-date published updated" datetime="2018-10-24T10:00:00+08:00">十月 24, 2018</time> by <a href="/author/ann/"
rel="author">Ann</a>
<a href="/category/mesh/" rel="category tag">Mesh &amp; 网格</a> <a href="/tag/istio/" rel="tag">istio</a>
<a href="/tag/%e7%bd%91/" rel="tag">网</a></footer></article><div id="comments" class="comments-area"><article
class="comment-body"><div class="comment-author vcard"><b class="fn">A reader</b></div><time
datetime="2020-01-01T00:00:00Z">then</time><p>A remark.</p></article></div></main>"""
BLOCKS = """<main><h1 class="wp-block-post-title">Slow start</h1><div class="entry-content wp-block-post-content">
<p>Words of the text.</p><ul class="wp-block-latest-posts"><li>Another post <time
datetime="2001-01-01">then</time></li></ul>
<div class="wp-block-query"><ul class="wp-block-post-template"><li class="wp-block-post">
<div class="wp-block-post-date"><time datetime="2002-01-01T00:00:00Z">then</time></div>
<a rel="tag" href="/tag/x/">other</a></li></ul></div></div>
<div class="wp-block-post-date"><time datetime="2018-10-24T10:00:00+08:00">十月 24</time></div>
<div class="taxonomy-category wp-block-post-terms"><a href="/category/mesh/" rel="tag">Mesh &amp; 网格</a></div>
<div class="wp-block-post-author"><p class="wp-block-post-author__name">Ann</p></div>
<div class="taxonomy-post_tag wp-block-post-terms"><a href="/tag/istio/" rel="tag">istio</a>, <a
href="/tag/%e7%bd%91/" rel="tag">网</a></div></main>"""


def page(body, classes=SINGLE, title="Slow start", head=""):
    return PAGE.format(title=title, head=head, classes=classes, body=body)


def read_site(root, pages):
    for name, html in {"index.html": page("<p>Home</p>", "home blog"), **pages}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(html, encoding="utf-8")
    rules = recognise_site(root)
    listing = list_files(rules)
    return {file.id: read_post(file, rules, NOW, IncludePolicy()).outcome for file in listing}


@pytest.mark.parametrize("body", [CLASSIC, BLOCKS], ids=["classic theme", "block theme"])
def test_wordpress_says_dates_authors_and_tags_around_the_text(body):
    read = read_page(page(body))
    assert (read.get("title"), read.get("date")) == ("Slow start", "2018-10-24T10:00:00+08:00")
    assert (read.get("authors"), read.get("tags"), read.get("categories")) == (
        ["Ann"],
        ["istio", "网"],
        ["Mesh & 网格"],
    )


@pytest.mark.parametrize("body", [CLASSIC, BLOCKS], ids=["classic theme", "block theme"])
def test_what_wordpress_shows_of_other_posts_and_of_readers_is_no_text(body):
    text = read_page(page(body)).body
    assert "Words of the text." in text
    assert not any(other in text for other in ("Another post", "A remark", "then", "istio", "Ann"))


def test_the_heads_word_counts_more_but_for_keywords_of_the_whole_site():
    told = {"author": "Bob", "keywords": "blog, all", "date": "2020-01-01"}
    head = "".join(f'<meta name="{name}" content="{value}">' for name, value in told.items())
    read = read_page(page(CLASSIC, head=head))
    assert (read.get("authors"), read.get("date"), read.get("tags")) == (["Bob"], "2020-01-01", ["istio", "网"])


@pytest.mark.parametrize(
    "classes",
    [
        "archive tag tag-css tag-87",
        "archive category category-classic",
        "archive author author-ann",
        "archive date",
        "archive tax-post_format term-quote",
        "home blog paged paged-2",
        "search search-results",
        "error404",
    ],
)
def test_lists_of_wordpress_are_no_posts(tmp_path, classes):
    listed = read_site(tmp_path, {"some/where/index.html": page("<main><h1>Posts</h1><p>Text</p></main>", classes)})
    assert listed["some/where/index.html"].reason is SkipReason.SECTION_PAGE


@pytest.mark.parametrize("classes", [SINGLE, "page page-id-2", "archive", "layout--archive", "blog single"])
def test_a_single_page_and_other_themes_classes_are_no_lists(tmp_path, classes):
    read = read_site(tmp_path, {"some/where/index.html": page("<main><h1>Posts</h1><p>Text</p></main>", classes)})
    assert isinstance(read["some/where/index.html"], Post)


def test_a_page_that_asks_for_a_password_is_not_found(tmp_path):
    form = '<form class="post-password-form" method="post"><p>Enter it: <input name="post_password"></p></form>'
    html = page(f'<main><article><h1>Secret</h1><div class="entry-content">{form}</div></article></main>')
    assert read_site(tmp_path, {"a/index.html": html})["a/index.html"].reason is SkipReason.PROTECTED


def test_a_page_without_a_date_is_of_the_day_that_its_address_names(tmp_path):
    html = page("<main><h1>Slow start</h1><p>Text</p></main>")
    names = {"2018/10/24/slow/index.html": datetime(2018, 10, 24, tzinfo=UTC), "2018/13/40/odd/index.html": None}
    read = read_site(tmp_path, dict.fromkeys(names, html))
    assert {name: read[name].date for name in names} == names


def test_a_heading_within_the_text_is_no_title_where_the_window_says_another():
    head = '<meta property="og:title" content="Slow start"><meta property="og:site_name" content="Blog">'
    read = read_page(
        page('<article><div class="post-content"><p>Words</p><h1>First part</h1></div></article>', head=head)
    )
    assert read.get("title") == "Slow start"
    assert "First part" in read.body


def test_the_sitemap_of_wordpress_tells_the_sites_address(tmp_path):
    locations = "<loc>https://a.org/blog/wp-sitemap-posts-post-1.xml</loc>"
    (tmp_path / "wp-sitemap.xml").write_text(f"<sitemapindex>{locations}</sitemapindex>")
    (tmp_path / "wp-sitemap-posts-post-1.xml").write_text("<urlset/>")
    assert read_site(tmp_path, {"a/index.html": page(CLASSIC)})["a/index.html"].url == "https://a.org/blog/a/"


def test_a_function_is_no_author():
    assert (
        read_page(page('<main><h1>x</h1><p><a class="fn" href="#">main</a> p-author</p></main>')).get("authors") is None
    )


def test_the_newest_comments_in_a_text_make_no_list_of_it(tmp_path):
    comment = '<li><article><a href="/a/">A reader</a> on <a href="/b/">Another post</a></article></li>'
    block = f'<div class="entry-content"><p>Widgets:</p><ol class="wp-block-latest-comments">{comment * 3}</ol></div>'
    html = page(f"<main><article><h1>Widgets</h1>{block}</article></main>")
    assert isinstance(read_site(tmp_path, {"a/index.html": html})["a/index.html"], Post)


def test_names_of_a_page_that_closes_nothing_are_all_read():
    cards = "".join(f'<div class="vcard"><b class="fn">Author {number}</b>' for number in range(100))
    assert read_page(page(f"<main><h1>x</h1>{cards}</main>")).get("authors") == [f"Author {n}" for n in range(100)]

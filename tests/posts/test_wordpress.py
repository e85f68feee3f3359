"""Exports as WordPress 6.1 writes them, with what its own theme unit test data and Polylang add."""

import pytest
from click.testing import CliRunner
from site_reading import read_posts

from indexer.cli import search_index
from indexer.errors import UsageError
from indexer.posts.generators.html.page import read_page
from indexer.posts.site import existing_folder
from indexer.posts.wordpress.export import Export, ExportedPost, read_export
from indexer.posts.wordpress.pages import make_pages
from indexer.text.markup.body import read_sections

RSS = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.1.9" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>示例 Blog</title><link>https://a.org/blog</link>
<language>zh-CN</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://a.org/blog</wp:base_blog_url>
<wp:author><wp:author_login><![CDATA[ann]]></wp:author_login>
<wp:author_display_name><![CDATA[Ann Author]]></wp:author_display_name></wp:author>{items}</channel></rss>"""
ITEM = """<item><title><![CDATA[{title}]]></title><link>https://a.org/blog/{link}</link><dc:creator><![CDATA[ann]]></dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{id}</wp:post_id><wp:post_date><![CDATA[2018-10-24 10:00:00]]></wp:post_date>
<wp:post_date_gmt><![CDATA[2018-10-24 02:00:00]]></wp:post_date_gmt><wp:status><![CDATA[{status}]]></wp:status>
<wp:post_type><![CDATA[{kind}]]></wp:post_type><wp:post_password><![CDATA[{password}]]></wp:post_password>{more}</item>"""
DEFAULTS = {"title": "T", "link": "2018/10/24/slow/", "content": "Words", "excerpt": "", "id": "7"}
DEFAULTS |= {"status": "publish", "kind": "post", "password": "", "more": ""}


@pytest.fixture
def export(tmp_path):
    def write(*items):
        path = tmp_path / "export.xml"
        path.write_text(
            RSS.format(items="".join(ITEM.format_map({**DEFAULTS, **each}) for each in items)), encoding="utf-8"
        )
        return path

    return write


def unpack(*arguments):
    return CliRunner().invoke(search_index, ["unpack", *map(str, arguments)])


def text_of(content):
    page = make_pages(read_export_of(content))["2018/10/24/slow/index.html"]
    return page.partition('<div class="entry-content">')[2].partition("</div>\n<footer>")[0]


def read_export_of(content):
    return Export("Blog", "https://a.org", "en", (ExportedPost("https://a.org/2018/10/24/slow/", "T", content),), {})


def test_an_export_becomes_a_site_that_is_read_like_any_built_one(export, tmp_path):
    terms = """<category domain="category" nicename="mesh"><![CDATA[Mesh & 网格]]></category>
      <category domain="post_tag" nicename="istio"><![CDATA[istio]]></category><wp:postmeta><wp:meta_key>_thumbnail_id
      </wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"""
    picture = {"kind": "attachment", "id": "9", "more": "<wp:attachment_url>https://a.org/x.png</wp:attachment_url>"}
    slow = {
        "title": "Slow <em>start</em>",
        "content": "中文正文。\n\n## no\n\n<h2 id='b'>Two</h2>\nMore",
        "more": terms,
    }
    told = unpack(export(slow, picture, {"link": "about/", "kind": "page", "excerpt": "Who"}), tmp_path / "pages")
    assert told.output.startswith("2 pages of 示例 Blog: 3 written, 0 deleted\nindex them: search-index rebuild ")
    about, post = sorted(read_posts(tmp_path / "pages"), key=lambda post: post.id, reverse=True)
    assert (post.url, post.title, post.language) == ("https://a.org/blog/2018/10/24/slow/", "Slow start", "zh")
    assert (post.authors, post.tags, post.categories) == (("Ann Author",), ("istio",), ("Mesh & 网格",))
    assert (post.date.isoformat(), post.image) == ("2018-10-24T10:00:00+08:00", "https://a.org/x.png")
    assert [(each.heading, each.anchor) for each in read_sections(post)] == [("", ""), ("Two", "b")]
    assert (about.url, about.summary) == ("https://a.org/blog/about/", "Who")


def test_titles_and_excerpts_may_hold_html():
    post = ExportedPost("https://a.org/x/", "A &amp; <em>B</em>", "Words", excerpt="<p>C &amp; D</p>")
    pages = make_pages(Export("Blog", "https://a.org", "en", (post,), {}))
    read = read_page(pages["x/index.html"])
    assert (read.get("title"), read.get("description"), read.get("window_title")) == ("A & B", "C & D", "A & B – Blog")
    assert ">A &amp; <em>B</em></a>" in pages["index.html"]


def test_a_site_without_permalinks_keeps_its_addresses(export, tmp_path):
    unpack(export({"link": "?p=12"}, {"link": "?page_id=2"}), tmp_path / "p")
    assert sorted(post.url for post in read_posts(tmp_path / "p")) == [
        "https://a.org/blog/?p=12",
        "https://a.org/blog/?page_id=2",
    ]


def test_what_visitors_do_not_see_is_left_out_and_counted(export, tmp_path):
    hidden = [{"status": status, "link": status} for status in ("draft", "private", "future")]
    told = unpack(
        export({}, *hidden, {"password": "x"}, {"kind": "nav_menu_item"}, {"kind": "wp_block"}), tmp_path / "p"
    )
    assert "1 page of" in told.output
    assert "4 left out, which visitors do not see: 1 draft, 1 private, 1 future, 1 password" in told.output


def test_a_newer_export_writes_what_differs_and_deletes_what_is_gone(export, tmp_path):
    unpack(export({}, {"link": "gone/"}), tmp_path / "p")
    assert "1 page of 示例 Blog: 1 written, 1 deleted" in unpack(export({}), tmp_path / "p").output  # the list at home
    assert "0 written, 0 deleted" in unpack(export({}), tmp_path / "p").output
    assert not (tmp_path / "p/gone/index.html").exists()


def test_no_folder_of_others_is_written_to(export, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/index.html").write_text("<p>mine</p>")
    told = unpack(export({}), tmp_path / "mine")
    assert (told.exit_code, (tmp_path / "mine/index.html").read_text()) == (2, "<p>mine</p>")
    assert "holds something else; name a folder of its own" in str(told.output)


def test_no_address_leads_out_of_the_folder(export):
    pages = make_pages(read_export(export({"link": "../../%2e%2e/etc/"}, {"link": "..%2F..%2Fx/"})))
    assert set(pages) == {"index.html", "blog/etc/index.html", "blog/x/index.html"}


def test_translations_of_polylang_know_each_other(export, tmp_path):
    group = '<category domain="post_translations" nicename="g1"/><category domain="language" nicename="{0}"/>'
    unpack(export(*({"link": f"{lang}/a/", "more": group.format(lang)} for lang in ("en", "es"))), tmp_path / "p")
    first, second = read_posts(tmp_path / "p")
    assert first.translation_key == second.translation_key != ""
    assert {first.language, second.language} == {"en", "es"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("One\ntwo\n\nthree", "<p>One\ntwo</p>\n<p>three</p>"),
        (
            "<!-- wp:paragraph --><p>One</p><!-- /wp:paragraph -->\n\nx",
            "<!-- wp:paragraph --><p>One</p><!-- /wp:paragraph -->\n\nx",
        ),
        ("<pre>a\n\n[b c=1]</pre>", "<pre>a\n\n[b c=1]</pre>"),
        ('[caption width="1"]A picture[/caption] and [1] or [note]', "<p>A picture and [1] or [note]</p>"),
        ('[gallery ids="1,2"][vc_row css="x"]Words[/vc_row]', "<p>Words</p>"),
        ('[code lang="sh"]a <b>[/code]', "<pre>a &lt;b&gt;</pre>"),
        ("[[gallery]] [gallery]", "<p>[gallery]</p>"),
    ],
)
def test_text_is_as_wordpress_shows_it(written, shown):
    assert text_of(written) == shown


def test_addresses_that_no_file_can_be_named_by_are_kept(export, tmp_path):
    long = "服务" * 60  # 360 bytes: no file system takes them
    pages = unpack(export({"link": "a/"}, {"link": "a/index.html/b/"}, {"link": f"{long}/"}), tmp_path / "pages")
    assert pages.output.startswith("3 pages of")
    urls = {post.url for post in read_posts(tmp_path / "pages")}
    assert urls == {f"https://a.org/blog/{link}/" for link in ("a", "a/index.html/b", long)}


def test_a_link_that_is_no_address_is_named():
    broken = Export("Blog", "https://a.org", "en", (ExportedPost("http://[::1/x", "T", "Words"),), {})
    with pytest.raises(UsageError, match=r"'http://\[::1/x' in the export is no address"):
        make_pages(broken)


def test_characters_that_xml_forbids_are_no_error(export):
    assert len(read_export(export({"content": "a\x02b"})).posts) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<rss><channel/></rss>", "is no export of WordPress"),
        ("<html></html>", "is no export of WordPress"),
        ("no XML", "is no XML that can be read"),
        (None, "cannot be read: No such file"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path, text, message):
    path = tmp_path / "export.xml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError, match=message):
        read_export(path)


def test_an_export_given_as_a_site_names_the_command(export):
    with pytest.raises(UsageError, match="make pages first: search-index unpack FILE FOLDER"):
        existing_folder(export({}))


@pytest.mark.parametrize("piece", ["[code] ", "[code]x[/sourcecode]", "<pre ", "[a b=c ", "[gallery x "])
def test_what_is_opened_again_and_again_is_text(piece):
    # Patterns whose time grows with the square of the text need minutes here.
    assert text_of(piece * 60_000).removeprefix("<p>").startswith(piece[:5])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[code]a[sourcecode]b[/code] [sourcecode]c", "<pre>a[sourcecode]b</pre><p>[sourcecode]c</p>"),
        ("[sourcecode]a [code]b[/code]", "<p>[sourcecode]a</p><pre>b</pre>"),
        ("</pre>[a b=1]<PRE>[a b=1]</PRE ><pre>[a b=1]", "</pre><PRE>[a b=1]</PRE ><pre>"),
    ],
)
def test_code_ends_at_the_first_mark_of_its_own_kind(written, shown):
    assert text_of(written) == shown


def test_a_page_that_cannot_be_written_is_named_and_the_command_may_be_run_again(export, tmp_path):
    unpack(export({}), tmp_path / "p")
    (tmp_path / "p/blog/new").write_text("a file where a folder is to be")
    told = unpack(export({}, {"link": "new/"}), tmp_path / "p")
    assert (told.exit_code, "new/index.html: cannot be written: " in str(told.output)) == (2, True)
    (tmp_path / "p/blog/new").unlink()
    assert unpack(export({}, {"link": "new/"}), tmp_path / "p").output.startswith("2 pages of 示例 Blog: 1 written")

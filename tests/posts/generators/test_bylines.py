"""Pages as Eleventy 3.1, Material for MkDocs 9.8, Pelican 4.10, and Sphinx 9.0 with ABlog write them, shortened."""

import json
from datetime import UTC, datetime

import pytest

from indexer.posts.files import list_files
from indexer.posts.generators.html.page import read_page
from indexer.posts.post import IncludePolicy, Post, Skipped, SkipReason
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site
from indexer.text.markup.body import group_blocks

MADE_BY_MATERIAL = '<meta name="generator" content="mkdocs-1.6.1, mkdocs-material-9.8.2">'
NOW = datetime(2027, 1, 1, tzinfo=UTC)
FEED = '<link href="https://a.org/notes/feeds/all.atom.xml" type="application/atom+xml" rel="alternate">'
PAGE = '<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body>{body}</body></html>'
TEXT = """<p>A well is a hole in the ground that reaches the water.</p>
<h2 id="deep">How deep is it?</h2><p>Eight metres.</p>"""
ELEVENTY = f"""<header><nav><a href="/tags/else/">else</a></nav></header><main><h1>Wells</h1><ul
class="post-metadata">
<li><time datetime="2024-01-02">Tue Jan 02 2024</time></li><li><a href="/tags/water/"
class="post-tag">water</a>, </li><li><a href="/tags/springs-etc/" class="post-tag">Springs &amp;
etc</a></li></ul>{TEXT}
<ul class="links-nextprev"><li>Next → <a href="/blog/other/">Another
post</a></li></ul></main><footer>Imprint</footer>"""
SIMPLE = f"""<header><h1><a href="/">Site</a></h1><nav><a href="/category/else.html">else</a></nav></header>
<main><article><header><h2><a href="/notes/wells.html" rel="bookmark">Wells</a></h2>Translations: <a
href="/notes/wells-zh.html"
hreflang="zh">zh</a></header>{TEXT}<footer><p>Last updated: <time datetime="2025-05-06T07:08:00+08:00">then</time></p>
<p>Published: <time datetime="2024-01-02T00:00:00+08:00">then</time></p><address>By <a
href="/notes/author/ada.html">Ada</a> <a href="mailto:ada@a.org">write</a></address><p>Category: <a
href="/notes/category/digging.html">Digging</a></p><p>Tags: <a href="/notes/tag/water.html">water</a></p></footer>
</article></main><footer><address>Proudly powered by <a
href="https://getpelican.com/">Pelican</a></address></footer>"""
NOTMYIDEA = f"""<header id="banner"><h1><a href="/">Site</a></h1></header><section id="content"><article><header>
<h1 class="entry-title"><a href="/notes/wells.html" rel="bookmark">Wells</a></h1></header><div class="entry-content">
<footer class="post-info"><abbr class="published" title="2024-01-02T00:00:00+08:00">Published: Tue</abbr><br>
<abbr class="modified" title="2025-05-06T07:08:00+08:00">Updated: then</abbr><address class="vcard author">By <a
class="url fn" href="/notes/author/ada.html">Ada</a></address><p>In <a
href="/notes/category/digging.html">Digging</a>.</p><p>tags: <a
href="/notes/tag/water.html">water</a></p></footer>{TEXT}</div></article></section><section id="extras">
<p>The blogroll of this site, which is much longer than its posts are.</p></section>"""
MATERIAL = f"""<nav class="md-nav"><a href="../../../../category/else/">else</a></nav><div
class="md-content--post"><div
class="md-sidebar md-sidebar--post"><nav class="md-nav"><div class="md-post__authors"><a
href="../../../../author/ada/">Ada</a></div><ul class="md-post__meta"><li><time datetime="2024-01-02
00:00:00+00:00">January 2, 2024</time></li><li><time
datetime="2025-05-06 00:00:00+00:00">May 6</time></li><li>in <a
href="../../../../category/digging/">Digging</a></li></ul>
</nav></div><article class="md-content__inner md-typeset"><nav class="md-tags"><a
href="../../../../../tags/#tag:water"
class="md-tag">water</a></nav><h1 id="wells">Wells</h1>{TEXT}</article></div>"""
ABLOG = f"""<div class="body" role="main"><section id="wells"><h1>Wells</h1>{TEXT}</section><div
class="section ablog__blog_comments"><div class="section ablog__prev-next">Previous: <a
href="other.html">Another post</a></div></div></div><div class="sphinxsidebar"><div class="ablog-sidebar-item
ablog__postcard"><h2><span>02 January 2024</span></h2><ul><li>Author: <a
href="../blog/author/ada.html">Ada</a></li><li>Category: <a
href="../blog/category/digging.html">Digging</a></li><li>Tags: <a href="../blog/tag/water.html">water</a></li>
</ul></div><ul><li><a href="../blog/tag/else.html">else</a></li></ul></div>"""


def page(body, title="Wells", head=""):
    return PAGE.format(title=title, head=head, body=body)


@pytest.fixture
def read(tmp_path):
    """Write pages and read them as a site: ``read({"a.html": "…"})``."""

    def read_all(pages):
        for name, text in {"index.html": page("<p>Home</p>", "Site", FEED), **pages}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        rules = recognise_site(tmp_path)
        listing = list_files(rules)
        found = {file.id: read_post(file, rules, NOW, IncludePolicy()).outcome for file in listing}
        return {**found, **listing.others}

    return read_all


def reason(outcome):
    return outcome.reason if isinstance(outcome, Skipped) else None


@pytest.mark.parametrize(
    ("body", "authors", "tags", "categories"),
    [
        pytest.param(ELEVENTY, None, ["water", "Springs & etc"], None, id="Eleventy"),
        pytest.param(SIMPLE, ["Ada"], ["water"], ["Digging"], id="Pelican simple"),
        pytest.param(NOTMYIDEA, ["Ada"], ["water"], ["Digging"], id="Pelican notmyidea"),
        pytest.param(MATERIAL, ["Ada"], ["water"], ["Digging"], id="Material"),
        pytest.param(ABLOG, ["Ada"], ["water"], ["Digging"], id="ABlog"),
    ],
)
def test_what_stands_around_a_text_tells_its_day_authors_and_tags(body, authors, tags, categories):
    found = read_page(page(body))
    assert (found.get("authors"), found.get("tags"), found.get("categories")) == (authors, tags, categories)
    assert found.get("date")[:10] in ("2024-01-02", "02 January")
    assert found.get("title") == "Wells"


@pytest.mark.parametrize("body", [ELEVENTY, SIMPLE, NOTMYIDEA, MATERIAL, ABLOG])
def test_and_is_no_part_of_the_text(body):
    sections = [*group_blocks(read_page(page(body)).blocks)]
    assert [(each.heading, each.prose) for each in sections] == [
        ("", "A well is a hole in the ground that reaches the water."),
        ("How deep is it?", "Eight metres."),
    ]


def test_links_to_tags_within_a_text_or_a_menu_are_no_tags_of_the_post():
    body = '<main><article><h1>Wells</h1><nav><a href="/tags/a/">a</a></nav><p>See <a href="/tags/b/">b</a>.</p>'
    body += '<div class="sidebar tags"><a href="/tags/c/">c</a></div></article></main>'
    assert read_page(page(body)).get("tags") is None


def test_comments_tell_nothing_of_the_post():
    comment = '<div class="comment"><footer><time datetime="2020-01-01">then</time></footer></div>'
    assert read_page(page(f"<main><article><h1>Wells</h1><p>Text.</p>{comment}</article></main>")).get("date") is None


def test_pelican_names_each_tag_by_itself():
    assert read_page(page(TEXT, head='<meta name="tags" content="a"><meta name="tags" content="b c">')).get("tags") == [
        "a",
        "b c",
    ]


def test_the_address_of_a_feed_tells_that_of_the_site(read, tmp_path):
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds/all.atom.xml").write_text("<feed/>")
    assert read({"wells.html": page(TEXT)})["wells.html"].url == "https://a.org/notes/wells.html"


def test_a_feed_that_is_not_there_tells_nothing(read):
    assert read({"wells.html": page(TEXT)})["wells.html"].url == "/wells.html"


def entries(kind, count=2):
    lines = {
        "Eleventy": '<li><a href="/p{0}/">Post number {0}</a> <time datetime="2024-01-0{0}">day</time></li>',
        "Astro": '<li><a href="/p{0}/"><h4>Post number {0}</h4><time datetime="2024-01-0{0}">day</time></a></li>',
        "Pelican": '<dt>Fri 0{0} June 2024</dt><dd><a href="/p{0}.html">Post number {0}</a></dd>',
        "ABlog": '<div class="section ablog__collection"><h2><a href="p{0}.html">Post</a></h2><p>Long text</p></div>',
        "ABlog's catalog": '<div class="ablog__catalog_header"><h2><a href="p{0}.html">Post {0}</a></h2></div>',
    }
    return "".join(lines[kind].format(number) for number in range(1, count + 1))


@pytest.mark.parametrize("kind", ["Eleventy", "Astro", "Pelican", "ABlog", "ABlog's catalog"])
def test_a_page_of_entries_with_days_is_a_list_wherever_it_lies(read, kind):
    pages = {"news/index.html": page(f"<main><h1>News</h1>{entries(kind)}</main>")}
    assert reason(read(pages)["news/index.html"]) is SkipReason.SECTION_PAGE


@pytest.mark.parametrize("kind", ["Eleventy", "Pelican"])
@pytest.mark.parametrize("path", ["news/2/index.html", "posts/2024/01/index.html", "tags/a.html"])
def test_a_list_of_one_is_known_by_its_path_as_well(read, kind, path):
    pages = {path: page(f"<main><h2>All the posts of that month</h2>{entries(kind, 1)}</main>")}
    assert reason(read(pages)[path]) is SkipReason.SECTION_PAGE


def test_a_page_of_authors_is_a_list_or_not_as_its_text_says(read):
    listed = "<main><h2>All the authors of this site</h2><ul><li><a href='/author/a'>Ada</a> (27)</li></ul></main>"
    found = read({"authors.html": page(listed), "tags.html": page(f"<main>{TEXT}</main>")})
    assert reason(found["authors.html"]) is SkipReason.SECTION_PAGE
    assert isinstance(found["tags.html"], Post)


def test_days_and_links_to_other_sites_are_a_text(read):
    lines = "".join(f'<li><a href="https://b.org/{n}">Paper {n}</a> <time>2024</time></li>' for n in range(9))
    assert isinstance(read({"papers.html": page(f"<main><h1>Papers</h1><ul>{lines}</ul></main>")})["papers.html"], Post)


def test_a_few_related_posts_below_a_text_make_no_list_of_it(read):
    pages = {"a.html": page(f"<main><h1>Wells</h1>{TEXT * 5}<ul>{entries('Eleventy')}</ul></main>")}
    assert isinstance(read(pages)["a.html"], Post)


def test_readers_comments_with_days_make_no_list_of_a_post(read):
    lines = '<li class="comment"><a href="/by/b">B</a> <time datetime="2024-01-01">then</time> A long remark.</li>' * 9
    pages = {"a.html": page(f'<main><article><h1>Wells</h1>{TEXT}<ol class="comments">{lines}</ol></article></main>')}
    assert isinstance(read(pages)["a.html"], Post)


def test_a_page_whose_only_heading_leads_to_another_page_is_a_list_of_one(read):
    article = '<article><h2><a href="/wells.html" rel="bookmark">Wells</a></h2><p>A well is.</p></article>'
    body = f"<main><h2>By Ada</h2>{article}</main>"
    found = read({"wells.html": page(SIMPLE.replace("/notes", "")), "by/ada.html": page(body)})
    assert isinstance(found["wells.html"], Post)
    assert reason(found["by/ada.html"]) is SkipReason.NOT_A_POST


def test_the_bookmark_of_the_first_post_is_not_the_address_of_the_site(tmp_path):
    (tmp_path / "index.html").write_text(
        page('<main><article><h2><a rel="bookmark" href="https://a.org/x/">X</a></h2></article></main>')
    )
    assert recognise_site(tmp_path).base_url == ""


def test_what_pelican_writes_as_a_draft_is_one(read):
    pages = {"drafts/wells.html": page(TEXT), "about/drafts/how.html": page(TEXT)}
    found = read(pages)
    assert reason(found["drafts/wells.html"]) is SkipReason.DRAFT
    assert isinstance(found["about/drafts/how.html"], Post)


def test_notes_within_a_text_are_kept_and_asides_beside_it_are_not():
    body = """<main><p>Text.</p><aside class="footnote-list brackets"><aside class="footnote brackets"
    role="doc-footnote"><p>A note.</p></aside></aside><aside class="starlight-aside starlight-aside--tip"><p>A tip.</p>
    </aside><aside><p>Other posts.</p></aside></main>"""
    assert [each.prose for each in group_blocks(read_page(page(body)).blocks)] == ["Text.\n\nA note.\n\nA tip."]


def test_a_heading_that_is_a_link_to_the_contents_is_kept():
    link = '<a class="toc-backref" href="#id1" role="doc-backlink">Before you begin</a>'
    body = f'<main><h2 id="a">{link}</h2><p>Text.</p></main>'
    assert [each.heading for each in group_blocks(read_page(page(body)).blocks)] == ["Before you begin"]


@pytest.mark.parametrize(
    "heading",
    [
        '<section id="deep"><h2>How deep?<a class="headerlink" href="#deep">¶</a></h2>{}</section>',
        '<section id="deep"><span id="other"></span><h2>How deep?</h2>{}</section>',
        '<div class="section" id="deep"><h2>How deep?</h2>{}</div>',
        '<h2><span class="mw-headline" id="deep">How deep?</span></h2>{}',
        '<h2><a name="deep"></a>How deep?</h2>{}',
    ],
)
def test_headings_have_the_ids_of_their_sections_or_what_stands_inside(heading):
    found = [*group_blocks(read_page(page(f"<main><p>Text.</p>{heading.format('<p>Eight.</p>')}</main>")).blocks)]
    assert [(each.heading, each.anchor) for each in found] == [("", ""), ("How deep?", "deep")]


@pytest.mark.parametrize("name", ["table-of-contents", "copyright", "toc"])
def test_a_section_or_a_definition_is_of_the_text_whatever_its_id(name):
    section = f'<section id="{name}"><span id="x"></span><h2>Heading</h2><p>Words.</p></section>'
    found = read_page(page(f'<main><p>Text.</p>{section}<dl><dt id="{name}">Term</dt><dd>Meaning.</dd></dl></main>'))
    assert [word for word in ("Heading", "Words", "Term", "Meaning") if word not in found.body] == []


def test_what_material_is_told_to_keep_from_the_search_is_no_text():
    body = """<main><p data-search-exclude>Nobody finds this.</p><p>Text.</p><h2 data-search-exclude>Secret</h2><p>Nor
    this.</p><div>Nor that.</div><h2>Known</h2><p>More text.</p></main>"""
    sections = [*group_blocks(read_page(page(body, head=MADE_BY_MATERIAL)).blocks)]
    assert [(each.heading, each.prose) for each in sections] == [("", "Text."), ("Known", "More text.")]


MADE_BY_ZENSICAL = '<meta name="generator" content="zensical-0.0.73">'
OF_MATERIAL = (MADE_BY_MATERIAL, "search/search_index.json", "docs")
OF_ZENSICAL = (MADE_BY_ZENSICAL, "search.json", "items")


def material_site(maker, index, key, locations):
    pages = {f"{name}/index.html": page(TEXT, head=maker) for name in ("found", "kept", "水")}
    return {
        "index.html": page("<p>Home</p>", "Site", maker),
        **pages,
        "copied/index.html": page(TEXT),
        "404.html": page(TEXT, head=maker),
        index: json.dumps({key: [{"location": each} for each in locations]}) if locations else "[cut off",
    }


@pytest.mark.parametrize("made", [OF_MATERIAL, OF_ZENSICAL], ids=["Material", "Zensical"])
def test_pages_that_material_leaves_out_of_its_own_search_are_left_out(read, made):
    found = read(material_site(*made, ["", "found/", "found/#deep", "%E6%B0%B4/"]))
    assert reason(found["kept/index.html"]) is SkipReason.UNSEARCHED
    assert all(isinstance(found[f"{name}/index.html"], Post) for name in ("found", "水", "copied"))
    assert reason(found["404.html"]) is SkipReason.SECTION_PAGE


@pytest.mark.parametrize("made", [OF_MATERIAL, OF_ZENSICAL], ids=["Material", "Zensical"])
def test_an_index_of_the_search_that_cannot_be_read_hides_nothing(read, made):
    assert isinstance(read(material_site(*made, []))["kept/index.html"], Post)


@pytest.mark.parametrize(("name", "builder"), [("kept.html", "html"), ("kept/index.html", "dirhtml")])
def test_pages_that_sphinx_leaves_out_of_its_own_search_are_left_out(read, name, builder):
    index = json.dumps({"docnames": ["found", "kept"], "titles": ["Found", ""]})
    found = read({"found.html": page(TEXT), name: page(TEXT), "searchindex.js": f"Search.setIndex({index})"})
    assert (reason(found[name]), isinstance(found["found.html"], Post)) == (SkipReason.UNSEARCHED, True), builder


@pytest.mark.parametrize("written", ["", "Search.setIndex({docnames:['a']})", 'Search.setIndex({"titles":[""]})'])
def test_an_index_that_old_versions_of_sphinx_wrote_hides_nothing(read, written):
    assert isinstance(read({"a.html": page(TEXT), "searchindex.js": written})["a.html"], Post)

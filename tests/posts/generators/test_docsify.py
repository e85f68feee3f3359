from datetime import UTC, datetime

import pytest
from growth import grows_in_proportion
from site_reading import read_posts

from indexer.posts.front_matter import split_front_matter
from indexer.posts.post import SkipReason
from indexer.posts.site import describe_generator, recognise_site
from indexer.text.markup.body import read_sections

NOW = datetime(2024, 6, 1, tzinfo=UTC)
LOADED = '<script src="//cdn.jsdelivr.net/npm/docsify@4"></script>'


def page(options="", script=LOADED):
    return f"<!DOCTYPE html><div id='app'></div><script>window.$docsify = {{{options}}}</script>{script}"


def site(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return recognise_site(root)


def places(rules, *names, text="text"):
    return [rules.place(name, split_front_matter(text), NOW) for name in names]


@pytest.mark.parametrize(
    ("files", "name", "folder"),
    [
        ({"index.html": page()}, "docsify", ""),
        ({"index.html": '<script src="lib/docsify.min.js"></script>'}, "docsify", ""),
        ({"index.html": "<script src=https://unpkg.com/docsify/lib/docsify.js></script>"}, "docsify", ""),
        ({"index.html": page(), "_config.yml": "theme: jekyll-theme-cayman\n"}, "docsify", ""),
        ({"docs/index.html": page(), "docs/a.md": "a", "README.md": "# Code"}, "docsify", "docs"),
        ({"docs/index.html": page(), "_config.yml": "title: a\n"}, "jekyll", ""),
        ({"docs/index.html": page(), "docs/a.md": "a", "notes/b.md": "b", "notes/c.md": "c"}, "plain", ""),
        ({"index.html": "<p>Docsify is a way to show Markdown.</p>", "a.md": "a", "b.md": "b"}, "plain", ""),
        ({"index.html": "<!-- <script src='docsify.js'></script> -->", "a.md": "a", "b.md": "b"}, "plain", ""),
    ],
)
def test_a_site_is_docsifys_where_its_page_loads_docsify(tmp_path, files, name, folder):
    rules = site(tmp_path, files)
    assert (rules.name, rules.folders()) == (name, (tmp_path / folder,))


def test_a_post_is_behind_the_route_of_its_path(tmp_path):
    rules = site(tmp_path, {"index.html": page(), "CNAME": "docs.example.org\n"})
    names = ("README.md", "guide.md", "zh-cn/README.md", "zh-cn/快速 开始.md", "notREADME.md")
    assert [place.url for place in places(rules, *names)] == [
        f"https://docs.example.org/#/{path}"
        for path in ("", "guide", "zh-cn/", "zh-cn/%E5%BF%AB%E9%80%9F%20%E5%BC%80%E5%A7%8B", "notREADME")
    ]


def test_posts_below_docs_keep_the_folder_in_their_ids_and_not_in_their_addresses(tmp_path):
    site(tmp_path, {"docs/index.html": page(), "docs/a.md": "# A", "README.md": "# Code"})
    assert [(post.id, post.url) for post in read_posts(tmp_path)] == [("docs/a.md", "/#/a")]


@pytest.mark.parametrize(
    ("options", "name", "url"),
    [
        ("routerMode: 'history'", "zh/README.md", "/zh/"),
        ('"routerMode": "history"', "guide.md", "/guide"),
        ("// routerMode: 'history'\n", "guide.md", "/#/guide"),
        ("homepage: 'home.md'", "home.md", "/#/"),
        ("homepage: 'home.md'", "README.md", "/#/"),
    ],
)
def test_addresses_are_as_the_page_configures_them(tmp_path, options, name, url):
    rules = site(tmp_path, {"index.html": page(options)})
    assert [place.url for place in places(rules, name)] == [url]


def test_sidebars_bars_covers_and_pages_of_errors_are_no_posts(tmp_path):
    options = "loadSidebar: 'summary.md', coverpage: '/parts/cover.md', notFoundPage: 'lost.md'"
    rules = site(tmp_path, {"index.html": page(options)})
    names = ("_sidebar.md", "zh/_navbar.md", "_coverpage.md", "zh/summary.md", "parts/cover.md", "lost.md")
    assert {rules.skip_reason(name) for name in names} == {SkipReason.NOT_A_POST}
    assert [rules.skip_reason(name) for name in ("guide.md", "cover.md")] == [None, None]


def test_a_title_is_the_heading_at_the_top_or_what_a_sidebar_says(tmp_path):
    sidebar = (
        "* [首页](/)\n* [**快速**开始](quickstart.md)\n* [部署 \"到\" 服务器](/deploy/nginx 'title')\n"
        "* [外部](https://example.org/out.md)\n* [Vue](guide/)\n"
    )
    files = {
        "index.html": page(),
        "_sidebar.md": sidebar,
        "en/_sidebar.md": "* [Start](start.md)\n* [Other](/vue.md)\n",
    }
    rules = site(tmp_path, files)
    names = ("README.md", "quickstart.md", "deploy/nginx.md", "guide/README.md", "en/start.md", "vue.md", "a-b.md")
    told = [place.title for place in places(rules, *names)]
    assert told == ["首页", "快速开始", '部署 "到" 服务器', "Vue", "Start", "Other", "a b"]
    heading = "# 标题 {docsify-ignore} :id=top\n"
    assert [place.title for place in places(rules, "quickstart.md", text=heading)] == ["标题"]


@pytest.mark.parametrize(
    ("script", "anchor"),
    [
        (LOADED, "what39s-new-amp-old"),
        ('<script src="//cdn.jsdelivr.net/npm/docsify@5"></script>', "whats-new--old"),
        ('<script src="vendor/docsify/dist/docsify.min.js"></script>', "whats-new--old"),
    ],
)
def test_anchors_are_those_of_the_version_that_is_loaded(tmp_path, script, anchor):
    rules = site(tmp_path, {"index.html": page(script=script), "a.md": "# What's new & old"})
    assert rules.dialect.generator == "docsify"
    (post,) = read_posts(tmp_path)
    assert [section.anchor for section in read_sections(post)] == [anchor]


@pytest.mark.parametrize("piece", ["<script ", "<!-- ", "$", "<script src=docsify", "[", "[a](", "name:'"])
def test_pages_and_sidebars_of_odd_pieces_are_read_in_time_by_their_length(tmp_path, piece):
    def read(count):
        site(tmp_path, {"index.html": page() + piece * count, "_sidebar.md": piece * count})

    assert grows_in_proportion(read, 5_000)


def test_it_is_called_by_its_name():
    assert describe_generator("docsify") == "a Docsify site"

"""Posts in HTML (Hugo, Jekyll) and in MDX (plain folders), with front matter before their text."""

from datetime import UTC, datetime

import pytest

from indexer.posts.files import list_files
from indexer.posts.post import IncludePolicy, Post
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site
from indexer.text.markup.body import read_sections

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FRONT = "---\ntitle: A title\n---\n"


@pytest.fixture
def read(tmp_path):
    """Write the files of a site, and read its posts by their ids."""

    def read_site(config, **files):
        for name, text in {config: 'baseURL = "/"' if "hugo" in config else "title: A", **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        rules = recognise_site(tmp_path)
        listing = list_files(rules)
        assert listing.others == {}
        read = {file.id: read_post(file, rules, NOW, IncludePolicy()).outcome for file in listing}
        return {post_id: post for post_id, post in read.items() if isinstance(post, Post)}

    return read_site


def texts(post):
    return [(each.heading, each.anchor, each.prose, each.code) for each in read_sections(post)]


def test_an_html_post_of_hugo_is_read_with_its_headings_anchors_and_shortcodes(read):
    body = '<h2 id="x">Head</h2><p>text {{< ref "a" >}}</p>{{< highlight c >}}a < b{{< /highlight >}}'
    [post] = read("hugo.toml", **{"content/posts/a.html": FRONT + body}).values()
    assert (post.url, post.title) == ("/posts/a/", "A title")
    assert texts(post) == [("Head", "x", "text", "a < b")]


def test_html_without_front_matter_that_begins_with_a_tag_is_no_post_of_hugo_and_makes_no_bundle(read):
    files = {"content/b/index.html": "<p>as it is</p>", "content/b/a.md": "text", "content/b/c.htm": "text"}
    assert read("hugo.toml", **files).keys() == {"content/b/a.md", "content/b/c.htm"}


def test_html_in_a_bundle_is_a_resource(read):
    files = {"content/b/index.html": f"{FRONT}<p>page</p>", "content/b/part.html": f"{FRONT}<p>part</p>"}
    assert read("hugo.toml", **files).keys() == {"content/b/index.html"}


def test_html_posts_and_pages_of_jekyll_are_read_without_liquid(read):
    body = '<p>On <a href="{{ site.url }}">this</a></p>{% highlight c %}a < b{% endhighlight %}'
    posts = read("_config.yml", **{"_posts/2020-01-02-a.html": FRONT + body, "about.html": f"{FRONT}<p>us</p>"})
    assert {post.id: post.url for post in posts.values()} == {
        "_posts/2020-01-02-a.html": "/2020/01/02/a.html",
        "about.html": "/about.html",
    }
    assert texts(posts["_posts/2020-01-02-a.html"]) == [("", "", "On this", "a < b")]


def test_lists_templates_and_built_pages_of_jekyll_are_no_posts_and_not_worth_a_word(read):
    files = {
        "tags.html": FRONT + "{%- for tag in site.tags -%}{{ tag }}{% endfor %}",
        "_layouts/post.html": "{{ content }}",
        "_site/2020/01/02/a.html": "<p>built</p>",
        "static.html": "<p>copied</p>",
    }
    assert read("_config.yml", **files) == {}


def test_mdx_of_a_plain_folder_is_read_without_its_program(read):
    [post] = read("notes.txt", **{"guide/a.mdx": FRONT + "import X from 'x'\n\n<X/>\n\nText of *it*\n"}).values()
    assert (post.url, post.title, post.markup) == ("/guide/a/", "A title", "markdown")
    assert texts(post) == [("", "", "Text of it", "")]

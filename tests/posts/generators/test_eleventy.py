"""The sources of an Eleventy site that is not built: no page of its own, and no text that templates take away."""

import pytest

from indexer.errors import ConfigurationError
from indexer.posts.files import list_files
from indexer.posts.post import IncludePolicy, Post, Skipped, SkipReason
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site
from indexer.text.compose import compose_document
from indexer.text.markup.shortcodes import unwrap_shortcodes

CONFIGURATION = {"eleventy.config.js": "export default function (eleventyConfig) {}"}


@pytest.fixture
def read(make_site, now):
    """Read a site of files: path -> what became of it."""

    def read(files):
        rules = recognise_site(make_site(files))
        found = (read_post(file, rules, now, IncludePolicy()) for file in list_files(rules))
        return {reading.id: reading.outcome for reading in found}

    return read


def text_of(post):
    return compose_document(post).text


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("{{ title }}{{ a | b: 1 }}{{- c -}}", ""),
        ('{% renderTemplate "webc" %}<p>甲</p>{% endrenderTemplate %}', "<p>甲</p>"),
        ('{% set x = "甲" %}{% if x == "乙" %}丙{% endif %}', "丙"),
        ('{% image "a.jpg", alt="甲" %}', "甲"),
        ("{% raw %}{{ title }}{% endraw %}", "{{ title }}"),
        ("`{{ title }}` `{% raw %}{{ x }}{% endraw %}`", "`{{ title }}` `{{ x }}`"),
        ("```\n{% if x %}\n```\n{% if x %}", "```\n{% if x %}\n```\n"),
        ("[a][1]\n\n[1]: {{ x | archiveUrl }}", "[a][1]\n\n[1]: #"),
    ],
)
def test_marks_of_templates_are_no_text_but_in_code(body, markdown):
    assert unwrap_shortcodes(body, "eleventy") == markdown


@pytest.mark.parametrize(
    ("configuration", "text"),
    [("", "a\n甲 乙"), ("export const config = {\n  markdownTemplateEngine: false\n}", "a\n甲 {{ x }} 乙")],
)
def test_markdown_is_a_template_unless_the_site_says_otherwise(read, configuration, text):
    posts = read({"eleventy.config.js": configuration, "a.md": "甲 {{ x }} 乙", "b.md": "b"})

    assert text_of(posts["a.md"]) == text


def test_the_folder_of_its_posts_is_read_so_too(make_site, now):
    site = make_site({**CONFIGURATION, "content/a.md": "甲 {{ x }} 乙"})
    rules = recognise_site(site / "content")
    (file,) = list_files(rules)

    assert text_of(read_post(file, rules, now, IncludePolicy()).outcome) == "a\n甲 乙"


def test_containers_are_read_as_in_any_folder(read):
    posts = read({**CONFIGURATION, "a.md": "::: tip 甲\n乙\n:::\n"})

    assert ":::" not in text_of(posts["a.md"])


def test_parts_of_pages_and_what_is_ignored_are_no_posts(read):
    files = ("a.md", "_includes/b.md", "blog/_data/c.md", "drafts/d.md", "draftsmen.md", "e.md")
    ignored = "# not yet\n\n!x\ndrafts/\ne.*\n"
    posts = read({**CONFIGURATION, ".eleventyignore": ignored, **dict.fromkeys(files, "甲")})

    assert {each for each, outcome in posts.items() if isinstance(outcome, Post)} == {"a.md", "draftsmen.md"}


def test_a_pattern_that_cannot_be_read_is_a_mistake_of_the_site(make_site):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        recognise_site(make_site({**CONFIGURATION, ".eleventyignore": "a{b\n", "a.md": "甲"}))


def test_a_post_that_is_written_nowhere_is_not_found(read):
    posts = read({**CONFIGURATION, "a.md": "---\npermalink: false\n---\n甲", "b.md": "---\npermalink: /c/\n---\n乙"})

    assert posts["a.md"] == Skipped("a.md", SkipReason.UNLISTED)
    assert isinstance(posts["b.md"], Post)


def test_a_title_says_what_its_entities_mean_where_liquid_writes_it(read):
    title = "---\ntitle: Don&#8217;t &amp; Do\n---\n"
    assert read({**CONFIGURATION, "a.md": title})["a.md"].title == "Don’t & Do"
    assert read({"_config.yml": "", "_posts/2024-01-31-a.md": title})["_posts/2024-01-31-a.md"].title == "Don’t & Do"


def test_elsewhere_it_is_as_written(read):
    post = read({"hugo.toml": "", "content/a.md": "---\ntitle: Don&#8217;t\n---\n"})["content/a.md"]

    assert post.title == "Don&#8217;t"

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.errors import UsageError
from indexer.posts.files import list_files
from indexer.posts.generators.several import own_rules
from indexer.posts.post import IncludePolicy, Post, SkipReason
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site, rules_signature
from indexer.text.markup.body import read_sections

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CONFIG = 'baseURL = "https://a.org/blog/"\ntitle = "Blog"\n'
SOURCE = '---\ntitle: A post\ndate: 2024-01-02\ntags: [mesh]\n---\n## Usage\n\n{{< table "ports" >}}\n'
PAGE = (
    '<!doctype html><html lang="en"><head><title>A post | Blog</title>{head}</head><body><nav>Everywhere</nav><main>'
    '<h1>A post</h1><h2 id="usage-1">Usage</h2>{text}</main></body></html>'
)


def page(text="<p>The port of the proxy is 15001.</p>", head=""):
    return PAGE.format(text=text, head=head)


@pytest.fixture
def site(tmp_path):
    def write(path, text):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    write("hugo.toml", CONFIG)
    write("public/index.html", page())
    write("content/posts/a.md", SOURCE)
    return write


def read_one(tmp_path, name="content/posts/a.md"):
    rules = recognise_site(tmp_path, tmp_path / "public")
    [file] = [file for file in list_files(rules) if file.id == name]
    return read_post(file, rules, NOW, IncludePolicy())


def text_of(post):
    return " ".join(f"{each.heading} {each.prose}" for each in read_sections(post))


def test_front_matter_is_the_sources_and_text_anchors_and_address_are_the_pages(site, tmp_path):
    link = '<link rel="canonical" href="https://a.org/blog/posts/a/">'
    site("public/posts/a/index.html", page(head=link))
    reading = read_one(tmp_path)
    post = reading.outcome
    assert reading.problems == ()
    assert (post.id, post.url) == ("content/posts/a.md", "https://a.org/blog/posts/a/")
    assert (post.title, post.tags, post.date.date().isoformat()) == ("A post", ("mesh",), "2024-01-02")
    assert [section.anchor for section in read_sections(post)] == ["usage-1"]
    assert text_of(post) == "Usage The port of the proxy is 15001."


def test_what_the_front_matter_does_not_say_the_page_does(site, tmp_path):
    head = '<meta name="description" content="About ports"><meta name="author" content="Ann">'
    site("content/posts/b.md", "text\n")
    site("public/posts/b/index.html", page(head=f'{head}<link rel="canonical" href="/x">'))
    post = read_one(tmp_path, "content/posts/b.md").outcome
    assert (post.title, post.summary, post.authors) == ("A post", "About ports", ("Ann",))
    assert post.url == "https://a.org/blog/posts/b/"


def test_a_source_without_a_page_is_indexed_itself_with_a_word(site, tmp_path):
    reading = read_one(tmp_path)
    [problem] = reading.problems
    assert isinstance(reading.outcome, Post)
    assert (problem.topic, problem.refused) == ("no built page", False)
    assert str(problem) == (
        f"content/posts/a.md: no page of it (https://a.org/blog/posts/a/) in {tmp_path}/public; "
        "its source is indexed; build the site again"
    )


def test_a_post_that_is_not_due_misses_no_page(site, tmp_path):
    site("content/posts/a.md", SOURCE.replace("2024", "2027"))
    assert read_one(tmp_path).problems == ()


def test_a_page_that_only_leads_elsewhere_gives_no_text(site, tmp_path):
    site("public/posts/a/index.html", '<meta http-equiv="refresh" content="0; url=/b/"><body>moved</body>')
    reading = read_one(tmp_path)
    assert reading.outcome.markup == "markdown"
    assert [problem.topic for problem in reading.problems] == ["no built page"]


def test_what_was_taken_out_of_a_source_is_not_found_by_its_older_page(site, tmp_path):
    site("public/posts/a/index.html", page("<p>A secret</p>"))
    os.utime(tmp_path / "public/posts/a/index.html", (1, 1))
    reading = read_one(tmp_path)
    assert "secret" not in text_of(reading.outcome)
    assert [problem.topic for problem in reading.problems] == ["older page"]


@pytest.mark.parametrize(
    ("head", "others", "reason"),
    [
        ('<meta name="robots" content="noindex">', "", SkipReason.NOINDEX),
        ("", "<div data-pagefind-body>text</div>", SkipReason.UNSEARCHED),
    ],
)
def test_what_a_page_says_about_being_found_holds(site, tmp_path, head, others, reason):
    site("public/posts/a/index.html", page(head=head))
    site("public/posts/b/index.html", page(others))
    assert read_one(tmp_path).outcome.reason is reason


def test_a_hidden_source_stays_hidden_whatever_its_page_says(site, tmp_path):
    site("content/posts/a.md", SOURCE.replace("tags:", "draft: true\ntags:"))
    site("public/posts/a/index.html", page())
    assert read_one(tmp_path).outcome.reason is SkipReason.DRAFT


def test_a_site_that_was_built_anew_is_read_anew(site, tmp_path):
    def sign():
        return rules_signature(recognise_site(tmp_path, tmp_path / "public"))

    path = site("public/posts/a/index.html", page())
    first = sign()
    assert sign() == first
    os.utime(path, (2_000_000_000, 2_000_000_000))
    assert sign() != first
    assert sign() != rules_signature(recognise_site(tmp_path))


@pytest.mark.parametrize("name", ["posts/a.html", "posts/a/index.html", "posts/a.htm"])
def test_the_page_of_an_address_is_found_however_a_generator_names_files(site, tmp_path, name):
    path = site(f"public/{name}", page())
    pages = own_rules(recognise_site(tmp_path, tmp_path / "public"), "content/posts/a.md").pages
    assert pages.find("https://a.org/blog/posts/a/") == str(path)
    assert pages.find("/posts/a") == str(path)


@pytest.mark.parametrize("url", ["/../content/posts/a.md", "/posts/out/", "/posts/%00/", "/blogposts/a/"])
def test_no_address_leads_out_of_the_folder_of_pages(site, tmp_path, url):
    site("elsewhere/index.html", page())
    (tmp_path / "public/posts").mkdir()
    (tmp_path / "public/posts/out").symlink_to(tmp_path / "elsewhere")
    pages = own_rules(recognise_site(tmp_path, tmp_path / "public"), "content/posts/a.md").pages
    assert pages.find(url) == ""


@pytest.mark.parametrize(
    ("root", "pages", "said"),
    [
        ("public", "public", "is a built site itself"),
        (".", "content", "holds no built site"),
        (".", "nowhere", "no such folder"),
        (f".{os.pathsep}public", "public", "are the pages of one site"),
    ],
)
@pytest.mark.usefixtures("site")
def test_folders_that_cannot_be_meant_are_refused(tmp_path, monkeypatch, root, pages, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=said):
        recognise_site(Path(root), tmp_path / pages)

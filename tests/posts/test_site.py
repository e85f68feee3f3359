import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.errors import UsageError
from indexer.posts.generators.plain import PlainRules
from indexer.posts.site import GENERATORS, recognise_site, rules_signature

PAGE = "<html><head><title>a</title></head><body><h1>a</h1><p>z</p></body></html>"
LIST = (
    "import sys; from pathlib import Path; from indexer.posts.files import list_files;"
    "from indexer.posts.site import recognise_site; print([*list_files(recognise_site(Path(sys.argv[1]))).ids])"
)


def test_a_folder_without_configuration_is_plain(tmp_path):
    rules = recognise_site(tmp_path)
    assert (rules.name, rules.root) == ("plain", tmp_path)


def test_a_folder_that_is_missing_is_named_with_what_to_do(tmp_path):
    with pytest.raises(UsageError) as caught:
        recognise_site(tmp_path / "nowhere")
    assert str(caught.value) == (
        f"{tmp_path}/nowhere: no such folder; give the root of a site, or a folder of Markdown posts"
    )


def test_a_file_is_no_site(tmp_path):
    file = tmp_path / "post.md"
    file.touch()
    with pytest.raises(UsageError, match="is a file; give the folder of the site that it belongs to"):
        recognise_site(file)


def test_a_relative_path_becomes_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert recognise_site(Path()).root == tmp_path


SITES = {
    "hugo": (
        {"hugo.toml": 'baseURL = "https://a.org"\n', "content/blog/_index.md": "---\ntitle: Blog\n---\n"},
        [
            {"hugo.toml": 'baseURL = "https://b.org"\n'},
            {"hugo.toml": 'baseURL = "https://a.org"\n[permalinks]\nblog = "/:year/:slug/"\n'},
            {"hugo.toml": 'baseURL = "https://a.org"\n[languages.zh]\n[languages.en]\n'},
            {"hugo.toml": 'baseURL = "https://a.org"\ntimeZone = "Asia/Shanghai"\n'},
            {"hugo.toml": 'baseURL = "https://a.org"\nignoreFiles = ["x"]\n'},
            {"content/blog/_index.md": "---\ncascade:\n  draft: true\n---\n"},
            {"content/blog/_index.md": "---\nslug: b\n---\n"},
            {"content/blog/_index.md": "---\ncascade: [\n---\n"},
            {"content/blog/deep/_index.md": "---\ntitle: Deep\n---\n"},
        ],
        ["content/blog/new.md", "content/blog/bundle/index.md", "content/blog/bundle/notes.md", "content/.x/a.md"],
    ),
    "zola": (
        {"zola.toml": 'base_url = "https://a.org"\n', "content/_index.md": "+++\n+++\n"},
        [
            {"zola.toml": 'base_url = "https://b.org"\n'},
            {"zola.toml": 'base_url = "https://a.org"\n[languages.zh]\n'},
            {"zola.toml": 'base_url = "https://a.org"\nignored_content = ["*.x.md"]\n'},
            {"content/hidden/_index.md": "+++\ndraft = true\n+++\n"},
            {"content/_index.md": "+++\nin_search_index = false\n+++\n"},
            {"content/deep/_index.md": "+++\n+++\n"},
        ],
        ["content/new.md", "content/post/index.md"],
    ),
    "jekyll": (
        {"_config.yml": "title: A\n"},
        [
            {"_config.yml": "title: A\npermalink: pretty\n"},
            {"_config.yml": "title: A\ntimezone: Asia/Shanghai\n"},
            {"_config.yml": "title: A\ndefaults: [{scope: {path: ''}, values: {lang: zh}}]\n"},
            {"_config.yml": "title: A\ncollections: {talks: {output: true}}\n"},
            {"_config.yml": "title: A\njust_the_docs: {collections: {talks: {search_exclude: true}}}\n"},
        ],
        ["_posts/2024-01-01-new.md", "about.md"],
    ),
    "hexo": (
        {"_config.yml": "new_post_name: ':title.md'\n"},
        [
            {"_config.yml": "new_post_name: ':year-:title.md'\n"},
            {"_config.yml": "new_post_name: ':title.md'\npermalink: ':title/'\n"},
            {"_config.yml": "new_post_name: ':title.md'\npermalink_defaults: {lang: zh}\n"},
            {"_config.yml": "new_post_name: ':title.md'\nskip_render: ['*.x.md']\n"},
            {"_config.yml": "new_post_name: ':title.md'\nhide_posts: {filter: secret}\n"},
            {"_config.yml": "new_post_name: ':title.md'\nencrypt: {tags: [{name: a}]}\n"},
        ],
        ["source/_posts/new.md", "source/about/index.md"],
    ),
    "docsify": (
        {"index.html": "<script>window.$docsify = {}</script>"},
        [
            {"index.html": "<script>window.$docsify = {routerMode: 'history'}</script>"},
            {"index.html": "<script>window.$docsify = {}</script><script src='docsify@5'></script>"},
            {"_sidebar.md": "[A](a.md)"},
            {"CNAME": "a.org\n"},
        ],
        ["new.md", "zh/README.md"],
    ),
    "html": (
        {"index.html": "<title>Home</title><p>Home</p>"},
        [
            {"index.html": '<link rel="canonical" href="https://a.org/"><p>Home</p>'},
            {"sitemap.xml": "<urlset><url><loc>https://a.org/</loc></url></urlset>"},
            {"CNAME": "a.org\n"},
            {"a/index.html": "<main data-pagefind-body>A</main>"},
            {f"{name}.html": f"<title>{name} | Site</title>" for name in "abc"},
        ],
        ["new/index.html", "other.html"],
    ),
    "plain": ({"a.md": "A"}, [], ["b.md", "c/README.md"]),
}


def test_every_generator_has_its_row_here():
    assert SITES.keys() == {*GENERATORS, "plain"}


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def sign(root, name):
    rules = recognise_site(root)
    assert rules.name == name
    return rules_signature(rules)


CHANGES = [(name, files, change) for name, (files, changes, _) in SITES.items() for change in changes]


@pytest.mark.parametrize(("name", "files", "change"), CHANGES)
def test_whatever_alters_other_posts_alters_the_signature(tmp_path, name, files, change):
    write(tmp_path, files)
    before = sign(tmp_path, name)
    write(tmp_path, change)
    assert sign(tmp_path, name) != before


@pytest.mark.parametrize("name", SITES)
def test_posts_that_come_change_and_go_leave_the_signature_as_it_is(tmp_path, name):
    files, _, posts = SITES[name]
    write(tmp_path, files)
    before = sign(tmp_path, name)
    for text in ("", "---\ntitle: New\n---\nNew.\n"):
        write(tmp_path, dict.fromkeys(posts, text))
        assert sign(tmp_path, name) == before
    for post in posts:
        (tmp_path / post).unlink()
    assert sign(tmp_path, name) == before


def test_the_signature_does_not_hang_on_the_order_of_sets(tmp_path):
    one, other = (PlainRules(tmp_path, title=frozenset(names)) for names in ("abcdefgh", "hgfedcba"))
    assert rules_signature(one) == rules_signature(other)
    assert rules_signature(one) != rules_signature(PlainRules(tmp_path, title=frozenset("abcdefg")))


def test_kinds_of_rules_that_say_the_same_are_told_apart(tmp_path):
    assert len({rules_signature(PlainRules(tmp_path, title=title)) for title in ("1", 1, True, None, ("1",))}) == 5


@pytest.mark.parametrize(
    ("files", "endless"),
    [
        ({"config.toml": 'base_url = "/"\n', "content/a.md": "+++\n+++\nz"}, "content/_index.md"),
        ({"hugo.toml": 'baseURL = "/"\n', "content/a.md": "z"}, "content/b/index.html"),
        ({"_config.yml": "permalink: /:title/\n", "_posts/2024-01-02-a.md": "z"}, "package.json"),
        ({"_config.yml": "source_dir: source\n", "source/_posts/a.md": "z"}, "package.json"),
        ({"a.md": "z"}, "mkdocs.yml"),
        ({"a/index.html": PAGE, "index.html": PAGE}, "searchindex.js"),
    ],
)
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path, files, endless):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / endless).parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / endless)
    command = [sys.executable, "-c", LIST, str(tmp_path)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert next(name for name in files if not name.startswith(("_config", "config", "hugo"))) in listed.stdout

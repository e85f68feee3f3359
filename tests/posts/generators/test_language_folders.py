import pytest

from indexer.posts.files import list_files
from indexer.posts.generators.language_folders import find_language_folders, names_language
from indexer.posts.post import IncludePolicy
from indexer.posts.read import read_post
from indexer.posts.site import recognise_site

SPANISH = "Una malla de servicios"


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("es", True),
        ("pt-br", True),
        ("zh_TW", True),
        ("zh-Hant", True),
        ("go", False),
        ("docs", False),
        ("cn", True),
        ("api", False),
    ],
)
def test_the_name_of_a_language_is_told_from_other_names(name, is_one):
    assert names_language(name) is is_one


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["docs/a.md", "es/docs/a.md"], {"es"}),
        (["es/a.md", "fr/a.md", "it/b.md"], {"es", "fr"}),
        (["pt-br/a.md", "zh-tw/b.md"], {"pt-br", "zh-tw"}),
        (["it/a.md", "cs/b.md", "to/c/d.md", "c.md"], set()),
        (["index.md", "it/index.md", "cs/index.md", "ml/README.md", "README.md"], set()),
        (["ml/intro.md", "ml/a.md", "ml/b.md", "cs/intro.md", "cs/c.md", "cs/d.md"], set()),
        (["api/a.md", "doc/a.md"], set()),
        (["to-do/a.md", "no-op/b.md"], set()),
    ],
)
def test_folders_of_languages_hold_the_same_paths_or_name_a_region(tmp_path, files, found):
    for name in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    assert find_language_folders(tmp_path) == found


@pytest.fixture
def read(tmp_path, now):
    """Write a site, and return (language, translation key, path of the address) of each post by its id."""

    def read_site(config, text, **files):
        for name, content in {config: text, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        rules = recognise_site(tmp_path)
        posts = (read_post(file, rules, now, IncludePolicy()).outcome for file in list_files(rules))
        return {post.id: (post.language, post.translation_key, post.url) for post in posts}

    return read_site


def test_folders_of_a_hexo_site_that_names_no_languages(read):
    files = {f"source/{name}": f"---\ntitle: a\n---\n{SPANISH}" for name in ("docs/a.md", "es/docs/a.md", "pt-br/b.md")}
    found = read("_config.yml", "source_dir: source\nlanguage: en", **files)
    assert {name: each[:2] for name, each in found.items()} == {
        "source/docs/a.md": ("en", "docs/a"),
        "source/es/docs/a.md": ("es", "docs/a"),
        "source/pt-br/b.md": ("pt", "b"),
    }


@pytest.mark.parametrize(
    ("config", "text", "name"),
    [
        ("hugo.toml", 'languageCode = "es-mx"\nbaseURL = "/"', "content/a.md"),
        ("config.toml", 'base_url = "https://a.org"\ndefault_language = "es"', "content/a.md"),
        ("_config.yml", "title: A\nlang: es", "_posts/2020-01-02-a.md"),
        ("_config.yml", "source_dir: source\nlanguage: es", "source/_posts/a.md"),
    ],
)
def test_the_language_of_a_site_is_that_of_its_posts_unless_their_letters_say_otherwise(read, config, text, name):
    head = "+++\n+++\n" if "base_url" in text else "---\ntitle: a\n---\n"
    chinese = name.replace("a.md", "b.md")
    found = read(config, text, **{name: head + SPANISH, chinese: head.replace("a\n", "中\n") + "服务网格是什么"})
    assert (found[name][0], found[chinese][0]) == ("es", "zh")


def test_posts_of_jekyll_that_share_a_ref_are_translations(read):
    head = "---\ntitle: a\nref: mesh\nlang: {}\n---\n"
    files = {"_posts/2020-01-02-a.md": head.format("en"), "_posts/2020-01-02-malla.md": head.format("es")}
    files["_posts/2020-01-03-b.md"] = "---\ntitle: b\nref: mesh\n---\n"  # about something else
    found = read("_config.yml", "title: A", **files)
    assert [each[:2] for _, each in sorted(found.items())] == [("en", "mesh"), ("es", "mesh"), ("en", "")]


def test_posts_in_the_language_folders_of_jekyll_are_translations(read):
    names = ("_posts/en/2020-01-02-a.md", "_posts/es/2020-01-02-a.md", "es/_posts/2020-01-05-b.md")
    found = read("_config.yml", "title: A", **dict.fromkeys(names, "---\ntitle: a\n---\n"))
    assert {found[name][:2] for name in names[:2]} == {("en", "posts/2020-01-02-a"), ("es", "posts/2020-01-02-a")}


def test_pages_of_jekyll_polyglot_lie_at_the_path_of_their_language(read):
    config = "plugins: [jekyll-polyglot]\nlanguages: [en, es]\ndefault_lang: en\npermalink: /:title/"
    files = {
        "_posts/2020-01-02-a.md": "---\ntitle: a\n---\n",
        "_posts/2020-01-02-b.md": "---\ntitle: b\nlang: es\npermalink: /a/\n---\n",
    }
    found = read("_config.yml", config, **files)
    assert [*found.values()] == [("en", "/a/", "/a/"), ("es", "/a/", "/es/a/")]


@pytest.mark.parametrize(
    ("config", "text", "name"),
    [("_config.yml", "title: A", "es/index.md"), ("_config.yml", "source_dir: source", "source/es/index.md")],
)
def test_the_home_page_of_a_language_is_no_post(read, config, text, name):
    others = (name.replace("index", "a"), name.replace("es/index", "a"))
    found = read(config, text, **dict.fromkeys((name, *others), "---\ntitle: a\n---\n"))
    assert found.keys() == {*others}

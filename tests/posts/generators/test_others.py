import re
from pathlib import Path

import pytest

from indexer.posts.files import list_files
from indexer.posts.generators.others import OTHER_GENERATORS, notice_other_generator
from indexer.posts.post import Skipped, SkipReason
from indexer.posts.site import recognise_site


def write(path, text="x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


CONFIGURED = [(generator, *each) for generator in OTHER_GENERATORS for each in generator.configurations]


@pytest.mark.parametrize(
    ("generator", "configuration", "output"), CONFIGURED, ids=[f"{each[0].name}-{each[1]}" for each in CONFIGURED]
)
def test_sources_of_another_generator_are_named_with_what_to_do(tmp_path, generator, configuration, output):
    configuration = configuration.replace("*", "mjs")
    write(tmp_path / configuration)
    write((tmp_path / configuration).parent / "index.rst")
    notice = notice_other_generator(tmp_path)
    assert (notice.path, notice.refused) == (configuration, False)
    assert re.search(rf"the sources of an? {re.escape(generator.name)} site", notice.message)
    assert generator.build.partition(" {")[0] in notice.message
    assert notice.message.endswith(f"search-index rebuild {tmp_path / output}")


def test_the_whole_notice(tmp_path):
    write(tmp_path / "docs/conf.py")
    write(tmp_path / "docs/index.rst")
    assert notice_other_generator(tmp_path).message == (
        "these are the sources of a Sphinx site: its rules for addresses and drafts are not known here, so links may "
        f"lead nowhere; build it (sphinx-build {tmp_path}/docs {tmp_path}/docs/_build/html) and index its pages: "
        f"search-index rebuild {tmp_path}/docs/_build/html"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mkdocs.yml", "site_name: A\nsite_dir: 'public/docs'  # there\n"),
        ("zensical.toml", 'site_dir = "public/docs"'),
        ("pelicanconf.py", "PATH = 'content'\nOUTPUT_PATH = 'public/docs'\n"),
        ("astro.config.mjs", "export default defineConfig({\n  outDir: './public/docs',\n});"),
        ("eleventy.config.js", "export const config = {dir: {input: 'content', output: 'public/docs'}};"),
        (".vitepress/config.mts", "export default {\n  outDir: `public/docs`,\n}"),
        ("docs/.vitepress/config.mts", "export default {\n  outDir: '../public/docs',\n}"),
        ("docs/.vuepress/config.js", 'module.exports = {\n  dest: "public/docs" }'),
        ("book.toml", '[build]\nbuild-dir = "public/docs"'),
    ],
)
def test_the_folder_of_the_pages_is_what_the_configuration_says(tmp_path, name, text):
    write(tmp_path / name, text)
    assert notice_other_generator(tmp_path).message.endswith(f"search-index rebuild {tmp_path}/public/docs")


@pytest.mark.parametrize(
    ("configuration", "posts"),
    [("mkdocs.yml", "docs"), ("pelicanconf.py", "content"), ("astro.config.mjs", "src/content/blog")],
)
def test_the_folder_of_a_generators_posts_is_known_by_the_configuration_above(tmp_path, configuration, posts):
    write(tmp_path / configuration)
    write(tmp_path / posts / "a.md")
    notice = notice_other_generator(tmp_path / posts)
    assert notice.path == f"{'../' * len(Path(posts).parts)}{configuration}"
    assert notice_other_generator(tmp_path / "elsewhere") is None


def test_a_folder_of_posts_whose_pages_are_given_needs_no_notice(tmp_path):
    write(tmp_path / "mkdocs.yml")
    write(tmp_path / "docs/a.md")
    write(tmp_path / "site/index.html")
    assert list_files(recognise_site(tmp_path / "docs", tmp_path / "site")).others == {}


def test_what_speaks_of_the_repository_is_no_post_of_the_site(tmp_path):
    for name in ("astro.config.mjs", "README.md", "README.zh-CN.md", "AGENTS.md", "notes.md", "blog/README.md"):
        write(tmp_path / name)
    rules = recognise_site(tmp_path)
    assert {file.id for file in list_files(rules)} == {"notes.md", "blog/README.md"}
    (tmp_path / "astro.config.mjs").unlink()
    assert len([*list_files(recognise_site(tmp_path))]) == 5


def test_a_vowel_has_its_article(tmp_path):
    write(tmp_path / "astro.config.mjs")
    assert "the sources of an Astro site" in notice_other_generator(tmp_path).message


def test_a_site_that_is_built_already_need_not_be_built(tmp_path):
    write(tmp_path / "mkdocs.yml")
    write(tmp_path / "site/index.html")
    assert "mkdocs build" not in notice_other_generator(tmp_path).message


@pytest.mark.parametrize("text", ["---\ntitle: Home\n---\n<h1>Home</h1>", "{% extends 'base' %}", "{{ content }}"])
def test_sources_with_a_template_called_index_html_are_no_built_site(tmp_path, text):
    write(tmp_path / "index.html", text)
    write(tmp_path / ".eleventy.js")
    write(tmp_path / "posts/a.md")
    write(tmp_path / "posts/b.html")
    assert recognise_site(tmp_path).name == "plain"


def test_a_python_file_called_conf_is_no_sphinx(tmp_path):
    write(tmp_path / "conf.py")
    assert notice_other_generator(tmp_path) is None


def test_the_notice_is_among_what_is_told_of_a_plain_folder(tmp_path):
    write(tmp_path / "mkdocs.yml")
    write(tmp_path / "docs/a.md")
    assert "MkDocs" in list_files(recognise_site(tmp_path)).others["mkdocs.yml"].message


@pytest.mark.parametrize("name", ["a.rst", "c.adoc", "d.org", "e.ipynb", "f.html"])
def test_posts_in_a_format_that_is_not_read_are_counted(tmp_path, name):
    write(tmp_path / "post.md")
    write(tmp_path / name)
    assert list_files(recognise_site(tmp_path)).others == {name: Skipped(name, SkipReason.OTHER_FORMAT)}


def test_of_a_hexo_site_mdx_is_counted_too(tmp_path):
    write(tmp_path / "_config.yml", "source_dir: source")
    write(tmp_path / "source/_posts/b.MDX")
    name = "source/_posts/b.MDX"
    assert list_files(recognise_site(tmp_path)).others == {name: Skipped(name, SkipReason.OTHER_FORMAT)}


def test_layouts_of_a_jekyll_site_are_no_posts_in_another_format(tmp_path):
    write(tmp_path / "_config.yml", "title: A")
    write(tmp_path / "_layouts/post.html")
    write(tmp_path / "_posts/2024-01-01-a.md")
    assert list_files(recognise_site(tmp_path)).others == {}

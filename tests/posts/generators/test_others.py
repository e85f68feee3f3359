import re

import pytest

from indexer.posts.files import list_files
from indexer.posts.generators.others import OTHER_GENERATORS, notice_other_generator
from indexer.posts.post import Skipped, SkipReason
from indexer.posts.site import recognise_site


def write(path, text="x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("generator", OTHER_GENERATORS, ids=lambda each: f"{each.name}-{each.configurations[0]}")
def test_sources_of_another_generator_are_named_with_what_to_do(tmp_path, generator):
    configuration = generator.configurations[0].replace("*", "mjs")
    write(tmp_path / configuration)
    write(tmp_path / "index.rst")
    notice = notice_other_generator(tmp_path)
    assert (notice.path, notice.refused) == (configuration, False)
    assert re.search(f"the sources of an? {re.escape(generator.name)} site", notice.message)
    assert generator.build in notice.message
    assert notice.message.endswith(f"search-index rebuild {tmp_path / generator.output}")


@pytest.mark.parametrize(
    ("configuration", "text", "output"),
    [
        ("docs/.vitepress/config.mts", "export default {}", "docs/.vitepress/dist"),
        ("docs/.vitepress/config.mts", "export default {\n  outDir: '../public',\n}", "public"),
        ("docs/.vuepress/config.js", 'module.exports = {\n  dest: "public" }', "public"),
        ("astro.config.mjs", "export default defineConfig({\n  outDir: './docs',\n})", "docs"),
        ("docs/conf.py", "project = 'x'", "docs/_build/html"),
        ("source/conf.py", "project = 'x'", "build/html"),
    ],
)
def test_the_folder_of_the_pages_is_what_the_configuration_says(tmp_path, configuration, text, output):
    write(tmp_path / configuration, text)
    write((tmp_path / configuration).with_name("index.rst"))
    assert notice_other_generator(tmp_path).message.endswith(f"search-index rebuild {tmp_path / output}")


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

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from index_answers import require_same_index

from indexer.cli import search_index
from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import PublishRefusedError, UsageError
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.posts.site import recognise_site
from indexer.posts.site_folders import join_folders
from indexer.search.results import SearchRequest

POST = "---\ntitle: {0}\n---\n{0} quetzal\n"


@pytest.fixture
def folders(tmp_path):
    blog, docs = tmp_path / "blog", tmp_path / "docs"
    for path, text in {
        blog / "_config.yml": "title: The Blog\nurl: https://blog.example.org\n",
        blog / "_posts/2024-01-01-one.md": POST.format("one"),
        blog / "_posts/2024-01-02-hidden.md": "---\ntitle: hidden\npublished: false\n---\nquetzal",
        docs / "guide.md": POST.format("guide"),
        docs / "search-glossary.tsv": "> quetzal | guide.md\n",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return blog, docs


@pytest.fixture
def both(folders):
    return Path(join_folders(folders))


@pytest.fixture
def root(tmp_path, both):
    rebuild(both, tmp_path / "index")
    return tmp_path / "index"


def search(root, text="quetzal", **request):
    engine = EmbeddedEngine(root)
    try:
        return engine.search(SearchRequest(text, **request))
    finally:
        engine.close()


def test_two_sites_make_one_index_with_a_facet_of_their_names(root):
    found = search(root)
    assert {hit.id: hit.url for hit in found.hits} == {
        "blog/_posts/2024-01-01-one.md": "https://blog.example.org/2024/01/01/one.html",
        "docs/guide.md": "/guide/",
    }
    assert dict(found.facets["site"]) == {"The Blog": 1, "docs": 1}
    assert [hit.id for hit in search(root, sites=("The Blog",)).hits] == ["blog/_posts/2024-01-01-one.md"]


def test_a_pin_of_a_site_is_of_its_own_posts(root):
    assert search(root).hits[0].id == "docs/guide.md"


def test_the_glossary_of_each_site_counts_for_the_posts_of_all(folders, both, root):
    (folders[0] / "search-glossary.tsv").write_text("trogon | quetzal\n", encoding="utf-8")
    (folders[1] / "search-glossary.tsv").write_text("kiwi | guide\n", encoding="utf-8")
    update(both, root)
    assert {hit.id for hit in search(root, "trogon").hits} == {"blog/_posts/2024-01-01-one.md", "docs/guide.md"}
    assert [hit.id for hit in search(root, "kiwi").hits] == ["docs/guide.md"]


def test_an_update_of_two_sites_equals_a_rebuild(root, both, folders, tmp_path):
    (folders[0] / "_posts/2024-01-03-new.md").write_text(POST.format("new"), encoding="utf-8")
    (folders[1] / "guide.md").write_text(POST.format("guide changed"), encoding="utf-8")
    report = update(both, root)
    assert report.changes
    rebuild(both, tmp_path / "fresh")
    require_same_index(root, tmp_path / "fresh", (1.7e9,), ("", "quetzal", "guide"), ("g", "n"))


def test_an_index_of_two_sites_refuses_one_of_them_alone(root, folders):
    with pytest.raises(PublishRefusedError, match=r"the index is of .*blog:.*docs"):
        update(folders[0], root)


@pytest.mark.parametrize("written", ["command", "list", "path"])
def test_a_relative_folder_before_an_absolute_one_is_no_address(folders, tmp_path, monkeypatch, written):
    monkeypatch.chdir(tmp_path)
    docs, arguments, environment = str(folders[1]), (), {}
    if written == "command":
        arguments = ("blog", docs)
    elif written == "list":
        (tmp_path / "search-index.toml").write_text(f'site = ["blog", "{docs}"]\n', encoding="utf-8")
    else:
        environment = {"SEARCH_SITE": f"blog:{docs}"}
    built = CliRunner(env=environment).invoke(search_index, ["rebuild", *arguments, "--index", "one", "--json"])
    assert built.exit_code == 0, built.stderr
    assert json.loads(built.stdout)["posts"] == 2


def test_the_folder_that_is_not_there_is_named_of_several(folders, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused = CliRunner().invoke(search_index, ["rebuild", "nowhere", str(folders[1]), "--index", "one"])
    assert refused.exit_code == 2
    assert "nowhere: no such folder" in refused.stderr


def test_what_is_wrong_in_a_site_is_named_with_it(folders, both, tmp_path):
    (folders[0] / "_posts/2024-01-04-bad.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    (folders[1] / "search-glossary.tsv").write_text("+ no Chinese\n", encoding="utf-8")
    report = rebuild(both, tmp_path / "index")
    paths = [str(problem).partition(": ")[0] for problem in report.problems]
    assert any(path.startswith("blog/_posts/2024-01-04-bad.md") for path in paths)
    assert "docs/search-glossary.tsv:1" in paths


def test_a_site_without_posts_is_told_where_others_have_some(folders, both, root):
    assert not update(both, root).problems
    shutil.rmtree(folders[1])
    folders[1].mkdir()
    message = "no posts found in this site, others have some; check that it is the right folder"
    for build in (update, rebuild):
        told = [str(problem) for problem in build(both, root).problems]
        assert told == [f"{folders[1]}: {message}"]
    shutil.rmtree(folders[0] / "_posts")
    assert not rebuild(both, root, BuildOptions(force=True)).problems


def test_a_site_inside_another_is_refused(folders, tmp_path):
    with pytest.raises(UsageError, match="lies in another of the sites"):
        recognise_site(Path(join_folders([folders[0], tmp_path])))


def test_sites_are_named_on_the_command_line_or_in_the_settings(folders, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    built = run(search_index, ["rebuild", "blog", "docs", "--index", "one", "--json"])
    assert built.exit_code == 0, built.stderr
    assert json.loads(built.stdout)["posts"] == 2
    (tmp_path / "search-index.toml").write_text('[sites]\nNews = "blog"\nDocs = "docs"\n', encoding="utf-8")
    assert run(search_index, ["rebuild", "--index", "two", "--quiet"]).exit_code == 0
    assert dict(search(tmp_path / "two").facets["site"]) == {"News": 1, "Docs": 1}
    shutil.rmtree(folders[1])
    assert "docs: no such folder" in run(search_index, ["update", "--index", "two"]).stderr

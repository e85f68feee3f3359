import json

import pytest
from click.testing import CliRunner

from indexer.cli import search_index
from indexer.settings import folders
from indexer.settings.folders import default_index, is_default_index, is_own_index, own_index, user_indexes


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("SEARCH_INDEX", raising=False)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(search_index, [str(each) for each in arguments])


@pytest.fixture
def sites(tmp_path):
    for name in ("blog", "docs"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.md").write_text(f"---\ntitle: About {name}\n---\ntext")
    return tmp_path / "blog", tmp_path / "docs"


def test_no_index_is_no_error(run):
    assert run("list").stdout == "no index yet; make one: search-index rebuild SITE\n"
    assert json.loads(run("list", "--json").stdout) == {"indexes": []}


def test_a_second_site_gets_a_folder_of_its_own_and_both_are_listed_and_updated(run, sites):
    blog, docs = sites
    first, second = run("rebuild", blog), run("rebuild", docs)
    assert (first.exit_code, second.exit_code) == (0, 0), second.stderr
    assert second.stdout.endswith(
        "an index of its own, as the usual folder is another site's: name it to other commands by --index\n"
    )
    assert "an index of its own" not in first.stdout
    assert run("update", docs).stdout.startswith("nothing has changed: 1 post")
    assert run("update", blog).stdout.startswith("nothing has changed: 1 post")
    assert run("update").exit_code == 0
    listed = json.loads(run("list", "--json").stdout)["indexes"]
    assert [(each["name"], each["site"], each["posts"], each["index"]) for each in listed] == [
        ("blog", str(blog), 1, str(default_index())),
        ("docs", str(docs), 1, str(own_index(docs))),
    ]
    text = run("list").stdout
    assert text.startswith("blog: 1 post, built ")
    assert f"  index  {own_index(docs)}\n" in text


def test_an_index_that_is_named_is_another_sites_and_is_refused_as_before(run, sites):
    blog, docs = sites
    assert run("rebuild", blog, "--index", "here").exit_code == 0
    refused = run("update", docs, "--index", "here")
    assert (refused.exit_code, f"the index is of {blog}, and not of {docs}" in refused.stderr) == (1, True)
    assert [each["site"] for each in json.loads(run("list", "--json", "--index", "here").stdout)["indexes"]] == [
        str(blog)
    ]


def test_own_folders_tell_sites_of_the_same_name_apart(run, tmp_path):
    one, other = own_index(tmp_path / "a/blog"), own_index(tmp_path / "b/blog")
    assert one != other
    assert one.name.startswith("blog-")
    assert [*user_indexes()] == [default_index()]


def test_who_has_no_home_folder_has_no_usual_indexes(monkeypatch):
    monkeypatch.setattr(folders.Path, "home", lambda: (_ for _ in ()).throw(RuntimeError))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert ([*user_indexes()], is_default_index("x"), is_own_index("x")) == ([], False, False)

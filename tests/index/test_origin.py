"""An index remembers its site, and another one does not replace it unasked."""

import shutil

import pytest
from click.testing import CliRunner

import indexer
from indexer.cli import search_index
from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import PublishRefusedError
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.index.generations.generation import current_generation
from indexer.settings.folders import sample_posts

OPTIONS = BuildOptions(workers=1)
builds = pytest.mark.parametrize("build", [rebuild, update])


def make_site(folder, posts, config=""):
    folder.mkdir()
    for name in posts:
        (folder / f"{name}.md").write_text(f"---\ntitle: {name}\n---\ncommon words of {folder.name}\n")
    if config:
        (folder / "hugo.toml").write_text(config)
        (folder / "content").mkdir()
        for path in folder.glob("*.md"):
            path.rename(folder / "content" / path.name)
    return folder


@pytest.fixture
def site(tmp_path):
    return make_site(tmp_path / "site", ["a", "b", "c", "d"])


@pytest.fixture
def other(tmp_path):
    return make_site(tmp_path / "other", ["a", *(f"other{number}" for number in range(9))])


@pytest.fixture
def root(tmp_path, site):
    rebuild(site, tmp_path / "index", OPTIONS)
    return tmp_path / "index"


def served(root):
    return len(EmbeddedEngine(root).find("common", 50))


@builds
def test_another_site_is_refused_by_a_message_that_names_both_once_and_what_to_do(site, other, root, build):
    with pytest.raises(PublishRefusedError) as caught:
        build(other, root, OPTIONS)
    message = str(caught.value)
    assert (message.count(f"{site}"), message.count(f"{other}")) == (1, 1)
    assert message.endswith("give the other site a folder of its own with --index, or replace this one with --force")
    assert served(root) == 4


@builds
def test_force_replaces_it_and_from_then_on_the_other_is_refused(site, other, root, build):
    build(other, root, BuildOptions(workers=1, force=True))
    assert served(root) == 10
    with pytest.raises(PublishRefusedError):
        build(site, root, OPTIONS)


@builds
def test_a_site_that_was_moved_is_the_same_and_is_said_to_have_moved(tmp_path, site, root, build):
    moved = site.rename(tmp_path / "moved")
    (moved / "e.md").write_text("---\ntitle: e\n---\ncommon")
    (moved / "a.md").unlink()
    report = build(moved, root, OPTIONS)
    assert [str(problem) for problem in report.problems] == [
        f"{site}: is now {moved}, as its base URL and its files tell; all of it is read anew"
    ]
    assert (report.contents.site, served(root)) == (str(moved), 4)
    assert update(moved, root, OPTIONS).problems == ()


@builds
def test_a_copy_is_the_same_site_unless_it_says_another_base_url(tmp_path, build):
    first = make_site(tmp_path / "first", ["a", "b"], "baseURL = 'https://a.org'")
    rebuild(first, tmp_path / "index", OPTIONS)
    release = tmp_path / "release"
    shutil.copytree(first, release)
    assert build(release, tmp_path / "index", OPTIONS).contents.posts == 2
    (release / "hugo.toml").write_text("baseURL = 'https://b.org'")
    build(release, tmp_path / "index", OPTIONS)  # a site may change its address where it stands
    with pytest.raises(PublishRefusedError, match="and not of"):
        build(first, tmp_path / "index", OPTIONS)


@builds
def test_a_symbolic_link_to_the_site_is_the_site(tmp_path, site, root, build):
    (tmp_path / "link").symlink_to(site)
    assert build(tmp_path / "link", root, OPTIONS).problems == ()


@builds
def test_an_index_of_the_sample_posts_may_be_replaced(tmp_path, site, build):
    rebuild(sample_posts(), tmp_path / "index", OPTIONS)
    assert build(site, tmp_path / "index", BuildOptions(workers=1, force=False)).contents.posts == 4


def test_a_rebuild_that_forgets_to_name_the_site_does_not_index_the_sample_posts(site, root):
    result = CliRunner().invoke(search_index, ["rebuild", "--index", str(root)])
    assert (result.exit_code, f"the index is of {site}, and not of {sample_posts()}" in result.stderr) == (1, True)


@builds
def test_an_index_of_another_version_remembers_its_site_too(other, root, build, monkeypatch):
    monkeypatch.setattr("indexer.index.generations.manifest.FORMAT", 999)
    with pytest.raises(PublishRefusedError, match="the index is of"):
        build(other, root, OPTIONS)


def test_a_site_does_not_replace_what_a_program_gave_and_the_other_way_round(tmp_path, site, root):
    posts = [indexer.Post(id=str(number), title="common") for number in range(5)]
    with pytest.raises(PublishRefusedError, match=f"the index holds {site}, and not posts that a program gave"):
        indexer.build(root, posts)
    indexer.build(tmp_path / "given", posts)
    with pytest.raises(PublishRefusedError, match=f"is of posts that a program gave, and not of {site}"):
        indexer.update(tmp_path / "given", site)


@pytest.mark.parametrize("function", [indexer.build, indexer.update])
def test_the_library_refuses_another_site_too(other, root, function):
    with pytest.raises(PublishRefusedError, match="the index is of"):
        function(root, other)
    function(root, other, options=BuildOptions(workers=1, force=True))
    assert current_generation(root).manifest.contents.site == str(other)

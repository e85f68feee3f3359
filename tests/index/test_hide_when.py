"""A post that a rule of the site's owner hides is never published because the rule went away."""

import json

import pytest

import indexer
from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import PublishRefusedError
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.index.generations.generation import current_generation
from indexer.posts.post import HideRule, IncludePolicy
from indexer.search.results import SearchRequest


def options(*rules, **others):
    include = IncludePolicy(hide_when=tuple(map(HideRule.parse, rules)))
    return BuildOptions(workers=1, include=include, **others)


def write(site, name, front_matter=""):
    (site / f"{name}.md").write_text(f"---\ntitle: {name}\n{front_matter}\n---\ncommon words\n")


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(4):
        write(folder, f"post{number}")
    write(folder, "hidden", "audience: internal")
    return folder


@pytest.fixture
def root(tmp_path, site):
    rebuild(site, tmp_path / "index", options("audience=internal"))
    return tmp_path / "index"


def found(root):
    return sorted(hit.id for hit in EmbeddedEngine(root).search(SearchRequest("common", per_page=50)).hits)


PUBLIC = ["post0.md", "post1.md", "post2.md", "post3.md"]
builds = pytest.mark.parametrize("build", [rebuild, update])


@builds
@pytest.mark.parametrize("rules", [(), ("audiance=internal",), ("audience=interal",), ("other",)])
def test_a_rule_that_went_away_or_was_misspelt_is_refused(site, root, build, rules):
    with pytest.raises(
        PublishRefusedError, match=r'1 file that the live index hides .* no longer has "audience=internal"'
    ):
        build(site, root, options(*rules))
    assert found(root) == PUBLIC
    assert current_generation(root).number == 1


@builds
def test_neither_an_edit_nor_a_new_post_gets_past_a_rule_that_went_away(site, root, build):
    write(site, "hidden", "audience: internal\nweight: 2")
    write(site, "secret", "audience: internal")
    with pytest.raises(PublishRefusedError, match="2 files that the live index hides"):
        build(site, root, options())
    assert found(root) == PUBLIC


@builds
def test_an_author_shows_a_post_by_editing_it_while_the_rule_stands(site, root, build):
    write(site, "hidden", "audience: everyone")
    build(site, root, options("audience=internal"))
    assert found(root) == ["hidden.md", *PUBLIC]


@builds
def test_a_rule_that_hides_nothing_any_more_may_go(site, root, build):
    (site / "hidden.md").unlink()
    report = build(site, root, options())
    assert (report.problems, report.contents.hide_when) == ((), ())
    assert update(site, root, options()).generation == report.generation  # nothing is read anew for it


@builds
def test_a_wider_rule_may_take_the_place_of_a_narrow_one(site, root, build):
    report = build(site, root, options("audience"))
    assert report.contents.hide_when == ("audience",)
    assert found(root) == PUBLIC


@builds
def test_force_shows_the_posts_and_says_so(site, root, build):
    report = build(site, root, options(force=True))
    assert [problem.path for problem in report.problems] == ["hide_when"]
    assert found(root) == ["hidden.md", *PUBLIC]


def test_the_rules_are_remembered_over_updates_and_withdrawals(site, root):
    rules = options("audience=internal")
    write(site, "added")
    assert update(site, root, rules).contents.hide_when == ("audience=internal",)
    (site / "added.md").unlink()
    assert update(site, root, rules).contents.hide_when == ("audience=internal",)
    with pytest.raises(PublishRefusedError):
        update(site, root, options())


def test_an_index_of_another_version_keeps_its_posts_hidden_too(site, root, monkeypatch):
    monkeypatch.setattr("indexer.index.generations.manifest.FORMAT", 999)
    with pytest.raises(PublishRefusedError, match="would be shown"):
        update(site, root, options())


def test_a_program_that_forgets_the_rule_is_refused_too(site, root):
    with pytest.raises(PublishRefusedError, match="would be shown"):
        indexer.update(root, site, options=BuildOptions(workers=1))
    (site / "search-index.toml").write_text(f"hide_when = {json.dumps(['audience=internal'])}")
    indexer.update(root, site)
    assert found(root) == PUBLIC

"""A rollback, killed at each of its steps: the one index or the other answers, and what is withdrawn stays so."""

import shutil

import pytest
from index_bytes import files_with
from killed_steps import at_each_step, ends_before

from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import SearchIndexError
from indexer.index.build import rollback as rolling
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.rollback import rollback
from indexer.index.build.update import update
from indexer.index.generations.generation import current_generation, live_number
from indexer.index.generations.publish import stage
from indexer.search.results import SearchRequest

OPTIONS = BuildOptions(workers=1)
BEFORE, TAKEN_BACK = ["post0.md", "post1.md", "post2.md"], ["added.md", "post0.md", "post1.md", "post2.md"]


def write(site, name, body="common words"):
    (site / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n{body}\n")


@pytest.fixture
def before(tmp_path):
    """An index that a post was withdrawn from, and another was added to since."""
    site, root = tmp_path / "site", tmp_path / "before"
    site.mkdir()
    for number in range(3):
        write(site, f"post{number}")
    write(site, "canaryname", "common canarybody")
    rebuild(site, root, OPTIONS)
    (site / "canaryname.md").unlink()
    update(site, root, OPTIONS)
    write(site, "added")
    update(site, root, OPTIONS)
    assert answers(root) == TAKEN_BACK
    return root


def answers(root):
    return sorted(hit.id for hit in EmbeddedEngine(root).search(SearchRequest("common", per_page=50)).hits)


def finish(root):
    """Run the command again, as a person would; where it had come to its end already, any other writer."""
    if answers(root) == TAKEN_BACK:
        rollback(root)
        return
    with stage(root):
        pass


def can_roll_back(root):
    try:
        rollback(root)
    except SearchIndexError:
        return False
    return True


def play(before, at):
    """Kill a rollback at a step; return whether it came to its end, what answered then, and what is wrong after all."""
    root = before.with_name(f"index-{at}")
    shutil.copytree(before, root)
    reader = EmbeddedEngine(root)
    reader.health()
    ended = ends_before(lambda: rollback(root), at)
    first = answers(root)
    seen = sorted(hit.id for hit in reader.search(SearchRequest("common", per_page=50)).hits)
    finish(root)
    litter = {path.name for path in root.iterdir()} - {"CURRENT", "FLOOR", "LOCK", "SEARCH-INDEX"}
    held = files_with(root, "canary")
    wrong = [
        *(["the reader saw another"] if seen != first else []),
        *(["not rolled back"] if answers(root) != BEFORE else []),
        *(["degraded"] if current_generation(root).degraded else []),
        *(sorted(litter) if len(litter) != 1 else []),
        *held,
        *(["rolled back twice"] if can_roll_back(root) else []),
    ]
    shutil.rmtree(root)
    return ended, first, wrong


def kills(before, stride):
    return at_each_step(lambda at: play(before, at), stride)


@pytest.mark.parametrize("stride", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_a_kill_at_any_step_leaves_the_one_index_or_the_other_and_the_command_can_be_run_again(
    before, stride, tell_figures
):
    outcomes = list(kills(before, stride))
    tell_figures(f"a rollback killed at {len(outcomes)} steps")
    assert len(outcomes) > 20 // stride
    assert [first for _, first, _ in outcomes] == sorted([first for _, first, _ in outcomes])
    assert {tuple(first) for _, first, _ in outcomes} == {tuple(BEFORE), tuple(TAKEN_BACK)}
    assert [wrong for _, _, wrong in outcomes if wrong] == []


def test_the_same_kills_notice_a_rollback_that_deletes_before_it_publishes(before, monkeypatch):
    careful = rolling.previous_generation

    def careless(root):
        source, live = careful(root), live_number(root)
        shutil.rmtree(root / f"g-{live}", ignore_errors=True)
        return source

    monkeypatch.setattr(rolling, "previous_generation", careless)
    assert any(wrong for _, _, wrong in kills(before, 9))

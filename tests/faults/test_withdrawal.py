"""A publication that withdraws, killed at each of its steps: what was withdrawn never comes back after a success."""

import shutil
from datetime import UTC, datetime

import pytest
from killed_steps import at_each_step, ends_before

from indexer.errors import IndexUnusableError, SearchIndexError
from indexer.index.generations import installation, publish
from indexer.index.generations.contents import Contents
from indexer.index.generations.generation import current_generation
from indexer.index.generations.publish import PurgedCopy, Withdrawal, stage

CONTENTS = Contents(site="/site", built=datetime(2026, 1, 2, tzinfo=UTC), posts=1)


def publish_word(root, word, copied=None):
    """Publish a word; one that is copied withdraws what was published before."""
    with stage(root, wait=0) as staging:
        (staging.folder / "words").write_text(word)
        if not copied:
            staging.publish(CONTENTS)
            return
        copy = staging.scratch / "copy"
        copy.mkdir()
        (copy / "words").write_text(copied)
        staging.publish(CONTENTS, Withdrawal(PurgedCopy(copy, CONTENTS)))


def words_told(root):
    """Return what answers, then what answers when the newest is damaged too."""
    told = []
    for _ in range(3):
        try:
            generation = current_generation(root)
        except IndexUnusableError:
            break
        told.append((generation.path / "words").read_text())
        (generation.path / "MANIFEST.json").unlink()
    return told


def play(folder, at):
    """Kill a withdrawal at a step, and run the command again, which finds nothing to do where the new index answers.

    Returns:
        Whether the first came to the end, what answered after it, what can be made to answer after the second, and
        files that still hold what was withdrawn.
    """
    root, before = folder / str(at), folder / "before"
    if not before.exists():
        for word in ("secret 1", "secret 2"):
            publish_word(before, word)
    shutil.copytree(before, root)
    ended = ends_before(lambda: publish_word(root, "new", "copy"), at)
    first = (current_generation(root).path / "words").read_text()
    if not ended:
        if first == "new":
            with stage(root, wait=0):
                pass
        else:
            publish_word(root, "new", "copy")
    left = [path for path in root.rglob("*") if path.is_file() and b"secret" in path.read_bytes()]
    return ended, first, words_told(root), left


def kills(folder):
    return at_each_step(lambda at: play(folder, at))


def test_a_kill_at_any_step_leaves_the_old_or_the_new_and_never_brings_back_what_was_withdrawn(tmp_path, tell_figures):
    outcomes = list(kills(tmp_path))
    tell_figures(f"a withdrawal killed at {len(outcomes)} steps")
    assert len(outcomes) > 20
    assert {first for _, first, _, _ in outcomes} == {"secret 2", "new"}
    assert {(tuple(told), tuple(left)) for _, _, told, left in outcomes} == {(("new", "copy"), ())}


@pytest.mark.parametrize(("module", "protection"), [(installation, "_delete_forbidden"), (publish, "_mend_floor")])
def test_the_same_kills_notice_what_is_missing(tmp_path, monkeypatch, module, protection):
    monkeypatch.setattr(module, protection, lambda root: None)
    monkeypatch.setattr(publish, "sweep", lambda root: None)
    assert any(left or "secret 2" in told for _, _, told, left in kills(tmp_path))


def test_a_failure_to_forbid_the_old_ones_takes_the_publication_back(tmp_path, monkeypatch):
    def fail(root, number, mode):
        (root / "FLOOR").write_text("half")
        raise OSError(28, "No space left on device", str(root / "FLOOR"))

    root = tmp_path / "index"
    publish_word(root, "secret")
    monkeypatch.setattr(installation, "write_floor", fail)
    with pytest.raises(SearchIndexError, match="No space left on device"):
        publish_word(root, "new", "copy")
    assert (current_generation(root).path / "words").read_text() == "secret"
    assert sorted(path.name for path in root.iterdir()) == ["CURRENT", "LOCK", "SEARCH-INDEX", "g-1"]

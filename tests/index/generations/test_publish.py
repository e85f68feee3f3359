import os
import re
import shutil
import stat
import sys
import threading
from pathlib import Path

import pytest
from staged import publish

from indexer.errors import IndexForeignError, SearchIndexError
from indexer.index.generations import installation as module
from indexer.index.generations.generation import current_generation
from indexer.index.generations.publish import Withdrawal, discard, stage


def word(root):
    return (current_generation(root).path / "words").read_text()


def names(root):
    return sorted(path.name for path in root.iterdir())


def fail_at(monkeypatch, name, on_call=1, error=None):
    """Let the on_call-th call of a function of the publisher fail."""
    real, calls = getattr(module, name), []

    def failing(*arguments):
        calls.append(arguments)
        if len(calls) == on_call:
            raise error or OSError(28, "No space left on device", str(arguments[0]))
        return real(*arguments)

    monkeypatch.setattr(module, name, failing)


def test_what_was_built_is_what_is_read(root, build):
    generation = publish(root, build("first"))
    assert (generation.number, word(root)) == (1, "first")
    assert current_generation(root) == generation


def test_the_newest_generation_is_read_and_the_one_before_is_kept(root, build):
    for text in ("a", "b", "c", "d"):
        publish(root, build(text))
    assert word(root) == "d"
    assert names(root) == ["CURRENT", "LOCK", "SEARCH-INDEX", "g-3", "g-4"]


def test_no_two_generations_ever_have_the_same_name(root, build):
    assert publish(root, build("a")).name != publish(root, build("a")).name


def test_only_the_owner_may_enter_an_index_that_we_made(root, build):
    publish(root, build("a"))
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert stat.S_IMODE((root / "g-1").stat().st_mode) == 0o700
    assert stat.S_IMODE((root / "g-1" / "words").stat().st_mode) == 0o600


def test_who_may_read_the_index_folder_may_read_new_generations(root, build):
    publish(root, build("a"))
    root.chmod(0o755)
    old = os.umask(0o002)
    try:
        publish(root, build("b"))
    finally:
        os.umask(old)
    assert stat.S_IMODE((root / "g-2").stat().st_mode) == 0o755
    assert stat.S_IMODE((root / "g-2" / "words").stat().st_mode) == 0o644
    assert word(root) == "b"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="asks Linux what a descriptor stands for")
def test_bytes_are_on_the_disk_before_the_name_that_makes_them_count(root, build, monkeypatch):
    publish(root, build("a"))
    done = []

    def note(name, path_of):
        real = getattr(os, name)

        def noting(*arguments):
            path = re.sub("tmp-[0-9a-f]+-", "tmp-", path_of(*arguments))
            done.append((name, re.sub("tmp-(?!CURRENT)[^/]+", "STAGING", path)))
            return real(*arguments)

        monkeypatch.setattr(os, name, noting)

    note("fsync", lambda descriptor: os.path.relpath(Path(f"/proc/self/fd/{descriptor}").readlink(), root))
    note("rename", lambda _, target: os.path.relpath(target, root))
    note("replace", lambda _, target: os.path.relpath(target, root))
    publish(root, build("b"))
    in_staging = done.index(("fsync", "STAGING"))
    assert {("fsync", "STAGING/words"), ("fsync", "STAGING/MANIFEST.json")} <= set(done[:in_staging])
    assert done[in_staging + 1 :] == [
        ("rename", "g-2"),
        ("fsync", "."),
        ("fsync", "tmp-CURRENT"),
        ("replace", "CURRENT"),
        ("fsync", "."),
    ]


@pytest.mark.parametrize("on_call", [1, 2, 3])
def test_an_interrupt_while_folders_are_deleted_leaves_none_behind(root, build, monkeypatch, on_call):
    """The third publication deletes the first, its folder for files needed meanwhile, and the one it was built in."""
    for text in ("a", "b"):
        publish(root, build(text))
    real, calls = shutil.rmtree, []

    def interrupted(*arguments, **named):
        calls.append(arguments)
        if len(calls) == on_call:
            raise KeyboardInterrupt
        real(*arguments, **named)

    monkeypatch.setattr(shutil, "rmtree", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish(root, build("c"))
    assert [name for name in names(root) if name.startswith("tmp-")] == []
    assert word(root) == "c"


@pytest.mark.parametrize("error", [KeyboardInterrupt, SearchIndexError])
def test_a_builder_that_fails_leaves_the_live_index_alone(two_generations, build, error):
    before = names(two_generations)

    def fill(folder):
        (folder / "half").write_text("x")
        raise error

    with pytest.raises(error):
        publish(two_generations, fill)
    assert (word(two_generations), names(two_generations)) == ("new", before)


@pytest.mark.parametrize(("step", "call"), [("seal_folder", 1), ("sync_tree", 1), ("sync", 1), ("replace_file", 1)])
def test_a_disk_that_fails_costs_the_new_generation_and_nothing_else(two_generations, build, monkeypatch, step, call):
    fail_at(monkeypatch, step, call)
    with pytest.raises(SearchIndexError, match=r"No space left on device .*The live index is untouched"):
        publish(two_generations, build("lost"))
    assert word(two_generations) == "new"
    assert names(two_generations) == ["CURRENT", "LOCK", "SEARCH-INDEX", "g-1", "g-2"]
    monkeypatch.undo()
    publish(two_generations, build("later"))
    assert word(two_generations) == "later"


@pytest.mark.parametrize("generations", [0, 1, 2])
def test_a_pointer_that_cannot_be_synced_is_taken_back(root, build, monkeypatch, generations):
    for number in range(generations):
        publish(root, build(str(number)))
    before = names(root) if generations else ["LOCK", "SEARCH-INDEX"]
    real, calls = module.replace_file, []

    def replace_then_fail(path, data, mode):
        calls.append(real(path, data, mode))
        if len(calls) == 1:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(module, "replace_file", replace_then_fail)
    with pytest.raises(SearchIndexError, match="Input/output error"):
        publish(root, build("lost"))
    assert names(root) == before
    if generations:
        assert word(root) == str(generations - 1)


def test_a_reader_of_our_output_that_went_away_is_no_failure_of_the_index(root):
    def fill(folder):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        publish(root, fill)


def test_the_next_writer_clears_what_a_killed_one_left(two_generations, build):
    (two_generations / "tmp-abc").mkdir()
    (two_generations / "tmp-abc" / "half").write_text("x")
    (two_generations / "tmp-0a1b-CURRENT").write_text("g-")
    shutil.copytree(two_generations / "g-2", two_generations / "g-3")
    shutil.copytree(two_generations / "g-2", two_generations / "tmp-g-3")
    publish(two_generations, build("next"))
    assert names(two_generations) == ["CURRENT", "LOCK", "SEARCH-INDEX", "g-2", "g-3"]
    assert word(two_generations) == "next"


def test_a_folder_with_other_things_in_it_is_refused(root, build):
    root.mkdir()
    (root / "thesis.txt").write_text("precious")
    with pytest.raises(IndexForeignError, match="did not write"):
        publish(root, build("a"))
    assert names(root) == ["thesis.txt"]


def test_an_empty_folder_is_taken(root, build):
    root.mkdir(mode=0o755)
    publish(root, build("a"))
    assert word(root) == "a"


def test_a_file_in_the_place_of_the_folder_is_refused(root, build):
    root.write_text("")
    with pytest.raises(IndexForeignError, match="this is a file"):
        publish(root, build("a"))


def test_other_things_in_an_index_of_ours_are_left_alone(two_generations, build):
    (two_generations / "notes.txt").write_text("mine")
    publish(two_generations, build("c"))
    assert (two_generations / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("mode", [0o770, 0o777, 0o707])
def test_a_folder_that_others_may_write_to_is_refused(two_generations, build, mode):
    two_generations.chmod(mode)
    with pytest.raises(IndexForeignError, match="chmod go-w"):
        publish(two_generations, build("c"))


def test_a_disk_without_room_is_refused_before_anything_is_built(two_generations, monkeypatch):
    full = shutil.disk_usage(two_generations)._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    with pytest.raises(SearchIndexError, match=r"may need 1 MB and 0 MB are free.*make room"):
        publish(two_generations, lambda folder: pytest.fail("was built"))


def test_a_damaged_live_index_is_healed(two_generations, build):
    (two_generations / "g-2" / "MANIFEST.json").write_text("{")
    (two_generations / "CURRENT").write_text("nonsense")
    publish(two_generations, build("healed"))
    assert (word(two_generations), current_generation(two_generations).degraded) == ("healed", "")


def test_a_lock_deleted_while_building_stops_the_publication(two_generations, build):
    def fill(folder):
        (two_generations / "LOCK").unlink()
        return build("lost")(folder)

    with pytest.raises(SearchIndexError, match="someone deleted the lock"):
        publish(two_generations, fill)
    assert word(two_generations) == "new"


def test_two_writers_publish_one_after_the_other(root, build):
    inside, overlaps = [], []

    def fill(folder):
        inside.append(folder)
        overlaps.append(len(inside))
        threading.Event().wait(0.01)
        inside.pop()
        return build(folder.name)(folder)

    threads = [threading.Thread(target=publish, args=(root, fill), kwargs={"wait": 60}) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert overlaps == [1] * 8
    assert current_generation(root).number == 8


def test_the_old_index_is_never_opened_to_publish_a_new_one(two_generations, build):
    opened = []
    sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
    publish(two_generations, build("c"))
    assert not [path for path in opened if path.endswith("g-2/words")]


def test_damaged_generations_are_discarded_but_never_the_live_one(two_generations):
    discard(two_generations, {1, 2, 9})
    assert "g-1" not in names(two_generations)
    assert word(two_generations) == "new"


def test_what_will_not_fit_beside_the_live_index_is_not_begun(root, build, monkeypatch):
    publish(root, build("a"))
    size = current_generation(root).manifest.size
    assert size > 0
    free = shutil.disk_usage(root)._replace(free=2 * size)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: free)
    assert publish(root, build("b")).number == 2
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: free._replace(free=2 * size - 1))
    with pytest.raises(SearchIndexError, match="The live index is untouched; make room, and run the command again"):
        publish(root, build("c"))
    assert word(root) == "b"


def test_withdrawn_posts_whose_generation_cannot_be_deleted_are_told_with_file_and_cause(root, build, monkeypatch):
    publish(root, build("secret"))
    fail_at(monkeypatch, "remove", error=OSError(13, "Permission denied", "g-1/words"))
    with (
        pytest.raises(SearchIndexError) as told,
        stage(root) as staging,
    ):
        staging.publish(build("b")(staging.folder), Withdrawal())
    assert str(told.value) == (
        f"{root}: the new index is published, but an old one that holds withdrawn posts could not be deleted: "
        "Permission denied (g-1/words). Remove the cause and run the command again"
    )
    assert word(root) == "b"

"""Faults in the folder of an index: each is made, found, mended, and found no more."""

import os
import shutil

import pytest
from doctor_site import build_page, write

from indexer.index.generations.generation import current_generation
from indexer.index.generations.lock import hold_lock
from indexer.whoosh_codec import renewed_contents
from indexer.whoosh_codec.renewed_contents import list_segments


def rot(path, at=5):
    """Flip a bit without a trace in the file's times, as a disk does."""
    status = path.stat()
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_all_is_well_with_a_fresh_index(root, examine):
    seen = examine()
    assert (seen.status, seen.told["findings"], seen.told["well"]) == (0, [], True)
    assert seen.told["areas"]["index"] == "g-2, 5 posts: every byte and every post of it and of g-1 before it read"


def test_every_file_of_the_live_index_that_rots_is_found(root, examine):
    for path in sorted(path for path in (root / "g-2").rglob("*") if path.is_file() and path.stat().st_size > 1):
        rot(path, 0)
        seen = examine()
        assert seen.status == 1, path
        assert any(each["area"] == "index" and each["severity"] == "error" for each in seen.found), path
        rot(path, 0)
        assert examine().status == 0, path


@pytest.mark.parametrize("name", ["part-0/arrays", "store.json", "sources", "MANIFEST.json"])
def test_damage_to_the_live_index_is_mended_by_building_it_anew(root, site, examine, name):
    rot(root / "g-2" / name)
    seen = examine()
    assert seen.told["areas"]["index"] == "g-2: not intact"
    assert all(f"rebuild {site}" in each["command"] for each in seen.found)
    mended = examine("--repair")
    assert (mended.status, mended.found) == (0, [])
    assert current_generation(root).number == 3


def test_damage_to_one_part_of_several_is_mended_by_an_update(root, site, run, examine):
    write(site, "later")
    build_page(site, "later")
    assert run("update", site).exit_code == 0
    rot(root / "g-3" / "part-1" / "arrays")
    seen = examine()
    assert {each["command"] for each in seen.found} == {f"search-index update {site} --index {root}"}
    mended = examine("--repair")
    assert (mended.status, mended.found) == (0, [])
    assert sorted(path.name for path in root.glob("g-*")) == ["g-4"]


def test_a_table_of_contents_that_an_update_wrote_wrongly_is_found_and_mended(root, site, run, mends, monkeypatch):
    write(site, "later")
    build_page(site, "later")
    monkeypatch.setattr(renewed_contents, "list_segments", lambda index: [next(list_segments(index))])
    assert run("update", site).exit_code == 0
    monkeypatch.undo()
    mends(("error", "index", "6 posts, but 5 for Whoosh"))


def test_damage_to_the_index_before_is_a_warning(root, mends):
    rot(root / "g-1" / "part-0" / "arrays")
    first = mends(
        ("warning", "index", "has another checksum than was published: it cannot be served"),
        ("warning", "index", "bytes 0 to 4096 have changed: it cannot be served"),
    )
    assert "g-1" in first.found[0]["where"]


def test_a_missing_index_is_built_where_the_site_is_named(root, site, run, examine):
    shutil.rmtree(root)
    seen = examine()
    assert [(each["what"], each["repairs"]) for each in seen.found] == [("there is no index yet", [])]
    seen = examine(site)
    assert seen.found[0]["command"].startswith(f"search-index rebuild {site}")
    assert examine(site, "--repair").status == 0


def test_without_an_index_nothing_is_said_of_one(tmp_path, run):
    told = run("doctor").stdout
    assert f"permissions  {tmp_path / 'index'} is not there\n" in told
    assert "sources      no site is named\n" in told
    assert "a rebuild needs" not in told
    assert "than all that was built" not in told


@pytest.mark.parametrize("text", [None, "?", "g-1 " + "0" * 64 + "\n"])
def test_a_damaged_pointer_is_found_and_mended(root, examine, text):
    (root / "CURRENT").unlink()
    if text:
        (root / "CURRENT").write_text(text)
    seen = examine()
    assert "CURRENT is missing or damaged" in [each["what"] for each in seen.found]
    assert examine("--repair").status == 0


def test_a_damaged_floor_is_found_and_mended(root, examine):
    (root / "FLOOR").write_text("?")
    assert [each["what"] for each in examine().found] == ["FLOOR is missing or damaged"]
    assert examine("--repair").status == 0


def test_what_a_stopped_build_left_is_found_and_deleted(root, mends):
    (root / "tmp-abc").mkdir()
    (root / "g-9").mkdir()
    mends(("warning", "index", "left by a build that was stopped: g-9, tmp-abc"))
    assert not (root / "tmp-abc").exists()


def test_a_lock_that_names_a_process_which_is_gone_is_found_and_mended(root, mends):
    (root / "LOCK").write_text("999999\n")
    mends(("warning", "index", "the lock names process 999999, which does not hold it"))


def test_a_build_under_way_is_no_fault(root, examine):
    (root / "tmp-abc").mkdir()
    with hold_lock(root):
        seen = examine()
    assert (seen.status, seen.found) == (0, [])
    assert f"process {os.getpid()} is writing this index" in seen.told["findings"][0]["what"]


def test_files_of_somebody_else_are_found_and_left_alone(root, examine):
    (root / "notes.txt").write_text("mine")
    seen = examine("--repair")
    assert [(each["what"], each["repairs"]) for each in seen.found] == [("not written by search-index: notes.txt", [])]
    assert (root / "notes.txt").read_text() == "mine"


def test_an_index_of_a_program_that_is_damaged_is_rolled_back(tmp_path, examine):
    import indexer

    posts = [indexer.Post(id=str(number), title="common", body="words") for number in range(4)]
    for number in (3, 4):
        indexer.build(tmp_path / "index", posts[:number])
    rot(tmp_path / "index" / "g-2" / "part-0" / "arrays")
    seen = examine()
    assert {tuple(each["repairs"]) for each in seen.found} == {("rollback",)}
    assert examine("--repair").status == 0
    assert current_generation(tmp_path / "index").manifest.contents.posts == 3


def test_an_index_of_another_version_is_built_anew(root, examine, monkeypatch):
    monkeypatch.setattr("indexer.index.generations.manifest.FORMAT", 999)
    monkeypatch.setattr("indexer.index.parts.part_table.FORMAT", 999)
    monkeypatch.setattr("indexer.index.parts.part_writer.FORMAT", 999)
    assert examine().status == 1
    assert examine("--repair").status == 0


def test_an_update_that_was_refused_is_told_until_one_succeeds(root, site, run, examine):
    hidden = [path.rename(path.with_suffix(".off")) for path in (site / "content" / "posts").glob("*.md")]
    assert run("update", site).exit_code == 1
    for path in hidden:
        path.rename(path.with_suffix(".md"))
    (found,) = examine().found
    assert (found["area"], found["what"].partition(", at ")[0]) == (
        "index",
        "the last update published nothing and ended as refused",
    )
    assert examine("--repair").status == 0

import os
import shutil
import sys

import pytest
from staged import publish

from indexer.errors import IndexDamagedError, IndexForeignError, IndexMissingError, IndexVersionError, SearchIndexError
from indexer.index.generations import generation as generations
from indexer.index.generations import integrity, manifest
from indexer.index.generations.generation import current_generation, live_generation, open_current, previous_generation

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to another user")


def word(generation):
    return (generation.path / "words").read_text()


def test_where_there_is_no_folder_there_is_no_index(root):
    with pytest.raises(IndexMissingError, match="search-index rebuild SITE"):
        current_generation(root)


def test_an_empty_folder_is_no_index_yet(root):
    root.mkdir()
    with pytest.raises(IndexMissingError):
        current_generation(root)


def test_a_folder_of_ours_without_a_generation_is_no_index_yet(two_generations):
    for name in ("g-1", "g-2"):
        shutil.rmtree(two_generations / name)
    (two_generations / "CURRENT").unlink()
    with pytest.raises(IndexMissingError, match=f"^{two_generations}"):
        current_generation(two_generations)


def test_a_folder_that_is_not_ours_is_not_read(root):
    root.mkdir()
    (root / "_MAIN_1.toc").write_text("code")
    with pytest.raises(IndexForeignError):
        current_generation(root)


@pytest.mark.parametrize("name", ["words", "MANIFEST.json"])
def test_a_missing_file_is_named_and_the_previous_generation_serves(two_generations, name):
    (two_generations / "g-2" / name).unlink()
    generation = current_generation(two_generations)
    assert (generation.number, word(generation)) == (1, "old")
    assert f"g-2/{name}" in generation.degraded


def test_a_missing_generation_is_named_and_the_previous_one_serves(two_generations):
    shutil.rmtree(two_generations / "g-2")
    generation = current_generation(two_generations)
    assert (generation.number, "g-2" in generation.degraded) == (1, True)


def test_a_planted_file_is_refused(two_generations):
    (two_generations / "g-2" / "_MAIN_9.toc").write_text("code")
    generation = current_generation(two_generations)
    assert generation.number == 1
    assert "_MAIN_9.toc: was not published with this index" in generation.degraded


def test_a_link_in_the_place_of_a_file_is_refused(two_generations):
    path = two_generations / "g-2" / "words"
    path.rename(two_generations / "elsewhere")
    path.symlink_to(two_generations / "elsewhere")
    assert "is not a file" in current_generation(two_generations).degraded


@pytest.mark.parametrize("text", ["", "g-2\n", "g-2 0000", "../../etc 1", "g-02 " + "0" * 64, "\udcff"])
def test_a_damaged_pointer_is_named_and_the_newest_intact_generation_serves(two_generations, text):
    (two_generations / "CURRENT").write_bytes(text.encode("utf-8", "surrogateescape"))
    generation = current_generation(two_generations)
    assert (word(generation), "CURRENT" in generation.degraded) == ("new", True)


def test_a_pointer_that_names_another_index_of_that_number_is_not_believed(two_generations):
    (two_generations / "CURRENT").write_text(f"g-2 {'0' * 64}\n")
    generation = current_generation(two_generations)
    assert "CURRENT: names another index" in generation.degraded


def test_where_nothing_is_intact_the_first_damage_and_the_way_out_are_told(two_generations):
    for name in ("g-1", "g-2"):
        (two_generations / name / "words").write_text("xyz!")
    with pytest.raises(IndexDamagedError, match=r"g-2/words: has 4 bytes, 3 .* search-index update SITE"):
        current_generation(two_generations)


def test_an_index_of_another_version_is_told_apart_from_a_damaged_one(two_generations, monkeypatch):
    monkeypatch.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
    with pytest.raises(IndexVersionError, match=f"format {manifest.FORMAT - 1} with"):
        current_generation(two_generations)


def test_an_index_of_another_library_is_of_another_version(two_generations, monkeypatch):
    monkeypatch.setattr(manifest, "library", lambda: "whoosh4 1.0")
    with pytest.raises(IndexVersionError, match="whoosh4"):
        current_generation(two_generations)


@pytest.mark.parametrize("path", [".", "g-2", "g-2/words"])
def test_an_index_that_others_may_write_to_is_not_read(two_generations, path):
    (two_generations / path).chmod(0o777)
    shutil.rmtree(two_generations / "g-1")
    with pytest.raises(IndexForeignError, match=f"^{(two_generations / path).resolve()}.*other users may write"):
        current_generation(two_generations)


@as_root
@pytest.mark.parametrize("path", [".", "g-2", "g-2/words"])
def test_an_index_of_another_user_is_not_read(two_generations, path):
    os.chown(two_generations / path, 65534, 65534)
    shutil.rmtree(two_generations / "g-1")
    with pytest.raises(IndexForeignError, match="belongs to user 65534"):
        current_generation(two_generations)


def test_a_file_whose_time_stayed_is_compared_all_the_same(two_generations):
    path = two_generations / "g-2" / "words"
    status = path.stat()
    path.write_text("bad")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert current_generation(two_generations).number == 1


def test_the_digest_of_a_copied_file_that_has_checksums_of_its_own_is_computed_once(root, build, monkeypatch):
    publish(root, lambda folder: (folder / "arrays").write_text("numbers") and build("new")(folder))
    os.utime(root / "g-1" / "arrays", ns=(0, 0))
    computed, sha256 = [], integrity.sha256
    monkeypatch.setattr(integrity, "sha256", lambda path: computed.append(path.name) or sha256(path))
    for _ in range(3):
        assert not current_generation(root).degraded
    assert (computed.count("arrays"), computed.count("words")) == (1, 3)


def test_a_file_changed_while_we_serve_is_noticed(two_generations):
    current_generation(two_generations)
    (two_generations / "g-2" / "words").write_text("bad")
    assert current_generation(two_generations).number == 1


def test_a_generation_swept_away_while_it_is_opened_is_no_error(two_generations, build, monkeypatch):
    real = generations.read_manifest

    def publish_twice_then_read(folder):
        monkeypatch.setattr(generations, "read_manifest", real)
        publish(two_generations, build("c"))
        publish(two_generations, build("d"))
        return real(folder)

    monkeypatch.setattr(generations, "read_manifest", publish_twice_then_read)
    generation = current_generation(two_generations)
    assert (word(generation), generation.degraded) == ("d", "")


def test_a_generation_swept_away_before_its_files_are_opened_is_no_error(two_generations, build):
    def opener(generation):
        if generation.number == 2:
            publish(two_generations, build("c"))
            publish(two_generations, build("d"))
        return word(generation)

    assert open_current(two_generations, opener) == "d"


def test_a_file_that_is_missing_for_good_is_an_error(two_generations):
    with pytest.raises(IndexDamagedError, match=r"g-2/nothing: cannot be read \(No such file"):
        open_current(two_generations, lambda generation: (generation.path / "nothing").read_text())


def test_what_cannot_be_read_is_told_by_the_folder_where_the_system_names_no_file(two_generations):
    def opener(_generation):
        raise OSError("the disk is gone")

    with pytest.raises(IndexDamagedError) as told:
        open_current(two_generations, opener)
    assert str(told.value).startswith(f"{two_generations}: cannot be read (the disk is gone). Remove the cause; ")


def test_a_generation_that_cannot_be_opened_is_told_with_the_one_before(two_generations):
    def opener(generation):
        if generation.number == 2:
            raise IndexDamagedError("g-2 is rotten")
        return word(generation), generation.degraded

    assert open_current(two_generations, opener) == ("old", "g-2 is rotten")


def test_reading_needs_no_whoosh():
    command = "import indexer.index.generations.publish, sys; sys.exit('whoosh' in sys.modules)"
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", command]) == 0


def test_the_live_generation_is_the_one_that_is_named_whatever_has_become_of_its_files(two_generations):
    (two_generations / "g-2" / "words").write_text("xyz!")
    live = live_generation(two_generations)
    path, pointer = two_generations / "g-2", (two_generations / "CURRENT").read_text()
    assert (live.number, live.path, live.pointer, live.degraded) == (2, path, pointer, "")
    assert live.manifest == manifest.read_manifest(path)


@pytest.mark.parametrize(
    ("text", "what"), [("", "is missing or damaged"), (f"g-2 {'0' * 64}\n", "names another index than stands in g-2")]
)
def test_a_pointer_that_is_damaged_or_names_another_index_has_no_live_generation(two_generations, text, what):
    (two_generations / "CURRENT").write_text(text)
    with pytest.raises(IndexDamagedError, match=f"CURRENT: {what}$"):
        live_generation(two_generations)


def test_without_an_index_before_the_live_one_there_is_nothing_to_go_back_to(root, build):
    publish(root, build("only"))
    with pytest.raises(SearchIndexError) as error:
        previous_generation(root)
    assert str(error.value) == (
        f"{root}: there is nothing to roll back to: g-1 is the only one that there is; to change what is served, "
        "mend the site and run search-index update"
    )

import errno
import os
from datetime import UTC, datetime

import pytest

from indexer.errors import IndexDamagedError, IndexForeignError
from indexer.index.generations import integrity
from indexer.index.generations.contents import Contents
from indexer.index.generations.integrity import find_damaged_files, require_intact
from indexer.index.generations.manifest import seal_folder

CONTENTS = Contents("/site", datetime(2026, 1, 2, tzinfo=UTC), 2)


def test_what_is_missing_cut_short_not_published_or_no_file_is_named(folder):
    manifest = seal_folder(folder, CONTENTS)
    (folder / "more").write_text("more")
    with pytest.raises(IndexDamagedError, match=r"/more: was not published with this index"):
        require_intact(folder, manifest)
    (folder / "more").unlink()
    (folder / "words").write_text("word")
    with pytest.raises(IndexDamagedError, match=r"/words: has 4 bytes, 5 were published"):
        require_intact(folder, manifest)
    (folder / "words").unlink()
    with pytest.raises(IndexDamagedError, match=r"/words: is missing"):
        require_intact(folder, manifest)
    (folder / "words").symlink_to(folder / "parts" / "one")
    with pytest.raises(IndexDamagedError, match=r"/words: is not a file"):
        require_intact(folder, manifest)


def test_large_arrays_are_read_once_where_somebody_may_have_written_to_them_and_else_not(folder, monkeypatch):
    (folder / "arrays").write_bytes(b"12345678")
    manifest, read, sha256 = seal_folder(folder, CONTENTS), [], integrity.sha256
    monkeypatch.setattr(integrity, "sha256", lambda path: read.append(path.name) or sha256(path))
    require_intact(folder, manifest)
    assert "arrays" not in read
    os.utime(folder / "arrays", ns=(0, 0))
    for _ in range(2):
        require_intact(folder, manifest)
    assert read.count("arrays") == 1
    (folder / "arrays").write_bytes(b"12345679")
    with pytest.raises(IndexDamagedError, match="arrays: was changed after it was published"):
        require_intact(folder, manifest)


def test_a_folder_as_it_was_sealed_is_intact(folder):
    require_intact(folder, seal_folder(folder, CONTENTS))


def test_a_changed_file_of_the_same_size_is_found(folder):
    manifest = seal_folder(folder, CONTENTS)
    (folder / "parts" / "one").write_bytes(b"\x00\x00")
    with pytest.raises(IndexDamagedError, match=r"parts/one: was changed after it was published"):
        require_intact(folder, manifest)


@pytest.mark.parametrize("name", ["words", "parts", "parts/one"])
def test_what_others_may_write_to_is_refused(folder, name):
    manifest = seal_folder(folder, CONTENTS)
    (folder / name).chmod(0o777)
    with pytest.raises(IndexForeignError, match=name):
        require_intact(folder, manifest)


@pytest.mark.parametrize(("number", "is_told"), [(errno.EIO, True), (errno.EMFILE, False)])
def test_what_the_system_lacks_for_a_while_is_no_damage_to_a_file(folder, monkeypatch, number, is_told):
    def fail(path, seal):
        raise OSError(number, "told", str(path))

    manifest = seal_folder(folder, CONTENTS)
    monkeypatch.setattr(integrity, "_require_as_sealed", fail)
    if is_told:
        assert [name for name, _ in find_damaged_files(folder, manifest)] == ["parts/one", "words"]
    else:
        with pytest.raises(OSError, match="told"):
            list(find_damaged_files(folder, manifest))

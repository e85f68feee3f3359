from datetime import UTC, datetime

import pytest

from indexer.errors import IndexDamagedError, IndexForeignError
from indexer.index.generations.manifest import Contents, read_manifest, require_intact, seal_folder

CONTENTS = Contents(
    site="/网站", built=datetime(2026, 1, 2, tzinfo=UTC), posts=2, languages={"zh": 2}, left_out={"draft": 1}
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "words").write_text("words")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one").write_bytes(b"\x00\x01")
    return tmp_path


def test_what_is_written_is_read(folder):
    manifest = seal_folder(folder, CONTENTS)
    assert read_manifest(folder) == manifest
    assert read_manifest(folder).contents == CONTENTS


def test_files_in_subfolders_are_sealed_too(folder):
    manifest = seal_folder(folder, CONTENTS)
    assert set(manifest.files) == {"words", "parts/one"}
    assert manifest.size == 7


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


def test_every_single_bit_of_a_manifest_counts(folder):
    seal_folder(folder, CONTENTS)
    path = folder / "MANIFEST.json"
    data = path.read_bytes()
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        with pytest.raises(IndexDamagedError):
            read_manifest(folder)


def test_every_cut_of_a_manifest_is_found(folder):
    seal_folder(folder, CONTENTS)
    path = folder / "MANIFEST.json"
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(IndexDamagedError):
            read_manifest(folder)


@pytest.mark.parametrize("text", ["[]", "3", '{"format": 1}', "null", "[" * 100_000, '{"a": "\\ud800"}'])
def test_what_is_no_manifest_is_damage(folder, text):
    (folder / "MANIFEST.json").write_text(text)
    with pytest.raises(IndexDamagedError):
        read_manifest(folder)

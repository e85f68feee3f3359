"""A disk that is really full: a small file system in memory."""

import subprocess
from datetime import UTC, datetime

import pytest

from indexer.errors import SearchIndexError
from indexer.index import publish as module
from indexer.index.generations import current_generation
from indexer.index.manifest import Contents
from indexer.index.publish import publish

KILOBYTES = 1024


@pytest.fixture
def root(tmp_path):
    """An index folder on a disk of half a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={512 * KILOBYTES}", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system")
    yield place / "index"
    subprocess.run(["umount", "-l", str(place)], check=True)


def write(root, name, kilobytes):
    def build(folder):
        for number in range(kilobytes // 4):
            (folder / str(number)).write_bytes(name.encode() * (4 * KILOBYTES // len(name)))
        return Contents(site="/site", built=datetime(2026, 1, 2, tzinfo=UTC), posts=1)

    return publish(root, build)


def test_a_disk_too_small_for_the_new_index_keeps_the_old_one_and_no_litter(root, monkeypatch):
    monkeypatch.setattr(module, "_require_space", lambda root, expected_bytes: None)
    write(root, "first", 8)
    told = []
    for kilobytes in range(8, 700, 36):
        before = current_generation(root), sorted(root.iterdir())
        try:
            write(root, "next", kilobytes)
        except SearchIndexError as error:
            told.append(str(error))
            assert (current_generation(root), sorted(root.iterdir())) == before
        write(root, "small", 8)
    assert 3 <= len(told) < 19
    assert all("No space left on device" in error for error in told)


def test_what_will_not_fit_is_refused_before_it_is_begun(root):
    write(root, "first", 8)
    with pytest.raises(SearchIndexError, match=r"may need 1 MB and 0 MB are free"):
        publish(root, lambda folder: pytest.fail("was begun"), expected_bytes=500 * KILOBYTES)

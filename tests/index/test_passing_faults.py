"""A process that is out of descriptors says so: nothing is taken for damaged, and nothing is built anew or deleted."""

import errno
import os
import resource
import shutil
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.doctor.facts.index import gather_index
from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import IndexDamagedError, IndexUnreadableError, SearchIndexError
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.report import Changes
from indexer.index.build.update import update
from indexer.index.generations.floor import FLOOR, read_floor
from indexer.index.generations.generation import current_generation, is_withdrawn
from indexer.search.results import SearchRequest

OPTIONS = BuildOptions(now=datetime(2024, 6, 1, tzinfo=UTC), workers=1)
MOST_FREE = 24
"""Descriptors with which all that is tried here succeeds."""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A site, and an index of it of two parts, two generations, and a floor."""
    site, root = (tmp_path_factory.mktemp("built") / name for name in ("site", "index"))
    site.mkdir()
    for name in ("one", "two", "three"):
        site.joinpath(f"{name}.md").write_text(f"---\ntitle: {name}\n---\nzebra {name}\n")
    rebuild(site, root, OPTIONS)
    site.joinpath("three.md").unlink()
    update(site, root, OPTIONS)
    site.joinpath("four.md").write_text("---\ntitle: four\n---\nzebra four\n")
    update(site, root, OPTIONS)
    return site, root


@pytest.fixture
def site(built):
    site, _ = built
    yield site
    site.joinpath("five.md").unlink(missing_ok=True)


@pytest.fixture
def index(built, tmp_path):
    _, root = built
    shutil.copytree(root, tmp_path / "index")
    return tmp_path / "index"


@contextmanager
def descriptors(free):
    """Let this process open so many more files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.dup(0)
    os.close(lowest)
    highest = max(int(path.name) for path in Path("/dev/fd").iterdir())
    held = []
    while not held or held[-1] < highest:  # so that all that are free lie in one piece
        held.append(os.dup(0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (held[-1] + 1 + free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for each in held:
            os.close(each)


def state(root):
    """Return what an index folder holds: the bytes of its small files, the names of its generations."""
    names = sorted(path.name for path in root.iterdir())
    return names, *((root / name).read_bytes() for name in ("CURRENT", FLOOR))


def test_an_update_that_runs_out_of_descriptors_builds_nothing_anew(site, index):
    before, failed = state(index), 0
    for free in range(MOST_FREE):
        with descriptors(free):
            try:
                changes = update(site, index, OPTIONS).changes
            except (SearchIndexError, OSError):
                failed += 1
            else:
                assert changes == Changes()
        assert state(index) == before, f"{free} descriptors"
    assert 3 < failed < MOST_FREE


def test_a_rebuild_that_runs_out_of_descriptors_takes_no_way_back_away(site, index):
    for free in range(0, MOST_FREE, 3):
        before = state(index)
        with descriptors(free):
            try:
                rebuild(site, index, OPTIONS)
            except (SearchIndexError, OSError):
                failed = True
            else:
                failed = False
        if failed:
            assert state(index) == before, f"{free} descriptors"
        else:
            assert read_floor(index) == 2, "a rebuild of the same posts withdraws none"


def test_an_engine_that_runs_out_of_descriptors_calls_nothing_damaged(index):
    failed = 0
    for free in range(0, MOST_FREE, 2):
        engine = EmbeddedEngine(index)
        with descriptors(free):
            try:
                assert engine.search(SearchRequest("zebra")).total == 3
                assert engine.health().degraded == ""
            except IndexUnreadableError:
                failed += 1
        assert engine.search(SearchRequest("zebra")).total == 3
        engine.close()
    assert 1 < failed < MOST_FREE / 2


def test_a_doctor_without_descriptors_finds_nothing_damaged(index):
    for free in range(0, MOST_FREE, 2):
        with descriptors(free), suppress(IndexUnreadableError):
            facts = gather_index(index)
            assert not facts.foreign
            assert not facts.bad_files
            assert not facts.live.damage
            assert not facts.previous.damage


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOMEM])
def test_a_floor_that_is_not_given_now_is_not_damaged(site, index, monkeypatch, number):
    read_text, floor, before = Path.read_text, read_floor(index), state(index)

    def refuse(self, *arguments, **options):
        if self.name == FLOOR:
            raise OSError(number, os.strerror(number), str(self))
        return read_text(self, *arguments, **options)

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(OSError, match=os.strerror(number)):
        read_floor(index)
    with pytest.raises(SearchIndexError, match=os.strerror(number)):
        update(site, index, OPTIONS)
    with pytest.raises(IndexDamagedError if number == errno.EIO else IndexUnreadableError):
        current_generation(index)
    monkeypatch.undo()
    assert not is_withdrawn(index, current_generation(index))
    assert (read_floor(index), state(index)) == (floor, before)


def test_what_is_served_is_served_on_while_nothing_can_be_opened(index, site):
    clock = [0.0]
    engine = EmbeddedEngine(index, clock=lambda: clock[0])
    assert engine.search(SearchRequest("zebra")).total == 3
    site.joinpath("five.md").write_text("---\ntitle: five\n---\nzebra five\n")
    update(site, index, OPTIONS)
    with descriptors(2):
        assert engine.search(SearchRequest("zebra")).total == 3
        assert "try again later" in engine.health().degraded
    clock[0] += 2
    assert engine.search(SearchRequest("zebra")).total == 4
    assert engine.health().degraded == ""

"""Several processes write to one index at the same time."""

import os
import select
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from forked import fork
from staged import publish

from indexer.errors import SearchIndexError
from indexer.index.generations import lock
from indexer.index.generations.contents import Contents
from indexer.index.generations.generation import current_generation

PROCESSES, TIMES = 8, 6


def end_of(children):
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def write(root, guard, before_publishing=lambda: None):
    def build(folder):
        guard.mkdir()  # fails while another writer is inside
        (folder / "words").write_text(folder.name)
        before_publishing()
        guard.rmdir()
        return Contents(site="/site", built=datetime(2026, 1, 2, tzinfo=UTC), posts=1)

    publish(root, build, wait=600)


@pytest.mark.parametrize("times", [TIMES, pytest.param(100, marks=pytest.mark.slow)])
def test_writers_take_turns_and_every_publication_counts(tmp_path, tell_figures, times):
    def work():
        for _ in range(times):
            write(tmp_path / "index", tmp_path / "guard")

    assert end_of([fork(work) for _ in range(PROCESSES)]) == [0] * PROCESSES
    published = current_generation(tmp_path / "index").number
    tell_figures(f"{PROCESSES} writers, {PROCESSES * times} publications, {published} counted")
    assert published == PROCESSES * times


def test_without_the_lock_a_second_writer_comes_in(tmp_path, monkeypatch):
    """The control: one publishes in the middle of the other."""
    root, guard, ended = tmp_path / "index", tmp_path / "guard", []
    monkeypatch.setattr(lock.fcntl, "flock", lambda *_: None)
    with suppress(SearchIndexError, FileNotFoundError):  # the second deletes what the first was building
        write(root, guard, lambda: ended.extend(end_of([fork(lambda: write(root, guard))])))
    assert ended == [1]


def test_readers_see_whole_generations_in_order_while_writers_publish(tmp_path, tell_figures):
    root = tmp_path / "index"
    write(root, tmp_path / "guard")

    looked, tell = os.pipe()
    os.set_blocking(tell, False)

    def work():
        for _ in range(40):
            # Else a reader who gets no time may see the last one alone.
            assert select.select([looked], [], [], 600)[0]
            os.read(looked, 1)
            write(root, tmp_path / "guard")

    child, last, reads = fork(work), 0, 0
    while not os.waitpid(child, os.WNOHANG)[0]:
        generation = current_generation(root)
        assert generation.number >= last
        assert not generation.degraded
        last, reads = generation.number, reads + 1
        with suppress(BlockingIOError):
            os.write(tell, b".")
    os.close(looked)
    os.close(tell)
    tell_figures(f"{reads} reads during 40 publications, all whole and in order")
    assert reads >= 40
    assert current_generation(root).number == 41


def test_writers_who_lose_their_lock_file_spoil_nothing(tmp_path):
    """Each deletes the lock while it builds, so that all are inside at once."""
    root = tmp_path / "index"
    write(root, tmp_path / "guard")
    lost = []

    def work():
        for number in range(TIMES):
            try:
                guard = tmp_path / f"guard-{os.getpid()}-{number}"
                write(root, guard, lambda: (root / "LOCK").unlink(missing_ok=True))
            except SearchIndexError as error:
                lost.append(error)
            assert not current_generation(root).degraded

    assert end_of([fork(work) for _ in range(PROCESSES)]) == [0] * PROCESSES
    write(root, tmp_path / "guard")
    assert sorted(path.name for path in root.iterdir() if path.name.startswith("tmp-")) == []


@pytest.mark.parametrize("name", ["words", "MANIFEST.json"])
def test_a_generation_keeps_its_files_for_readers_that_opened_them(tmp_path, name):
    root = tmp_path / "index"
    write(root, tmp_path / "guard")
    with (current_generation(root).path / name).open() as opened:
        for _ in range(3):
            write(root, tmp_path / "guard")
        assert opened.read()

"""Damage that is met while an index is served: never a wrong answer, and an intact index instead where there is one."""

import errno
import os
import threading
import types

import orjson
import pytest
from titled_index import answer, publish, wait_until

from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import IndexDamagedError
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.format import block_file
from indexer.index.format.array_file import read_extents
from indexer.index.format.layout import DETAILS
from indexer.index.parts.part_reader import PartReader
from indexer.search.results import SearchRequest

pytestmark = pytest.mark.usefixtures("patient")

HIDES = "---\ntitle: hidden\ndraft: true\n---\n\n服务网格\n"


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture(params=["followed", "asked"])
def engine(root, request):
    """An engine that serves the second generation, in either way."""
    engine = EmbeddedEngine(root)
    if request.param == "followed":
        engine.start()
    assert engine.health().generation.startswith("g-2-")  # what is shown is kept in memory, so nothing is asked
    yield engine
    engine.close()


@pytest.fixture
def only_newest(folder, root):
    """The index without what an engine could fall back to."""
    (folder / "site" / "0.md").write_text(HIDES, encoding="utf-8")
    rebuild(folder / "site", root, BuildOptions(workers=1))
    for path in root.glob("g-*"):
        if path.name != newest(root):
            (path / "MANIFEST.json").write_text("{}")
    return root


def newest(root):
    return (root / "CURRENT").read_text().split()[0]


def damage(root, name):
    """Flip bits in what is kept of a post, and leave the file's times; return what ``write`` needs to undo it."""
    path = root / name / "part-0" / "arrays"
    data, status = path.read_bytes(), path.stat()
    begin = find_stored(path.parent, "Kubernetes manages")
    write(path, status, begin, bytes(byte ^ 1 for byte in data[begin : begin + 10]))
    return path, status, begin, data[begin : begin + 10]


def find_stored(folder, words):
    """Return where in ``arrays`` a part keeps the post that has some words."""
    part = PartReader(folder)
    doc = next(doc for doc in range(part.max_doc) if words in part.stored(doc).text)
    extents = read_extents(orjson.loads((folder / DETAILS).read_bytes())["arrays"])
    return extents["stored"].begin + int(part.load("stored.offsets")[doc])


def write(path, status, begin, data):
    with path.open("r+b") as file:
        file.seek(begin)
        file.write(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def told(engine):
    """Return the places that are told to be damaged, without their bytes."""
    return {place.partition(",")[0] for place in engine.health().damaged}


def test_the_question_that_meets_damage_is_answered_from_the_generation_before(engine, root):
    path, _, begin, _ = damage(root, "g-2")
    assert answer(engine) == {"first"}
    health = engine.health()
    assert (health.generation[:4], told(engine), health.is_damaged) == ("g-1-", {"g-2/part-0/arrays"}, False)
    assert f"bytes {begin // 4096 * 4096} to" in health.damaged[0]
    assert f"{path}: bytes" in health.degraded


def test_whether_there_is_a_post_is_told_by_the_generation_before_too(engine, root):
    damage(root, "g-2")
    assert all(engine.has_post(f"{number}.md") for number in range(3))
    assert (engine.health().generation[:4], told(engine)) == ("g-1-", {"g-2/part-0/arrays"})


def test_a_newer_generation_ends_the_trouble(engine, folder, root):
    damage(root, "g-2")
    assert answer(engine) == {"first"}
    publish(folder, "third")
    wait_until(lambda: answer(engine) == {"third"})
    assert (engine.health().degraded, engine.health().damaged) == ("", ())


def test_bytes_that_are_as_they_were_again_are_served_again(engine, root):
    restored = damage(root, "g-2")
    assert answer(engine) == {"first"}
    write(*restored)
    wait_until(lambda: answer(engine) == {"second"})
    assert (engine.health().degraded, engine.health().damaged) == ("", ())


@pytest.mark.usefixtures("without_kernel")
def test_a_disk_that_fails_for_a_while_is_forgiven(engine, root, monkeypatch):
    """Reads of the second generation fail, in whatever file they are; those of the first do not.

    What the kernel cannot read is read again as here, which says why.
    """
    bad = (root / "g-2" / "part-0" / "arrays").stat().st_ino

    def pread(descriptor, size, at):
        if os.fstat(descriptor).st_ino == bad:
            raise OSError(errno.EIO, "Input/output error")
        return os.pread(descriptor, size, at)

    monkeypatch.setattr(block_file, "os", types.SimpleNamespace(pread=pread, fstat=os.fstat))
    assert answer(engine) == {"first"}
    assert "(Input/output error)" in engine.health().degraded
    monkeypatch.undo()
    wait_until(lambda: answer(engine) == {"second"})
    assert engine.health().degraded == ""


@pytest.mark.parametrize("way", ["followed", "asked"])
def test_where_no_other_may_answer_the_damaged_one_finds_what_it_can(only_newest, way):
    engine = EmbeddedEngine(only_newest)
    if way == "followed":
        engine.follow()
    assert engine.health().degraded == ""
    restored = damage(only_newest, newest(only_newest))
    for _ in range(2):
        with pytest.raises(IndexDamagedError, match="part-0/arrays: bytes"):
            answer(engine)
    assert engine.search(SearchRequest("zebras")).total == 0  # needs none of the damaged bytes
    assert (engine.health().is_damaged, told(engine)) == (True, {f"{newest(only_newest)}/part-0/arrays"})
    write(*restored)
    wait_until(lambda: not engine.health().degraded)
    assert answer(engine) == {"second"}
    engine.close()


def test_an_engine_that_follows_finds_damage_before_it_serves_an_index(folder, root):
    publish(folder, "third")
    damage(root, "g-3")
    engine = EmbeddedEngine(root)
    engine.start()
    assert (answer(engine), told(engine)) == ({"second"}, {"g-3/part-0/arrays"})
    engine.close()


def test_what_rots_without_being_asked_for_is_found_after_some_hours(root):
    clock = Clock()
    engine = EmbeddedEngine(root, clock=clock, verify_hours=2)
    engine.start()
    damage(root, "g-2")
    clock.now += 7199
    engine._follower.look_now(60)
    assert (told(engine), engine.health().degraded) == (set(), "")
    clock.now += 1
    wait_until(lambda: told(engine) == {"g-2/part-0/arrays"})
    wait_until(lambda: engine.health().generation.startswith("g-1-"))
    engine.close()


def test_without_hours_nothing_is_verified_again(root):
    clock = Clock()
    engine = EmbeddedEngine(root, clock=clock, verify_hours=0)
    engine.start()
    damage(root, "g-2")
    clock.now += 1_000_000
    for _ in range(3):
        engine._follower.look_now(60)
    assert engine.health().degraded == ""
    engine.close()


def test_eight_threads_that_meet_damage_at_once_are_all_answered(engine, root):
    damage(root, "g-2")
    begin, found = threading.Barrier(8), []

    def ask():
        begin.wait(60)
        found.append({hit.title.text.split()[0] for hit in engine.search(SearchRequest("服务网格")).hits})

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert found == [{"first"}] * 8

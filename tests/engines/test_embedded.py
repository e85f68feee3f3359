import json
import shutil
import threading
from functools import cached_property

import pytest
from held_files import needs_proc
from search.hammer import hammer
from titled_index import answer, held, publish, publish_copy

from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import (
    IndexDamagedError,
    IndexForeignError,
    IndexMissingError,
    IndexUnreadableError,
    IndexUnusableError,
)
from indexer.index.generations.publish import sweep
from indexer.search.deadline import NotAtOnceError, at_once
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher

MISSING = f"g-9 {'0' * 64}\n"


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def engine(root, clock):
    """An engine that serves the second generation."""
    engine = EmbeddedEngine(root, clock=clock)
    assert answer(engine) == {"second"}
    return engine


def make_folder_of(path):
    path.unlink()
    path.mkdir()


@needs_proc
@pytest.mark.usefixtures("no_cyclic_collector")
def test_the_old_generation_is_closed_as_soon_as_the_new_one_answers(engine, folder, root):
    publish(folder, "third")
    assert held(root) == {"g-2"}
    assert answer(engine) == {"third"}
    assert held(root) == {"g-3"}


@needs_proc
@pytest.mark.usefixtures("no_cyclic_collector")
def test_a_closed_engine_has_nothing_open_and_opens_again_with_the_next_question(engine, root):
    engine.suggest(SearchRequest("ist"))
    engine.explain(SearchRequest("istio"))
    engine.close()
    assert held(root) == set()
    assert (answer(engine), held(root)) == ({"second"}, {"g-2"})


@needs_proc
@pytest.mark.usefixtures("no_cyclic_collector")
def test_what_cannot_be_opened_is_not_left_open(engine, folder, root, monkeypatch):
    publish(folder, "third")
    monkeypatch.setattr(Searcher, "warm_up", lambda _: json.loads("[1"))
    assert (answer(engine), held(root)) == ({"second"}, {"g-2"})


def test_eight_threads_see_whole_generations_in_order_while_others_are_published_and_the_engine_is_closed(root):
    sources = [shutil.copytree(root / name, root.parent / name) for name in ("g-1", "g-2")]
    engine, published = EmbeddedEngine(root), threading.Event()

    def publish_all():
        try:
            for number in range(12):
                publish_copy(root, sources[number % 2])
        finally:
            published.set()

    def ask(thread, _round):
        numbers = []
        while not published.is_set():
            if thread == 0:
                engine.close()
            assert len(answer(engine)) == 1
            numbers.append(int(engine.health().generation.split("-")[1]))
        return numbers

    publisher = threading.Thread(target=publish_all)
    publisher.start()
    seen = [numbers for [numbers] in hammer(ask, 1)]
    publisher.join()
    assert all(numbers == sorted(numbers) for numbers in seen)
    assert (answer(engine), engine.health().generation.split("-")[1]) == ({"second"}, "14")
    engine.close()
    assert held(root) == set()


def test_an_index_that_is_published_while_another_is_served_answers_the_next_question(engine, folder):
    publish(folder, "third")
    assert (answer(engine), engine.health().degraded) == ({"third"}, "")
    publish(folder, "fourth")
    assert (answer(engine), engine.health().generation[:4]) == ({"fourth"}, "g-4-")


def test_a_newer_generation_that_cannot_be_read_leaves_the_open_one(engine, folder, monkeypatch):
    publish(folder, "third")
    monkeypatch.setattr(Searcher, "warm_up", lambda _: json.loads("[1"))
    assert (answer(engine), "g-3: cannot be read (JSONDecodeError" in engine.health().degraded) == ({"second"}, True)


TROUBLES = {
    "the folder is gone": (lambda root: root.rename(root.with_name("away")), "there is no index yet"),
    "the folder is empty": (lambda root: (root.rename(root.with_name("away")), root.mkdir()), "there is no index yet"),
    "a file is in its place": (lambda root: (root.rename(root.with_name("away")), root.touch()), "this is a file"),
    "CURRENT names nothing": (lambda root: (root / "CURRENT").write_text(MISSING), "g-9: cannot be read"),
    "CURRENT is gone": (lambda root: (root / "CURRENT").unlink(), "CURRENT: is missing or damaged"),
    "CURRENT is a folder": (lambda root: make_folder_of(root / "CURRENT"), "CURRENT: cannot be read (Is a directory)"),
    "others may write": (lambda root: (root.chmod(0o777), (root / "CURRENT").unlink()), "other users may write here"),
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_is_open_is_served_on_and_the_trouble_is_told_until_it_is_over(engine, root, clock, trouble):
    saved = shutil.copytree(root, root.with_name("saved"))
    break_index, reason = TROUBLES[trouble]
    break_index(root)
    for _ in range(2):
        assert answer(engine) == {"second"}
        assert reason in engine.health().degraded
        clock.now += 1
    root.rename(root.with_name("broken")) if root.exists() else None
    saved.rename(root)
    assert (answer(engine), engine.health().degraded) == ({"second"}, "")


def test_an_older_generation_than_the_open_one_is_not_gone_back_to(engine, root):
    shutil.rmtree(root / "g-2")
    (root / "CURRENT").write_text(MISSING)
    assert answer(engine) == {"second"}
    assert "g-9" in engine.health().degraded


def test_a_newer_generation_than_the_open_one_is_taken_for_want_of_the_newest(engine, folder, root, clock):
    publish(folder, "third")
    pointer = (root / "CURRENT").read_text()
    (root / "CURRENT").write_text(MISSING)
    assert (answer(engine), "g-9" in engine.health().degraded) == ({"third"}, True)
    (root / "CURRENT").write_text(pointer)
    clock.now += 1
    assert (answer(engine), engine.health().degraded) == ({"third"}, "")


def test_after_trouble_the_newest_index_is_taken_up(engine, folder, root, clock):
    root.rename(folder / "away")
    assert answer(engine) == {"second"}
    (folder / "away").rename(root)
    publish(folder, "third")
    clock.now += 1
    assert (answer(engine), engine.health().degraded) == ({"third"}, "")


def test_while_there_is_trouble_the_disk_is_asked_once_a_second(engine, root, clock, monkeypatch):
    (root / "CURRENT").unlink()
    tries = []
    monkeypatch.setattr("indexer.index.generations.generation.require_index", tries.append)
    for _ in range(20):
        answer(engine)
        clock.now += 0.25
    assert len(tries) == 5


def test_while_one_thread_opens_a_new_index_the_others_answer_from_the_one_before(engine, folder, monkeypatch):
    publish(folder, "third")
    begun, may_end, opened = threading.Event(), threading.Event(), []
    warm_up = Searcher.warm_up

    def wait(searcher):
        opened.append(searcher)
        begun.set()
        assert may_end.wait(300)
        warm_up(searcher)

    monkeypatch.setattr(Searcher, "warm_up", wait)
    opener = threading.Thread(target=answer, args=(engine,))
    opener.start()
    assert begun.wait(300)
    assert [answer(engine) for _ in range(3)] == [{"second"}] * 3
    may_end.set()
    opener.join()
    assert (answer(engine), len(opened)) == ({"third"}, 1)


def test_the_first_questions_wait_for_one_opening(root, monkeypatch):
    opened, engine, warm_up = [], EmbeddedEngine(root), Searcher.warm_up
    monkeypatch.setattr(Searcher, "warm_up", lambda searcher: (opened.append(searcher), warm_up(searcher)))
    threads = [threading.Thread(target=answer, args=(engine,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 1


@pytest.fixture
def swept(root, folder, clock, monkeypatch):
    """An engine that opened the second generation, which two more publications swept away, and was not asked since."""
    engine = EmbeddedEngine(root, clock=clock)
    engine.health()
    publish(folder, "third")
    publish(folder, "fourth")
    sweep(root)
    assert not (root / "g-2").exists()
    monkeypatch.setattr(engine._upkeep.renewal, "_is_due", lambda: False)  # as while another thread opens the fourth
    return engine


@pytest.mark.parametrize(
    "text", ["服务网格", "kubern*", '"manages containers"', "kubernetis", "fuwuwangge", "tag:istio"]
)
def test_an_index_whose_files_were_swept_away_still_answers_everything(swept, text):
    assert answer(swept, text) == {"second"}


def test_an_index_whose_files_were_swept_away_still_suggests_and_explains(swept):
    suggested = (*swept.suggest(SearchRequest("ist")), *swept.suggest(SearchRequest("sec")))
    assert {each.kind for each in suggested} == {"tag", "title", "word"}
    assert swept.explain(SearchRequest("服务网格")).hits
    assert len(swept.find("kubernetes", 10)) == 3


def test_nothing_of_an_index_is_read_from_its_files_after_it_was_warmed_up(root):
    engine = EmbeddedEngine(root)
    engine.health()
    reader = engine._current().searcher.reader
    for opened in (reader, *reader.parts):
        lazy = {name for name, value in vars(type(opened)).items() if isinstance(value, cached_property)}
        assert lazy
        assert {name for name in lazy if not name.startswith("_")} <= set(vars(opened))


def test_an_engine_that_was_not_asked_for_two_publications_answers_from_the_newest(engine, folder):
    publish(folder, "third")
    publish(folder, "fourth")
    assert (answer(engine, "kubernetis"), engine.health().degraded) == ({"fourth"}, "")


def test_without_an_index_the_error_says_how_to_make_one(tmp_path):
    with pytest.raises(IndexMissingError, match="search-index rebuild SITE"):
        answer(EmbeddedEngine(tmp_path / "index"))


def test_an_index_that_comes_later_is_taken_up(folder, root):
    engine = EmbeddedEngine(root)
    root.rename(folder / "away")
    with pytest.raises(IndexMissingError):
        engine.health()
    (folder / "away").rename(root)
    assert answer(engine) == {"second"}


def test_a_file_in_the_place_of_the_index_is_named(tmp_path):
    (tmp_path / "index").touch()
    with pytest.raises(IndexForeignError, match=r"index: this is a file. Name a folder with --index"):
        EmbeddedEngine(tmp_path / "index").health()


def test_a_path_through_a_file_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(IndexMissingError, match=r"file/index: a file stands where a folder should.*--index"):
        EmbeddedEngine(tmp_path / "file" / "index").health()


def test_a_folder_in_the_place_of_the_pointer_is_named(root):
    make_folder_of(root / "CURRENT")
    with pytest.raises(IndexDamagedError, match=r"CURRENT: cannot be read \(Is a directory\). Remove the cause"):
        EmbeddedEngine(root).health()


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_disk_that_refuses_is_told_plainly(root, monkeypatch, error):
    def refuse(_root):
        raise error

    monkeypatch.setattr("indexer.index.generations.generation.read_pointer", refuse)
    with pytest.raises(IndexUnusableError, match=f"index: cannot be read \\({error.strerror}\\)"):
        EmbeddedEngine(root).health()


def test_when_the_newest_index_cannot_be_opened_now_the_one_before_answers_and_it_is_told(engine, folder, monkeypatch):
    def refuse(_searcher):
        raise OSError(24, "Too many open files")

    publish(folder, "third")
    monkeypatch.setattr(Searcher, "warm_up", refuse)
    assert (answer(engine), "Too many open files" in engine.health().degraded) == ({"second"}, True)
    with pytest.raises(IndexUnreadableError, match="Too many open files"):
        EmbeddedEngine(folder / "index").health()


def test_a_closed_engine_opens_again_when_it_is_asked(engine):
    engine.close()
    assert answer(engine) == {"second"}


def test_what_is_asked_at_once_waits_for_no_index_that_is_being_opened(root, monkeypatch):
    engine = EmbeddedEngine(root)
    engine.follow()
    held = threading.Event()
    monkeypatch.setattr("indexer.engines.follower.Upkeep.step", lambda _: held.wait(300))
    try:
        with at_once(60, 60), pytest.raises(NotAtOnceError):
            engine.health()
    finally:
        held.set()
        engine.close()

"""An engine that follows its index: whatever is published is opened in the background, never by a question."""

import gc
import json
import multiprocessing
import shutil
import subprocess
import sys
import threading

import pytest
from held_files import needs_proc
from search.hammer import hammer
from titled_index import answer, held, publish, publish_copy, wait_until

from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.opener import IndexOpener
from indexer.engines.renewal import Renewal
from indexer.errors import IndexMissingError, IndexUnusableError, ProgramUnfitError
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.generations.durable import replace_file
from indexer.index.generations.generation import Generation, pointer_to
from indexer.index.generations.manifest import read_manifest
from indexer.search.searcher import Searcher


@pytest.fixture
def engine(root):
    """An engine that follows its index and serves the second generation."""
    engine = EmbeddedEngine(root)
    engine.start()
    assert answer(engine) == {"second"}
    yield engine
    engine.close()


def followers():
    return [thread for thread in threading.enumerate() if thread.name == "follow index"]


def point_to(root, number):
    """Have ``CURRENT`` name a generation, as a rollback does."""
    path = root / f"g-{number}"
    (root / "CURRENT").write_text(pointer_to(Generation(number, path, read_manifest(path))))


@needs_proc
@pytest.mark.usefixtures("no_cyclic_collector")
def test_what_is_published_is_taken_up_without_a_question_and_the_old_index_is_closed(engine, folder, root):
    publish(folder, "third")
    wait_until(lambda: held(root) == {"g-3"})
    assert (answer(engine), engine.health().degraded) == ({"third"}, "")


def test_a_pointer_that_moves_back_is_taken_up_too(engine, root):
    point_to(root, 1)
    wait_until(lambda: answer(engine) == {"first"})
    assert engine.health().degraded == ""
    point_to(root, 2)
    wait_until(lambda: answer(engine) == {"second"})


def test_no_question_opens_or_prepares_an_index(engine, folder, monkeypatch):
    threads = set()

    def seen(original):
        return lambda *given: threads.add(threading.current_thread().name) or original(*given)

    for kind, name in ((IndexOpener, "open_newest"), (Searcher, "warm_up"), (Searcher, "prepare")):
        monkeypatch.setattr(kind, name, seen(getattr(kind, name)))
    publish(folder, "third")
    wait_until(lambda: answer(engine) == {"third"})
    assert threads == {"follow index"}


def test_an_index_answers_only_when_it_is_prepared(engine, folder, monkeypatch):
    begun, go_on, prepare = threading.Event(), threading.Event(), Searcher.prepare

    def wait(searcher):
        begun.set()
        assert go_on.wait(120)
        prepare(searcher)

    monkeypatch.setattr(Searcher, "prepare", wait)
    publish(folder, "third")
    assert begun.wait(120)
    assert answer(engine) == {"second"}
    go_on.set()
    wait_until(lambda: answer(engine) == {"third"})


def test_no_question_waits_until_what_an_index_is_made_of_is_collected(root, monkeypatch):
    done, prepare = [], Searcher.prepare
    monkeypatch.setattr(Searcher, "prepare", lambda searcher: done.append("prepared") or prepare(searcher))
    monkeypatch.setattr(gc, "collect", lambda: done.append("collected"))
    for is_enabled in (True, False):
        monkeypatch.setattr(gc, "isenabled", lambda is_enabled=is_enabled: is_enabled)
        engine = EmbeddedEngine(root)
        engine.start()
        engine.close()
    assert done == ["prepared", "collected", "prepared"]


def test_an_index_that_cannot_be_opened_leaves_the_one_before_and_is_told(engine, folder, monkeypatch):
    monkeypatch.setattr(Searcher, "warm_up", lambda _: json.loads("[1"))
    publish(folder, "third")
    wait_until(lambda: engine.health().degraded)
    assert (answer(engine), "g-3: cannot be read (JSONDecodeError" in engine.health().degraded) == ({"second"}, True)
    monkeypatch.undo()
    wait_until(lambda: answer(engine) == {"third"})


def test_an_error_that_nobody_foresaw_ends_nothing(engine, folder, monkeypatch, caplog):
    monkeypatch.setattr(IndexOpener, "open_newest", lambda *_: {}["a mistake"])
    publish(folder, "third")
    wait_until(lambda: "a mistake" in caplog.text)
    assert answer(engine) == {"second"}
    monkeypatch.undo()
    wait_until(lambda: answer(engine) == {"third"})


def test_whoever_asks_is_told_that_a_library_is_missing_and_not_that_the_index_is(root, monkeypatch, caplog):
    def find_nothing(_):
        raise ModuleNotFoundError("No module named 'spellchecker'", name="spellchecker")

    monkeypatch.setattr(Searcher, "prepare", find_nothing)
    engine = EmbeddedEngine(root)
    engine.start()
    with pytest.raises(ProgramUnfitError, match=r"^pyspellchecker is not installed.*pip install .*pyspellchecker"):
        engine.health()
    assert ("pyspellchecker" in caplog.text, "Traceback" in caplog.text) == (True, False)
    monkeypatch.undo()
    wait_until(lambda: is_served(engine))
    engine.close()


def test_an_index_that_a_missing_library_keeps_from_being_opened_leaves_the_one_before(engine, folder, monkeypatch):
    def find_nothing(_):
        raise ModuleNotFoundError("No module named 'rapidfuzz'", name="rapidfuzz")

    monkeypatch.setattr(Searcher, "warm_up", find_nothing)
    publish(folder, "third")
    wait_until(lambda: engine.health().degraded)
    assert (answer(engine), "rapidfuzz is not installed" in engine.health().degraded) == ({"second"}, True)


def test_a_mistake_is_not_told_as_a_missing_index(root, monkeypatch):
    monkeypatch.setattr(IndexOpener, "open_newest", lambda *_: {}["a mistake"])
    engine = EmbeddedEngine(root)
    engine.start()
    with pytest.raises(ProgramUnfitError, match="because of an error in this program or in a library"):
        engine.health()
    engine.close()


def test_where_there_is_no_index_yet_questions_are_refused_until_it_comes(folder, root):
    root.rename(folder / "away")
    engine = EmbeddedEngine(root)
    engine.start()
    with pytest.raises(IndexMissingError, match="search-index rebuild SITE"):
        engine.health()
    (folder / "away").rename(root)
    wait_until(lambda: is_served(engine))
    assert answer(engine) == {"second"}
    engine.close()


def is_served(engine):
    try:
        return engine.health()
    except IndexUnusableError:
        return None


def test_what_is_withdrawn_is_served_no_longer_when_nothing_else_can_be_opened(engine, folder, root, monkeypatch):
    def damage_first(*arguments):  # before anybody is told of the new index, and could open it
        for path in root.glob("g-*/MANIFEST.json"):
            path.write_text("{}")
        replace_file(*arguments)

    monkeypatch.setattr("indexer.index.generations.installation.replace_file", damage_first)
    monkeypatch.setattr("indexer.index.generations.installation.wait_for_readers", lambda _held: True)
    (folder / "site" / "0.md").unlink()
    rebuild(folder / "site", root, BuildOptions(workers=1))
    wait_until(lambda: not is_served(engine))
    with pytest.raises(IndexUnusableError, match="MANIFEST"):
        answer(engine)


@pytest.mark.usefixtures("patient")
def test_the_thread_starts_with_the_first_question(root):
    before = len(followers())
    engine = EmbeddedEngine(root)
    engine.follow()
    assert len(followers()) == before
    assert answer(engine) == {"second"}
    assert len(followers()) == before + 1
    engine.close()


@pytest.mark.usefixtures("patient")
def test_eight_threads_that_ask_first_start_one_thread(root):
    before, engine = len(followers()), EmbeddedEngine(root)
    engine.follow()
    assert hammer(lambda _thread, _round: answer(engine), 1) == [[{"second"}]] * 8
    assert len(followers()) == before + 1
    engine.close()


@needs_proc
@pytest.mark.usefixtures("no_cyclic_collector", "patient")
def test_a_closed_engine_has_no_thread_and_nothing_open_and_follows_again_when_it_is_asked(engine, folder, root):
    engine.close()
    assert (followers(), held(root)) == ([], set())
    publish(folder, "third")
    assert answer(engine) == {"third"}


@pytest.mark.usefixtures("patient")
def test_an_engine_that_is_closed_answers_the_next_question_at_once(root):
    engine = EmbeddedEngine(root, clock=lambda: 100.0)
    engine.start()
    for _ in range(3):
        engine.close()
        assert answer(engine) == {"second"}
    engine.close()


@pytest.mark.usefixtures("patient")
def test_questions_never_fail_while_the_engine_is_closed_again_and_again(engine):
    def ask_or_close(thread, _round):
        if thread == 0:
            engine.close()
        return answer(engine)

    assert hammer(ask_or_close, 5) == [[{"second"}] * 5] * 8


@needs_proc
@pytest.mark.usefixtures("no_cyclic_collector")
def test_the_thread_ends_with_the_engine(root):
    engine = EmbeddedEngine(root)
    engine.start()
    del engine
    wait_until(lambda: not followers())
    assert held(root) == set()


@pytest.mark.usefixtures("patient")
def test_each_forked_process_follows_with_a_thread_of_its_own(engine, folder):
    asked, told = multiprocessing.get_context("fork").Pipe()
    child = multiprocessing.get_context("fork").Process(target=follow_in_child, args=(engine, told))
    child.start()
    told.close()  # a child that dies then ends what is waited for
    assert asked.recv() == ({"second"}, 1)
    publish(folder, "third")
    assert asked.recv() == {"third"}
    child.join(60)
    assert child.exitcode == 0
    wait_until(lambda: answer(engine) == {"third"})


def follow_in_child(engine, told):
    assert not followers()
    told.send((answer(engine), len(followers())))
    wait_until(lambda: answer(engine) == {"third"})
    told.send({"third"})
    engine.close()


def test_a_process_that_ends_while_it_follows_ends_without_a_word(root):
    program = (
        "import sys; from pathlib import Path; from indexer.engines.embedded import EmbeddedEngine\n"
        "engine = EmbeddedEngine(Path(sys.argv[1])); engine.start(); print(engine.health().posts)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, root], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "3\n", "")


def test_questions_never_fail_while_index_after_index_is_published(engine, root, tmp_path):
    """Copies are published, for eight threads that ask leave a build a ninth of the processor."""
    sources = [shutil.copytree(root / name, tmp_path / name) for name in ("g-1", "g-2")]
    published = threading.Event()

    def publish_all():
        try:
            for number in range(6):
                name = f"g-{publish_copy(root, sources[number % 2])}-"
                wait_until(lambda name=name: engine.health().generation.startswith(name))
        finally:
            published.set()

    publisher = threading.Thread(target=publish_all)
    publisher.start()
    seen = set()

    def ask(_thread, _round):
        while not published.is_set():
            found = answer(engine)
            assert len(found) == 1
            seen.update(found)

    hammer(ask, 1)
    publisher.join()
    assert (answer(engine), seen) == ({"second"}, {"first", "second"})


def test_a_mistake_in_the_background_is_told_by_health_and_once_by_the_log(engine, monkeypatch, caplog):
    def fail(_renewal):
        raise ZeroDivisionError("a mistake")

    with monkeypatch.context() as patched:
        patched.setattr(Renewal, "renew_if_due", fail)
        wait_until(lambda: "a mistake" in engine.health().degraded)
        wait_for_steps(engine, 3)
        assert answer(engine) == {"second"}
    assert caplog.text.count("Traceback") == 1
    wait_until(lambda: engine.health().degraded == "")


def wait_for_steps(engine, count):
    for _ in range(count):
        engine._follower.look_now(60)

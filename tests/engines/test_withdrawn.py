"""What is withdrawn while an engine serves it: once the publication has returned, no question finds it."""

import threading

import pytest
from engines.test_damage_met import Clock, damage, newest

from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.opener import IndexOpener
from indexer.engines.verification import Verification
from indexer.errors import IndexDamagedError
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.rollback import rollback
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning


def withdraw(folder, name="0.md"):
    (folder / "site" / name).unlink()
    rebuild(folder / "site", folder / "index", BuildOptions(workers=1))


def found(engine):
    return {hit.id for hit in engine.search(SearchRequest("服务网格")).hits}


@pytest.fixture
def following(root):
    engine = EmbeddedEngine(root)
    engine.start()
    assert found(engine) == {"0.md", "1.md", "2.md"}
    yield engine
    engine.close()


@pytest.mark.parametrize("take_back", [withdraw, lambda folder: rollback(folder / "index")])
def test_an_engine_that_follows_finds_nothing_withdrawn_while_the_new_index_is_not_prepared(
    following, folder, monkeypatch, take_back
):
    go_on = threading.Event()
    monkeypatch.setattr(Searcher, "prepare", lambda _: go_on.wait(120))
    before = following.health().generation
    take_back(folder)
    assert following.health().generation != before
    go_on.set()


def test_nothing_withdrawn_is_found_while_another_thread_opens_the_new_index(folder, root, monkeypatch):
    engine, begun, go_on = EmbeddedEngine(root), threading.Event(), threading.Event()
    assert "0.md" in found(engine)
    withdraw(folder)
    warm_up = Searcher.warm_up

    def wait(searcher):
        begun.set()
        assert go_on.wait(120)
        warm_up(searcher)

    monkeypatch.setattr(Searcher, "warm_up", wait)
    other = threading.Thread(target=engine.health)
    other.start()
    assert begun.wait(120)
    threading.Timer(0.2, go_on.set).start()  # by then this thread waits for the other
    assert found(engine) == {"1.md", "2.md"}
    other.join(120)


def test_nothing_withdrawn_is_found_after_the_new_index_could_not_be_opened_before_it_was_forbidden(folder, root):
    engine = EmbeddedEngine(root, clock=Clock())
    assert "0.md" in found(engine)
    withdraw(folder)
    for name in ("FLOOR", newest(root)):
        (root / name).rename(root / f"away-{name}")
    assert engine.health().degraded
    for name in ("FLOOR", newest(root)):
        (root / f"away-{name}").rename(root / name)
    assert found(engine) == {"1.md", "2.md"}


def test_an_index_that_was_taken_up_in_haste_is_verified_afterwards(folder, root):
    opener = IndexOpener(root, Tuning())
    opener.for_service = True
    before = opener.open_newest(None)
    withdraw(folder)
    after = opener.open_newest(before)
    assert (before.is_verified, after.is_verified) == (True, False)
    damage(root, newest(root))
    with pytest.raises(IndexDamagedError, match="part-0/arrays: bytes"):
        Verification(0, Clock()).step(after)


def test_large_pages_are_made_of_what_is_loaded_for_a_service_but_not_in_haste(folder, root, monkeypatch):
    joined = []
    monkeypatch.setattr("indexer.engines.opener.join_pages", lambda: joined.append(True))
    opener = IndexOpener(root, Tuning())
    opener.open_newest(None)
    assert joined == []
    opener.for_service = True
    before = opener.open_newest(None)
    assert joined == [True]
    withdraw(folder)
    opener.open_newest(before)
    assert joined == [True]

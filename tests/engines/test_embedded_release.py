"""A generation that was replaced is unmapped as soon as nobody searches it any more."""

import gc
import weakref
from datetime import UTC, datetime

import pytest

from indexer.engines.embedded import EmbeddedEngine
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.search.results import SearchRequest


@pytest.fixture
def folder(tmp_path):
    tmp_path.joinpath("site").mkdir()
    publish(tmp_path, "first")
    return tmp_path


def publish(folder, word):
    folder.joinpath("site", "post.md").write_text(f"# {word}\n\nkubernetes 服务网格 {word}\n", encoding="utf-8")
    rebuild(folder / "site", folder / "index", BuildOptions(now=datetime(2026, 1, 1, tzinfo=UTC)))


def search(engine):
    for text in ("kubrenetes", "fuwuwangge", '"服务网格"', "kube*"):
        engine.search(SearchRequest(text))
    engine.suggest(SearchRequest("fi"))
    return engine.search(SearchRequest("kubernetes")).hits[0].title.text


@pytest.mark.parametrize("end", ["replaced", "closed"])
def test_the_files_of_an_old_generation_are_let_go_without_the_cyclic_collector(folder, end, monkeypatch):
    readers = []
    engine = EmbeddedEngine(folder / "index")
    opened = engine._opener._open_unverified
    monkeypatch.setattr(
        engine._opener, "_open_unverified", lambda live, generation: keep_reference(opened(live, generation), readers)
    )
    assert search(engine) == "first"
    publish(folder, "second")
    gc.collect()
    gc.disable()
    try:
        if end == "replaced":
            assert search(engine) == "second"
        else:
            engine.close()
        assert readers[0]() is None
    finally:
        gc.enable()


def keep_reference(live, readers):
    readers.append(weakref.ref(live.searcher.reader))
    return live

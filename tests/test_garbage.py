import gc
from pathlib import Path

import pytest

from indexer.garbage import COLLECTED_AT, collecting_rarely, without_collections
from indexer.index.build import rebuild as building
from indexer.index.build.rebuild import rebuild


@pytest.fixture
def usual():
    thresholds = gc.get_threshold()
    yield thresholds
    gc.set_threshold(*thresholds)
    gc.enable()


def test_it_is_looked_for_rarely_until_the_last_who_asked_for_that_is_done(usual):
    first, second = collecting_rarely(), collecting_rarely()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold() == (COLLECTED_AT, *usual[1:])
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual


@pytest.mark.parametrize("threshold", [0, 10 * COLLECTED_AT])
def test_who_wants_it_more_rarely_still_or_never_keeps_that(usual, threshold):
    gc.set_threshold(threshold, *usual[1:])
    with collecting_rarely():
        assert gc.get_threshold()[0] == threshold
    assert gc.get_threshold() == (threshold, *usual[1:])


@pytest.mark.usefixtures("usual")
def test_it_is_suspended_and_looked_for_again_after_a_failure_but_not_where_nobody_did_before():
    with pytest.raises(KeyError, match="False"), without_collections():
        {}[gc.isenabled()]
    assert gc.isenabled()
    gc.disable()
    with without_collections():
        pass
    assert not gc.isenabled()


def test_a_build_has_it_looked_for_rarely_and_leaves_it_as_it_was(usual, tmp_path: Path, monkeypatch):
    met = []
    read_batches = building.read_batches
    monkeypatch.setattr(
        building, "read_batches", lambda *given: met.append(gc.get_threshold()[0]) or read_batches(*given)
    )
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.md").write_text("# a\n\ntext")
    rebuild(tmp_path / "site", tmp_path / "index")
    assert met == [COLLECTED_AT]
    assert gc.get_threshold() == usual

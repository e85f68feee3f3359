import gc
import shutil

import pytest
from titled_index import publish

from indexer.engines import embedded


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A site, and an index of it with two generations: titles say which. Tests work on copies."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "site").mkdir()
    for word in ("first", "second"):
        publish(folder, word)
    return folder


@pytest.fixture
def folder(built, tmp_path):
    return shutil.copytree(built, tmp_path / "built")


@pytest.fixture
def root(folder):
    return folder / "index"


@pytest.fixture
def patient(monkeypatch):
    """Let questions wait for an index as long as a busy machine may take to open it."""
    monkeypatch.setattr(embedded, "_PATIENCE", 120)


@pytest.fixture
def no_cyclic_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()

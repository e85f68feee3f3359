import gc
import shutil

import pytest
from titled_index import publish


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
def no_cyclic_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()

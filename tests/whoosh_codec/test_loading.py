"""Nothing that answers a search loads Whoosh."""

import subprocess
import sys

import pytest

from indexer.index.build.rebuild import rebuild

ENDING = """
import sys
loaded = sorted(name for name in sys.modules if name.partition(".")[0] == "whoosh")
print("answered, Whoosh modules:", loaded)
"""
ENGINE = """
from pathlib import Path
from indexer.engines.embedded import EmbeddedEngine
from indexer.search.results import SearchRequest
engine = EmbeddedEngine(Path("index"))
engine.start()
assert engine.search(SearchRequest("mesh 流量")).total == 1
assert engine.suggest(SearchRequest("me"))
assert engine.explain(SearchRequest("mesh"))
"""
WEB_APP = """
from pathlib import Path
from indexer.engines.embedded import EmbeddedEngine
from indexer.settings.settings import Settings
from search_app import create_app
engine = EmbeddedEngine(Path("index"))
engine.start()
client = create_app(engine, settings=Settings(Path(), Path(), deadline=60)).test_client()
for address in ("/api/search?q=mesh", "/api/suggest?q=me", "/?q=mesh", "/healthz"):
    assert client.get(address).status_code == 200, address
"""
COMMAND = """
from indexer.cli import search_index
search_index.main(["query", "mesh", "--index", "index"], standalone_mode=False)
"""
SERVER = "import search_app.service.serve\n"
BUILDING = "import indexer.index.build.rebuild, indexer.index.build.update\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loading")
    (folder / "site").mkdir()
    (folder / "site" / "post.md").write_text("# Service mesh\n\n服务网格管理流量。\n", encoding="utf-8")
    rebuild(folder / "site", folder / "index")
    return folder


@pytest.mark.parametrize("code", [ENGINE, WEB_APP, COMMAND, SERVER, BUILDING])
def test_whoosh_is_not_loaded(folder, code):
    done = subprocess.run(
        [sys.executable, "-c", code + ENDING], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("answered, Whoosh modules: []\n")

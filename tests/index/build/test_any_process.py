"""An index can be built from any process: without a ``__main__`` guard, with threads, from standard input."""

import subprocess
import sys
from textwrap import dedent

import pytest

THREAD = """
import threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
"""
SCRIPT = """
print("began")
from datetime import datetime, UTC
from pathlib import Path
from indexer.engines.embedded import EmbeddedEngine
from indexer.index.build.from_posts import build_from_posts, remove_posts, update_from_posts
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update
from indexer.posts.post import Post
from indexer.search.results import SearchRequest

class Text(str):
    "What a template engine or an enumeration of this very script makes."

def post(number):
    body = Text(f"word{number} 服务网格")
    return Post(Text(number), "/", Text("Title"), body, datetime(2024, 1, 2, tzinfo=UTC), "", tags=[Text("tag")])

def find(text):
    return sorted(hit.id for hit in EmbeddedEngine(index).search(SearchRequest(text)).hits)

index, options = Path("index"), BuildOptions(workers=2, force=True)
build_from_posts((post(number) for number in range(40)), index, options=options)
update_from_posts([post(40)], index, options)
remove_posts(["7"], index, options)
print(find("word40"), find("word7"), EmbeddedEngine(index).health().posts)
"""
SITE = """
site = Path("site")
site.mkdir()
(site / "a.md").write_text("words of a site")
rebuild(site, index, options)
(site / "b.md").write_text("more words")
update(site, index, options)
print(find("words"))
"""
PRINTED = "began\n['40'] [] 40\n"


@pytest.mark.parametrize(
    ("way", "threads"),
    [("file", ""), ("file", THREAD), ("stdin", THREAD), ("command", THREAD)],
    ids=["file", "file with a thread", "stdin with a thread", "command with a thread"],
)
def test_an_index_is_built_however_python_was_started(tmp_path, threads, way):
    script = dedent(threads + SCRIPT)
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    arguments = {"file": ["script.py"], "stdin": ["-"], "command": ["-c", script]}[way]
    given = {"input": script} if way == "stdin" else {"stdin": subprocess.DEVNULL}
    found = subprocess.run(
        [sys.executable, *arguments], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, **given
    )
    assert (found.stdout, found.stderr) == (PRINTED, "")


def test_an_index_is_built_from_a_thread_of_a_server(tmp_path):
    script = f"""
        import threading
        def build():
            exec({SCRIPT + SITE!r}, {{"__name__": "anything"}})
        builder = threading.Thread(target=build)
        builder.start()
        builder.join()
    """
    command = [sys.executable, "-c", dedent(script)]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (found.stdout, found.stderr) == (PRINTED + "['a.md', 'b.md']\n", "")

"""An index whose posts' titles say which generation they are of."""

import shutil
import time

from held_files import held_below

from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.generations.manifest import MANIFEST, read_manifest
from indexer.index.generations.publish import stage
from indexer.search.results import SearchRequest

WORDS = "# 服务网格\n\nKubernetes manages containers. 服务网格管理流量。\n"


def publish(folder, word):
    """Build the site below a folder anew, with a word in each title, and publish it in the index below that folder."""
    for number in range(3):
        text = f"---\ntitle: {word} {number}\ntags: [Istio]\n---\n\n{WORDS}"
        (folder / "site" / f"{number}.md").write_text(text, encoding="utf-8")
    return rebuild(folder / "site", folder / "index", BuildOptions(workers=1))


def publish_copy(root, source):
    """Publish a generation with the files of another, whose folder is given; return its number."""
    with stage(root) as staging:
        shutil.copytree(source, staging.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(MANIFEST))
        return staging.publish(read_manifest(source).contents).number


def answer(engine, text="服务网格"):
    """Return which generations the found posts are of."""
    return {hit.title.text.partition(" ")[0] for hit in engine.search(SearchRequest(text)).hits}


def held(root):
    """Return the generations of which this process has files open or mapped."""
    return {name.split("/")[0] for name in held_below(root) if name.startswith("g-")}


def wait_until(is_so, seconds=120):
    """Wait until something is so, and return how long that took."""
    begin = time.monotonic()
    while not is_so():
        assert time.monotonic() < begin + seconds, f"is not so after {seconds} s"
        time.sleep(0.005)
    return time.monotonic() - begin

"""A watch as an operator runs it: the real command, the real system, editors as they save."""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from indexer.engines.embedded import EmbeddedEngine
from indexer.index.build.last_build import read_last_build
from indexer.index.generations.lock import hold_lock
from indexer.search.results import SearchRequest

COMMAND = [sys.executable, "-m", "indexer.cli", "watch"]
PATIENCE = 300
"""Seconds that a busy machine may take; nothing waits that long where all is well."""
POST = "---\ntitle: {0}\n---\n\n{0} 服务网格\n\nalwaysthere\n"


@pytest.fixture
def site(tmp_path):
    return make_site(tmp_path / "site")


def make_site(folder):
    folder.mkdir()
    for number in range(6):
        write(folder / f"post{number}.md", f"word{number}")
    return folder


def write(path, word):
    path.write_text(POST.format(word), encoding="utf-8")


class Watch:
    """A process that watches, and what it has told so far."""

    def __init__(self, process, root):
        self.process, self.root, self.lines = process, root, []
        self._queue = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout or ():
            self._queue.put(json.loads(line))
        self._queue.put(None)

    def expect(self, event):
        """Wait until something is told, and return it."""
        while True:
            line = self._queue.get(timeout=PATIENCE)
            assert line is not None, f"ended without {event}: {self.lines} {self.process.stderr.read()}"
            self.lines.append(line)
            if line["event"] == event:
                return line

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


@contextmanager
def watching(site, root, *options, prefix=(), command=COMMAND, **pipes):
    arguments = [*prefix, *command, str(site), "--index", str(root), "--json", *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | pipes
    with subprocess.Popen(arguments, **pipes) as process:
        try:
            yield Watch(process, root)
        finally:
            process.kill()


@pytest.fixture
def root(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def watch(site, root):
    with watching(site, root) as watch:
        watch.expect("published")
        yield watch


@pytest.fixture
def find(root):
    with finding(root) as find:
        yield find


@contextmanager
def finding(root):
    engine = EmbeddedEngine(root)
    yield lambda text: [hit.id for hit in engine.search(SearchRequest(text)).hits]
    engine.close()


@pytest.fixture(scope="module")
def long_watched(tmp_path_factory):
    """A site that one process watches while several tests change it: the site, and how to search it."""
    folder = tmp_path_factory.mktemp("long-watched")
    site = make_site(folder / "site")
    with watching(site, folder / "index") as watch:
        watch.expect("published")
        with finding(folder / "index") as find:
            yield site, find


def until(is_so):
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_saved_post_is_found_and_one_that_is_deleted_is_not(site, watch, find, root):
    write(site / "post1.md", "quetzal")
    begin = time.monotonic()
    until(lambda: find("quetzal") == ["post1.md"])
    print(f"found after {time.monotonic() - begin:.2f} s")
    site.joinpath("post1.md").unlink()
    until(lambda: find("quetzal") == [])
    watch.expect("published")
    until(lambda: (last := read_last_build(root)) and last.outcome == "unchanged")  # the look after the change
    assert read_last_build(root).command == "watch"


def in_place(path, text):
    path.write_text(text, encoding="utf-8")


def in_halves(path, text):
    with path.open("w", encoding="utf-8") as file:
        for half in (text[: len(text) // 2], text[len(text) // 2 :]):
            file.write(half)
            file.flush()
            time.sleep(0.4)


def by_a_temporary_file(path, text):
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def as_vim(path, text):
    path.with_name("4913").touch()
    path.with_name("4913").unlink()
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text(text, encoding="utf-8")
    backup.unlink()


def as_emacs(path, text):
    lock = path.with_name(f".#{path.name}")
    lock.symlink_to("nobody@nowhere.1")
    shutil.copy2(path, path.with_name(f"{path.name}~"))
    path.write_text(text, encoding="utf-8")
    lock.unlink()


def deleted_and_made_anew(path, text):
    path.unlink()
    path.write_text(text, encoding="utf-8")


def truncated_first(path, text):
    path.write_text("", encoding="utf-8")
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "save", [in_place, in_halves, by_a_temporary_file, as_vim, as_emacs, deleted_and_made_anew, truncated_first]
)
def test_no_way_of_saving_ever_shows_half_a_post_or_none(long_watched, save):
    site, find = long_watched
    stopped, seen = threading.Event(), []

    def read():
        while not stopped.is_set():
            seen.append(tuple(sorted(find("alwaysthere"))))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(2):
            save(site / "post3.md", POST.format(f"saved{number}"))
            until(lambda number=number: find(f"saved{number}") == ["post3.md"])
        for number in range(2, 8):
            save(site / "post3.md", POST.format(f"saved{number}"))
        until(lambda: find("saved7") == ["post3.md"])
    finally:
        stopped.set()
        reader.join()
    assert len(seen) > 10
    assert set(seen) == {tuple(f"post{number}.md" for number in range(6))}


@pytest.mark.parametrize("posts", [100, pytest.param(20_000, marks=pytest.mark.slow)])
def test_many_changes_at_once_lead_to_few_updates(site, watch, find, posts):
    for number in range(posts):
        folder = site / f"folder{number % 100}"
        folder.mkdir(exist_ok=True)
        write(folder / f"{number}.md", f"many{number}")
    before = len(watch.lines)
    while watch.expect("published")["posts"] < posts + 6:
        pass
    assert find(f"many{posts - 1}") == [f"folder{(posts - 1) % 100}/{posts - 1}.md"]
    assert len(watch.lines) - before <= 5


def test_the_number_of_folders_that_may_be_watched_is_no_limit(site, root, find):
    for number in range(20):
        site.joinpath(f"folder{number}").mkdir()
    limit = "echo 10 >/proc/sys/user/max_inotify_watches && exec "
    prefix = ["unshare", "--user", "--map-root-user", "sh", "-c", f'{limit} "$@"', "sh"]
    if not shutil.which("unshare") or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody have a limit of his own (user namespaces)")
    with watching(site, root, prefix=prefix) as watch:
        assert "max_user_watches" in watch.expect("polling")["message"]
        watch.expect("published")
        write(site / "folder7" / "new.md", "quetzal")
        watch.expect("published")
        assert find("quetzal") == ["folder7/new.md"]


def test_another_writer_is_waited_for(site, root, find):
    root.mkdir(mode=0o700)
    root.joinpath("SEARCH-INDEX").touch()
    with ExitStack() as other:
        other.enter_context(hold_lock(root))
        with watching(site, root) as watch:
            assert f"process {os.getpid()} is writing this index" in watch.expect("waiting")["message"]
            other.close()
            watch.expect("published")
    assert len(find("服务网格")) == 6


def test_an_index_of_far_fewer_posts_is_not_published_until_they_are_back(site, watch, find):
    aside = site.with_name("aside")
    aside.mkdir()
    for number in range(1, 6):
        site.joinpath(f"post{number}.md").rename(aside / f"post{number}.md")
    assert "the live index holds 6" in watch.expect("refused")["message"]
    assert len(find("服务网格")) == 6
    for path in aside.iterdir():
        path.rename(site / path.name)
    write(site / "post6.md", "quetzal")
    watch.expect("published")
    assert len(find("服务网格")) == 7


def test_a_configuration_that_hides_posts_is_obeyed_and_one_that_is_broken_is_named(site, watch, find):
    site.joinpath("post2.md").write_text("---\ntitle: x\naudience: staff\n---\nquetzal\n", encoding="utf-8")
    until(lambda: find("quetzal") == ["post2.md"])
    site.joinpath("search-index.toml").write_text('hide_when = ["audience=staff"]\n')
    until(lambda: find("quetzal") == [])
    site.joinpath("search-index.toml").write_text("hide_when = [")
    assert "search-index.toml:1: is not TOML" in watch.expect("failed")["message"]
    assert find("quetzal") == []
    site.joinpath("search-index.toml").unlink()
    assert "hide_when" in watch.expect("refused")["message"]  # until somebody says that it is meant
    assert find("quetzal") == []


def test_the_configuration_of_a_site_is_seen_to_change_and_its_new_folder_is_watched(tmp_path, root, find):
    site = tmp_path / "hugo"
    for folder in ("content", "posts", "node_modules"):
        site.joinpath(folder).mkdir(parents=True)
        write(site / folder / "post.md", folder)
    site.joinpath("hugo.toml").write_text('baseURL = "https://example.org/"\n')
    with watching(site, root) as watch:
        assert watch.expect("published")["posts"] == 1
        site.joinpath("hugo.toml").write_text('baseURL = "https://example.org/"\ncontentDir = "posts"\n')
        watch.expect("published")
        assert find("alwaysthere") == ["posts/post.md"]
        write(site / "posts" / "new.md", "quetzal")
        watch.expect("published")
        assert find("quetzal") == ["posts/new.md"]


def test_a_new_glossary_takes_effect(site, watch, find):
    assert find("quetzalcoatl") == []
    site.joinpath("search-glossary.tsv").write_text("服务网格\tquetzalcoatl\n", encoding="utf-8")
    until(lambda: len(find("quetzalcoatl")) == 6)


def test_a_folder_that_is_moved_away_and_back_is_watched_again(site, watch, find):
    site.rename(site.with_name("aside"))
    watch.expect("site-gone")
    assert len(find("服务网格")) == 6
    site.with_name("aside").rename(site)
    watch.expect("site-back")
    write(site / "post6.md", "quetzal")
    watch.expect("published")
    assert find("quetzal") == ["post6.md"]


def test_an_index_inside_the_site_is_no_change_of_it(site, find):
    with watching(site, site / "index") as watch:
        watch.expect("published")
        write(site / "post6.md", "quetzal")
        assert watch.expect("published")["posts"] == 7
        time.sleep(4)  # longer than until the look after the change
        watch.stop()
        watch.expect("stopped")
        assert [line["event"] for line in watch.lines].count("published") == 2


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_being_told_to_stop_is_a_good_end(watch, how, root):
    assert watch.stop(how) == 0
    watch.expect("stopped")
    assert sorted(path.name for path in root.iterdir()) == [
        "CURRENT",
        "LAST-BUILD.json",
        "LOCK",
        "SEARCH-INDEX",
        "g-1",
    ]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_being_told_to_stop_takes_an_update_back(site, root, how):
    endless = """
import sys, time
from indexer import cli
from indexer.index.build.passes.reading import BatchReader
BatchReader.read = lambda *_: time.sleep(600)
cli.main()
"""
    with watching(site, root, command=[sys.executable, "-c", endless, "watch"]) as watch:
        watch.expect("watching")
        until(lambda: root.exists() and any(path.name.startswith("tmp-") for path in root.iterdir()))
        assert watch.stop(how) == 0
        watch.expect("stopped")
    assert not [path.name for path in root.iterdir() if path.name.startswith(("tmp-", "g-"))]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_below_its_output_does_not_end_it(site, root, find, monkeypatch):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # as with cron: what could not be written stays in a buffer
    with Path("/dev/full").open("w") as full, watching(site, root, stdout=full) as watch:
        until((root / "CURRENT").exists)
        write(site / "post0.md", "another")
        until(lambda: find("another") == ["post0.md"])
        assert watch.stop() == 0


def test_it_ends_once_nobody_reads_its_lines(site, root):
    reader, writer = os.pipe()
    with watching(site, root, stdout=writer) as watch:
        os.close(writer)
        os.read(reader, 1)
        os.close(reader)
        assert watch.process.wait(PATIENCE) == 1


def test_it_ends_with_whoever_holds_its_standard_input(site, root):
    with watching(site, root, "--lifeline", stdin=subprocess.PIPE) as watch:
        watch.expect("published")
        watch.process.stdin.close()
        assert watch.process.wait(PATIENCE) == 0


def test_a_site_that_is_not_there_is_a_wrong_usage(tmp_path):
    done = subprocess.run(
        [*COMMAND, str(tmp_path / "nothing"), "--index", str(tmp_path / "index")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "no such folder" in done.stderr

"""How the last command that wrote an index ended, as monitoring reads it."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.errors import IndexBusyError, NotAtRestError, PublishRefusedError, SearchIndexError, UsageError
from indexer.index.build.last_build import FILE, LastBuild, read_last_build, record_build
from indexer.index.build.options import BuildOptions
from indexer.index.build.update import update
from indexer.index.generations.publish import stage


class Clock:
    """Seconds, 10 more each time that it is asked."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        self.now += 10
        return self.now


@pytest.fixture
def site(tmp_path):
    tmp_path.joinpath("site").mkdir()
    tmp_path.joinpath("site/secret-plan.md").write_text("---\ntitle: quetzal\n---\nquetzalcoatl\n", encoding="utf-8")
    return tmp_path / "site"


@pytest.fixture
def root(tmp_path):
    return tmp_path / "index"


def build(site, root, now):
    with record_build(root, "update", Clock(now)) as reports:
        reports.append(update(site, root, BuildOptions(workers=1)))


def fail(root, error, now=2000):
    with pytest.raises(type(error)), record_build(root, "watch", Clock(now)):
        raise error


def test_a_publication_and_that_nothing_has_changed_are_told_apart(site, root):
    build(site, root, 1000)
    assert read_last_build(root) == LastBuild("update", "published", 1020, 10, 1020, 0)
    build(site, root, 2000)
    assert read_last_build(root) == LastBuild("update", "unchanged", 2020, 10, 2020, 0)
    assert read_last_build(root).is_success


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (PublishRefusedError("quetzal"), "refused"),
        (UsageError("quetzal"), "misused"),
        (SearchIndexError("quetzal"), "failed"),
        (MemoryError(), "failed"),
        (ImportError("quetzal: failed to map segment from shared object"), "failed"),
        (OSError(12, "quetzal: Cannot allocate memory"), "failed"),
        (ZeroDivisionError("quetzal: what nobody foresaw"), "failed"),
    ],
)
def test_a_failure_is_told_without_its_words_and_with_the_last_success(site, root, error, outcome):
    build(site, root, 1000)
    fail(root, error)
    found = read_last_build(root)
    assert (found.command, found.outcome, found.ended, found.succeeded) == ("watch", outcome, 2020, 1020)
    assert not found.is_success


def test_nothing_that_a_post_says_stands_there_nor_what_its_file_is_called(site, root):
    site.joinpath("broken-quetzal.md").write_text("---\ntitle: [\n---\n")
    build(site, root, 1000)
    assert read_last_build(root).refused == 1
    fail(root, SearchIndexError("broken-quetzal.md"))
    text = root.joinpath(FILE).read_text()
    assert json.loads(text)["outcome"] == "failed"
    assert "quetzal" not in text
    assert "secret" not in text


@pytest.mark.parametrize("error", [IndexBusyError("x"), NotAtRestError("x"), KeyboardInterrupt()])
def test_who_only_waits_or_is_interrupted_writes_nothing(site, root, error):
    build(site, root, 1000)
    fail(root, error)
    assert read_last_build(root).outcome == "published"


def test_no_folder_is_made_for_it(root):
    fail(root, SearchIndexError("x"))
    assert not root.exists()


def test_a_folder_that_cannot_be_written_to_is_no_failure(site, root):
    build(site, root, 1000)
    root.joinpath(FILE).unlink()
    root.joinpath(FILE).mkdir()
    build(site, root, 2000)
    assert read_last_build(root) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"outcome": "published"}', "null", '{"outcome": 1}'])
def test_what_cannot_be_read_is_nothing(root, text):
    root.mkdir()
    root.joinpath(FILE).write_text(text)
    assert read_last_build(root) is None


def test_a_record_is_written_all_the_same_where_the_next_writer_sweeps_meanwhile(site, root, monkeypatch):
    build(site, root, 1000)
    swept, real = [], Path.replace

    def replace_swept(path, target):
        if not swept:
            swept.append(path.unlink())
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace_swept)
    fail(root, SearchIndexError("x"))
    assert (swept, read_last_build(root).outcome) == ([None], "failed")


def test_records_that_are_written_at_once_disturb_neither_each_other_nor_the_next_writer(root):
    with stage(root):
        pass
    fail(root, SearchIndexError("x"))
    ended = threading.Event()

    def record():
        while not ended.is_set():
            fail(root, SearchIndexError("x"))

    with ThreadPoolExecutor(2) as threads:
        recorded = [threads.submit(record) for _ in range(2)]
        try:
            for _ in range(300):
                with stage(root):
                    assert read_last_build(root).outcome == "failed"
        finally:
            ended.set()
    assert [each.result() for each in recorded] == [None, None]

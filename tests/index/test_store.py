import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import whoosh.index
from stock_index import post_documents, write_store
from whoosh.filedb.filestore import ReadOnlyError

from indexer.errors import IndexDamagedError
from indexer.index.store import StoreWriter, check_store, open_store, open_whoosh


@pytest.fixture
def store(tmp_path):
    write_store(tmp_path, post_documents())
    return tmp_path


def test_a_store_is_one_part_and_whooshs_table_of_contents(store):
    assert sorted(path.name for path in store.iterdir()) == ["_MAIN_1.toc", "part-0"]


def test_finish_says_what_the_store_holds(tmp_path):
    details = write_store(tmp_path, post_documents())
    assert (details.posts, details.languages) == (6, {"en": 3, "zh": 3})
    assert details == open_store(tmp_path).details


def test_what_the_site_calls_itself_and_what_was_taught_are_kept(tmp_path):
    writer = StoreWriter(tmp_path, site_name="笔记", base_url="https://example.org/", time_zone="Asia/Shanghai")
    writer.finish(("服务网格之父",))
    details = open_store(tmp_path).details
    assert (details.site_name, details.base_url, details.time_zone) == ("笔记", "https://example.org/", "Asia/Shanghai")
    assert open_whoosh(tmp_path).schema["body"].analyzer.taught == ("服务网格之父",)


def test_the_same_documents_are_the_same_bytes(tmp_path):
    contents = []
    for name in ("one", "two"):
        tmp_path.joinpath(name).mkdir()
        write_store(tmp_path / name, post_documents())
        contents.append({p.name: p.read_bytes() for p in tmp_path.joinpath(name).rglob("*") if p.is_file()})
    assert contents[0] == contents[1]


def test_stock_whoosh_opens_it_without_being_told_the_schema(store):
    index = whoosh.index.open_dir(str(store))
    assert (index.doc_count(), index.schema.names()) == (6, open_whoosh(store).schema.names())


@pytest.mark.skipif("WHOOSH_FOLDER" not in os.environ, reason="needs two distributions: tests/run_with_whoosh.sh")
def test_a_store_that_the_installed_distribution_wrote_is_opened_by_another(store):
    code = "import stock_index as s, pathlib; s.write_store(pathlib.Path.cwd(), s.post_documents())"
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join(map(str, (root, root / "tests")))
    (store / "other").mkdir()
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, cwd=store / "other", check=True
    )
    check_store(store / "other")
    assert open_whoosh(store / "other").doc_count() == 6


def test_whoosh_may_not_write_into_it(store):
    with pytest.raises(ReadOnlyError):
        open_whoosh(store).writer()


def test_an_empty_store_is_a_store(tmp_path):
    write_store(tmp_path, [])
    check_store(tmp_path)
    assert open_whoosh(tmp_path).reader().doc_count() == 0


def test_a_store_as_it_was_written_passes(store):
    check_store(store)


class Bomb:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def test_opening_a_store_to_search_it_unpickles_nothing(store):
    bomb = Bomb(store / "exploded")
    (store / "_MAIN_1.toc").write_bytes(pickle.dumps(bomb))
    open_store(store)
    np.save(store / "part-0" / "docs.npy", np.array([bomb]), allow_pickle=True)
    with pytest.raises(IndexDamagedError):
        open_store(store)
    assert not bomb.path.exists()


def damage_postings(store):
    path = store / "part-0" / "docs.npy"
    np.save(path, np.load(path)[::-1])


def damage_stored(store):
    path = store / "part-0" / "stored.bin"
    path.write_bytes(path.read_bytes()[:-1000])


def truncate_contents(store):
    path = store / "_MAIN_1.toc"
    path.write_bytes(path.read_bytes()[:-9])


def remove_contents(store):
    (store / "_MAIN_1.toc").unlink()


def remove_array(store):
    (store / "part-0" / "counts.npy").unlink()


def exchange_part(store):
    (store / "part-0").rename(store / "away")
    writer = StoreWriter(store)
    (store / "_MAIN_1.toc").rename(store / "kept")
    writer.finish()
    (store / "kept").rename(store / "_MAIN_1.toc")


@pytest.mark.parametrize(
    "damage", [damage_postings, damage_stored, truncate_contents, remove_contents, remove_array, exchange_part]
)
def test_a_damaged_store_is_told(store, damage):
    damage(store)
    with pytest.raises(IndexDamagedError, match="run search-index rebuild"):
        check_store(store)


def test_the_segment_is_all_that_the_table_of_contents_pickles_of_ours(store):
    segments = whoosh.index.TOC.read(open_whoosh(store).storage, "MAIN").segments
    assert b"indexer.index.whoosh_codec" in pickle.dumps(segments, 2)
    assert vars(segments[0]) == {"indexname": "MAIN", "segid": "0", "compound": False, "_posts": 6}

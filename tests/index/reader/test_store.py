import os
import pickle

import orjson
import pytest
from stock_index import post_documents, write_store

from indexer.errors import IndexDamagedError
from indexer.index.format.layout import DETAILS
from indexer.index.reader.site import Site, read_site
from indexer.index.reader.store import open_store


@pytest.fixture
def store(tmp_path):
    write_store(tmp_path, post_documents(), firsts=[0, 4], dead=[1, 3])
    return tmp_path


def test_a_store_is_its_parts_and_what_joins_them(store):
    names = ["_MAIN_1.toc", "part-0", "part-1", "site.json", "store.json"]
    assert sorted(path.name for path in store.iterdir()) == names


def test_what_the_site_calls_itself_and_what_was_taught_are_kept(tmp_path):
    site = Site("笔记", "https://example.org/", "Asia/Shanghai", taught=("服务网格之父",))
    write_store(tmp_path, [], site=site)
    assert read_site(tmp_path) == open_store(tmp_path).site == site


def test_dead_posts_are_counted_by_nobody(store):
    index = open_store(store)
    assert (index.max_doc, index.num_docs, index.deleted.tolist()) == (6, 4, [1, 3])


def test_the_same_documents_are_the_same_bytes(tmp_path):
    contents = []
    for name in ("one", "two"):
        tmp_path.joinpath(name).mkdir()
        write_store(tmp_path / name, post_documents())
        contents.append({p.name: p.read_bytes() for p in tmp_path.joinpath(name).rglob("*") if p.is_file()})
    assert contents[0] == contents[1]


class Bomb:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def test_opening_a_store_to_search_it_unpickles_nothing(store):
    bomb = Bomb(store / "exploded")
    (store / "_MAIN_1.toc").write_bytes(pickle.dumps(bomb))
    open_store(store)
    path = store / "part-0" / DETAILS
    values = orjson.loads(path.read_bytes())
    values["arrays"]["days"]["dtype"] = "|O"
    path.write_bytes(orjson.dumps(values))
    with pytest.raises(IndexDamagedError):
        open_store(store)
    assert not bomb.path.exists()

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import whoosh.index
from stock_index import post_documents, write_store
from whoosh.filedb.filestore import ReadOnlyError

from indexer.index.reader.site import Site
from indexer.index.reader.store import open_store
from indexer.whoosh_codec import check_store
from indexer.whoosh_codec.renewed_contents import TOC, take_over_toc
from indexer.whoosh_codec.table_of_contents import open_whoosh


@pytest.fixture
def store(tmp_path):
    write_store(tmp_path, post_documents(), firsts=[0, 4], dead=[1, 3])
    return tmp_path


def test_dead_posts_are_counted_by_nobody(store):
    index = open_whoosh(store)
    assert (index.doc_count_all(), index.doc_count()) == (6, 4)


def test_the_words_that_were_taught_are_in_the_schema(tmp_path):
    write_store(tmp_path, [], site=Site(taught=("服务网格之父",)))
    assert open_whoosh(tmp_path).schema["body"].analyzer.taught == ("服务网格之父",)


def test_stock_whoosh_opens_it_without_being_told_the_schema(store):
    index = whoosh.index.open_dir(str(store))
    assert (index.doc_count_all(), index.schema.names()) == (6, open_whoosh(store).schema.names())


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


def test_the_segment_is_all_that_the_table_of_contents_pickles_of_ours(store):
    segments = whoosh.index.TOC.read(open_whoosh(store).storage, "MAIN").segments
    assert b"indexer.whoosh_codec.codec" in pickle.dumps(segments, 2)
    names = {"indexname": "MAIN", "segid": "0", "compound": False}
    assert vars(segments[0]) == names | {"_posts": 4, "_dead": frozenset({1, 3})}


@pytest.mark.parametrize(("firsts", "dead"), [([0], []), ([0, 4], [1, 3, 5]), ([0, 2, 3, 5], range(6))])
def test_a_table_of_contents_that_is_taken_over_says_what_one_that_whoosh_wrote_says(store, tmp_path, firsts, dead):
    (tmp_path / "new").mkdir()
    write_store(tmp_path / "new", post_documents(), firsts=firsts, dead=[*dead])
    written = (tmp_path / "new" / TOC).read_bytes()
    assert take_over_toc(store, tmp_path / "new", open_store(tmp_path / "new"))
    taken = (tmp_path / "new" / TOC).read_bytes()
    segments = whoosh.index.TOC.read(open_whoosh(tmp_path / "new").storage, "MAIN").segments
    (tmp_path / "new" / TOC).write_bytes(written)
    by_whoosh = whoosh.index.TOC.read(open_whoosh(tmp_path / "new").storage, "MAIN").segments
    assert [*map(type, segments)] == [*map(type, by_whoosh)]
    assert [*map(vars, segments)] == [*map(vars, by_whoosh)]
    assert taken[: len(taken) // 2] == written[: len(taken) // 2]  # the schema is the same


@pytest.mark.parametrize("damage", ["missing", "empty", "cut short", "another", "no segments"])
def test_what_is_no_table_of_contents_is_not_taken_over(store, tmp_path, damage):
    (tmp_path / "new").mkdir()
    data = (store / TOC).read_bytes()
    damaged = {"empty": b"", "cut short": data[:1000], "another": b"\4" * 100, "no segments": data[:-200]}.get(damage)
    (store / TOC).unlink() if damaged is None else (store / TOC).write_bytes(damaged)
    assert not take_over_toc(store, tmp_path / "new", open_store(store))
    assert not (tmp_path / "new" / TOC).exists()

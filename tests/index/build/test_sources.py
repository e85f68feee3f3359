import os
from array import array
from dataclasses import replace

import pytest

from indexer.index.build.sources import SourceRow, Sources
from indexer.posts.listing import Listing

ROWS = [
    SourceRow("b.md", 1, 2, 3, 44, doc=1),
    SourceRow("a.md", 5, 6, 7, 88, doc=0),
    SourceRow("文.md", 9, 9, 9, 99, doc=-1),
]


def listing(*rows):
    sizes, mtimes, ctimes = (array("q", column) for column in zip(*(row.values[:3] for row in rows), strict=True))
    return Listing([row.id for row in rows], sizes, mtimes, ctimes, {"": "/"}, {}, {})


@pytest.fixture
def sources():
    return Sources.of(ROWS)


def differing(sources, found):
    return sources.may_differ(found, sources.find(found.ids)).tolist()


def test_a_table_comes_back_as_it_was_written(sources, tmp_path):
    sources.write(tmp_path)
    read = Sources.read(tmp_path)
    assert read.find([row.id for row in ROWS]).tolist() == [0, 1, 2]
    assert [read.row(place) for place in range(3)] == [replace(row, id="") for row in ROWS]


def test_a_table_that_was_cut_short_is_not_read(sources, tmp_path):
    sources.write(tmp_path)
    os.truncate(tmp_path / "sources", 100)
    with pytest.raises(ValueError, match="multiple"):
        Sources.read(tmp_path)


@pytest.mark.parametrize(
    ("ids", "places"),
    [
        (["b.md", "a.md", "文.md"], [0, 1, 2]),
        (["文.md", "b.md", "a.md"], [2, 0, 1]),
        (["b.md", "c.md", "a.md"], [0, -1, 1]),
        (["b.md"], [0]),
        ([], []),
    ],
)
def test_files_are_found_in_whatever_order_they_are_listed(sources, ids, places):
    assert sources.find(ids).tolist() == places


@pytest.mark.parametrize("changed", [{"size": 0}, {"mtime": 0}, {"ctime": 0}, {"id": "c.md"}])
def test_a_file_may_differ_by_size_by_either_time_and_by_being_new(sources, changed):
    values = {"id": "a.md", "size": 5, "mtime": 6, "ctime": 7, "digest": 0, "doc": 0}
    assert differing(sources, listing(ROWS[0], SourceRow(**values))) == [False, False]
    assert differing(sources, listing(ROWS[0], SourceRow(**{**values, **changed}))) == [False, True]


def test_a_file_that_could_not_be_read_always_may_differ(sources):
    assert differing(sources, listing(*ROWS)) == [False, False, True]


def test_a_renewed_table_is_of_what_there_is_now(sources):
    fresh = SourceRow("c.md", 1, 1, 1, 11, doc=2)
    found = listing(ROWS[2], fresh, ROWS[0])
    renewed = sources.renew(found.ids, sources.find(found.ids), {1: fresh})
    assert renewed.find(["文.md", "c.md", "b.md", "a.md"]).tolist() == [0, 1, 2, -1]
    assert [(row.digest, row.doc) for row in map(renewed.row, range(3))] == [(99, -1), (11, 2), (44, 1)]


def test_documents_are_ranked_by_the_ids_of_their_posts(sources):
    assert sources.ranks(3).tolist() == [0, 1, 0]


CHANGES = {
    "nothing": {},
    "its content": {0: replace(ROWS[0], digest=7, doc=3)},
    "a post comes of what was refused": {2: replace(ROWS[2], doc=2)},
    "it is no post any more": {1: replace(ROWS[1], doc=-3), 0: replace(ROWS[0], size=4)},
}


@pytest.mark.parametrize("fresh", CHANGES.values(), ids=CHANGES.keys())
def test_a_table_is_renewed_alike_whether_all_files_are_where_they_were_or_not(sources, tmp_path, fresh):
    ids = [row.id for row in ROWS]
    sources.renew(ids, sources.find(ids), fresh).write(tmp_path)
    renewed = [fresh.get(at, row) for at, row in enumerate(ROWS)]
    (tmp_path / "whole").mkdir()
    Sources.of(renewed).write(tmp_path / "whole")
    for name in ("sources", "sources.txt"):
        assert (tmp_path / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    turned = sources.renew(ids[::-1], sources.find(ids[::-1]), {len(ids) - 1 - at: row for at, row in fresh.items()})
    assert [turned.row(len(ids) - 1 - at) for at in range(len(ids))] == [replace(row, id="") for row in renewed]

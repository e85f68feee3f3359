import numpy as np
import orjson
import pytest
from stock_index import post_documents, write_store

from indexer.errors import IndexDamagedError
from indexer.index.format.array_file import ArrayFileWriter, MappedArrays, read_extents
from indexer.index.format.arrays import MemoryAllocator, make_offsets
from indexer.index.format.block_file import checksum_blocks
from indexer.index.format.layout import ARRAYS, CHECKSUMS, DETAILS, IS_SUBWORD
from indexer.index.parts.packings import PLACES, POSTINGS, STREAM, EntryRanks
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.store import open_store
from indexer.whoosh_codec import check_store, open_whoosh
from indexer.whoosh_codec.check import find_differences


@pytest.fixture
def store(tmp_path):
    write_store(tmp_path, post_documents(), firsts=[0, 4], dead=[1, 3])
    return tmp_path


def test_an_empty_store_is_a_store(tmp_path):
    write_store(tmp_path, [])
    check_store(tmp_path)
    assert open_whoosh(tmp_path).reader().doc_count() == 0


def test_a_store_as_it_was_written_passes(store):
    check_store(store)


def change(store, name, alter):
    """Write a part anew with one array altered, and nothing else that would tell."""
    change_all(store, {name: alter})


def change_all(store, alterations):
    folder = store / "part-0"
    values = orjson.loads((folder / DETAILS).read_bytes())
    packed, packer = MappedArrays(folder / ARRAYS, read_extents(values["arrays"])), ArrayFileWriter(folder / "altered")
    for each in values["arrays"]:
        packer.add(each, alterations.get(each, np.asarray)(packed.array(each)))
    (folder / "altered").replace(folder / ARRAYS)
    checksum_blocks(folder / ARRAYS).tofile(folder / CHECKSUMS)
    (folder / DETAILS).write_bytes(orjson.dumps(values | {"arrays": packer.table}))


def repack(store, name, packing, alter):
    """Write a part anew with the columns of one of its packed tables altered."""
    reader = PartReader(store / "part-0")
    tables = {"words.posted": reader.words.posted, "words.placed": reader.words.placed, "stream": reader.tokens,
              "grams.posted": reader.grams.posted, "grams.placed": reader.grams.placed}  # fmt: skip
    columns, alterations = alter(tables[name].unpack(MemoryAllocator())), {}
    if packing is STREAM:
        ranks = EntryRanks(columns[0], reader.details.terms)
        columns[0], alterations["stream.ranked"] = ranks.of(columns[0]), lambda _: ranks.ranked
    ((packed, sizes),) = packing.pack(columns)
    change_all(store, {name: lambda _: packed, f"{name}.blocks": lambda _: make_offsets(sizes), **alterations})


def forget(store, name):
    path = store / "part-0" / DETAILS
    values = orjson.loads(path.read_bytes())
    del values["arrays"][name]
    path.write_bytes(orjson.dumps(values))


def cut(store, name):
    path = store / name
    path.write_bytes(path.read_bytes()[:-9])


def exchange_parts(store):
    (store / "part-0").rename(store / "away")
    (store / "part-1").rename(store / "part-0")
    (store / "away").rename(store / "part-1")


def mistell(store, **values):
    path = store / "store.json"
    path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | values))


def test_what_whoosh_reads_otherwise_is_told(store, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    write_store(other, post_documents()[::-1], firsts=[0, 4], dead=[1, 3])
    with open_whoosh(other).reader() as reader:
        told = list(find_differences(open_store(store), reader))
    assert "another document 0 for Whoosh" in told
    assert any(each.startswith("other documents of ") for each in told)


DAMAGES = {
    "postings are turned round": lambda store: repack(
        store, "words.posted", POSTINGS, lambda columns: [columns[0][::-1], columns[1]]
    ),
    "postings are of other documents": lambda store: repack(
        store, "words.posted", POSTINGS, lambda columns: [columns[0] + 800, columns[1]]
    ),
    "a posting is missing": lambda store: repack(
        store, "words.posted", POSTINGS, lambda columns: [column[:-1] for column in columns]
    ),
    "packed bytes are missing": lambda store: change(store, "grams.posted", lambda packed: packed[:-1]),
    "places are turned round": lambda store: repack(store, "words.placed", PLACES, lambda columns: [columns[0][::-1]]),
    "grams stand past the end": lambda store: repack(
        store, "grams.placed", PLACES, lambda columns: [columns[0] + 10**6]
    ),
    "offsets go back": lambda store: change(store, "words.postings", lambda begins: np.append(begins[-1:], begins[1:])),
    "keys are exchanged": lambda store: change(store, "words.keys", lambda keys: keys[::-1]),
    "keys are other keys": lambda store: change(store, "words.keys", lambda keys: keys + np.uint64(1)),
    "texts are other texts": lambda store: change(
        store, "terms.offsets", lambda begins: np.append(begins[1:], begins[-1])
    ),
    "streams are of other posts": lambda store: change(store, "streams", lambda begins: np.append(0, begins[:-1])),
    "words of streams are lost": lambda store: repack(
        store, "stream", STREAM, lambda columns: [column[:-1] for column in columns]
    ),
    "words of streams are parts": lambda store: repack(
        store, "stream", STREAM, lambda columns: [columns[0] | IS_SUBWORD, *columns[1:]]
    ),
    "lengths are other lengths": lambda store: change(store, "lengths", lambda lengths: lengths + 1),
    "a row of lengths is missing": lambda store: change(store, "lengths", lambda lengths: lengths[1:]),
    "posts begin elsewhere": lambda store: change(store, "text_bases", lambda bases: np.append(0, bases[:-1])),
    "a file is missing": lambda store: (store / "part-0" / ARRAYS).unlink(),
    "a file is empty": lambda store: (store / "part-0" / ARRAYS).write_bytes(b""),
    "arrays are cut short": lambda store: cut(store, f"part-0/{ARRAYS}"),
    "an array is not told of": lambda store: forget(store, "words.posted"),
    "the details are cut short": lambda store: cut(store, f"part-0/{DETAILS}"),
    "texts are cut short": lambda store: change(store, "stored", lambda texts: texts[:-9]),
    "terms are cut short": lambda store: change(store, "terms", lambda texts: texts[:-9]),
    "the table of contents is cut short": lambda store: cut(store, "_MAIN_1.toc"),
    "the table of contents is missing": lambda store: (store / "_MAIN_1.toc").unlink(),
    "the site is missing": lambda store: (store / "site.json").unlink(),
    "other posts are dead": lambda store: mistell(store, dead=[2, 3]),
    "fewer posts are dead": lambda store: mistell(store, dead=[1]),
    "a part is not counted": lambda store: mistell(store, parts=1, dead=[1]),
    "a part too many is counted": lambda store: mistell(store, parts=3),
    "parts are exchanged": exchange_parts,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_store_is_told(store, damage):
    damage(store)
    with pytest.raises(IndexDamagedError, match=r"run search-index (update|rebuild)$"):
        check_store(store)

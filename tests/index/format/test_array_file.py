import numpy as np
import orjson
import pytest

from indexer.errors import IndexDamagedError
from indexer.index.format.array_file import ArrayFile, ArrayFileWriter, MappedArrays, read_extents
from indexer.index.format.block_file import checksum_blocks

ARRAYS = {
    "bytes": np.arange(5, dtype=np.uint8),
    "nothing": np.empty(0, dtype=np.int32),
    "rows": np.arange(6, dtype=np.int64).reshape(3, 2),
    "columns": np.arange(6, dtype=np.uint16).reshape(3, 2).T,
}


def read(path, table):
    return ArrayFile(path, read_extents(orjson.loads(orjson.dumps(table))), checksum_blocks(path))


def map_arrays(path, table):
    return MappedArrays(path, read_extents(orjson.loads(orjson.dumps(table))))


@pytest.fixture
def packer(tmp_path):
    packer = ArrayFileWriter(tmp_path / "arrays")
    for name, array in ARRAYS.items():
        packer.add(name, array)
    return packer


@pytest.mark.parametrize("opener", [read, map_arrays])
@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_come_back_as_they_were(tmp_path, packer, name, opener):
    array = opener(tmp_path / "arrays", packer.table).array(name)
    assert (array.dtype, array.tolist()) == (ARRAYS[name].dtype, ARRAYS[name].tolist())


def test_arrays_that_are_written_in_pieces_come_back_too(tmp_path, packer):
    packer.add_pieces("later", iter([np.array([1, 2], np.uint8), np.array([3], np.uint8)]))
    packer.add_pieces("never", iter([]))
    packed = read(tmp_path / "arrays", packer.table)
    assert (packed.array("later").tolist(), packed.array("never").tolist()) == ([1, 2, 3], [])


def test_values_come_back_from_json(tmp_path, packer):
    packer.add_json("values", ["网格", 1])
    assert read(tmp_path / "arrays", packer.table).json("values") == ["网格", 1]


def test_ranges_of_bytes_are_those_that_were_written(tmp_path, packer):
    written = np.random.default_rng(3).bytes(12_000)
    packer.add("written", np.frombuffer(written, np.uint8))
    stored = read(tmp_path / "arrays", packer.table).stored("written")
    assert stored.size == len(written)
    for begin, end in ((0, 12_000), (0, 5), (7, 7), (9, 2), (4090, 4100), (11_990, 12_000)):
        assert stored.read(begin, end) == written[begin:end]


def test_a_range_with_a_flipped_bit_is_refused_and_others_are_read(tmp_path, packer):
    packer.add("zeros", np.zeros(12_000, dtype=np.uint8))
    opened = read(tmp_path / "arrays", packer.table)
    with (tmp_path / "arrays").open("r+b") as file:
        file.seek(packer.table["zeros"].begin + 10_000)
        file.write(b"\1")
    assert not any(opened.stored("zeros").read(0, 3600))
    for use in (lambda: opened.array("zeros"), lambda: opened.stored("zeros").read(10_000, 10_001)):
        with pytest.raises(IndexDamagedError, match="have changed"):
            use()
    assert len(list(opened.find_damage())) == 1


def test_every_array_begins_where_numbers_of_any_size_may(packer):
    assert {extent.begin % 64 for extent in packer.table.values()} == {0}


@pytest.mark.parametrize("opener", [read, map_arrays])
def test_arrays_cannot_be_written_to(tmp_path, packer, opener):
    with pytest.raises(ValueError, match="read-only"):
        opener(tmp_path / "arrays", packer.table).array("bytes")[0] = 1


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"\0"])
def test_a_file_of_another_length_is_not_opened(tmp_path, packer, change):
    path = tmp_path / "arrays"
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(IndexDamagedError, match=r"arrays: has \d+ bytes, \d+ were published"):
        read(path, packer.table)
    with pytest.raises(ValueError, match="arrays is cut short or too long"):
        map_arrays(path, packer.table)


def test_an_array_of_objects_is_not_read(tmp_path, packer):
    table = orjson.loads(orjson.dumps(packer.table))
    table["rows"]["dtype"] = "|O"
    with pytest.raises(ValueError, match="OBJECT"):
        read(tmp_path / "arrays", read_extents(table)).array("rows")

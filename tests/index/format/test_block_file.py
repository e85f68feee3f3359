"""Every byte that is read is what was written, or an error says where it is not."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import IndexDamagedError
from indexer.index.format.block_file import BLOCK_BYTES, BlockFile, checksum_blocks
from indexer.native import kernel
from indexer.native.index.blocks import read_long

SIZES = [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES + 5]


def write(path, size):
    data = bytes(number * 7 % 251 for number in range(size))
    path.write_bytes(data)
    return data, BlockFile(path, checksum_blocks(path), size)


@pytest.mark.parametrize("size", SIZES)
def test_any_range_is_read_as_it_was_written(tmp_path, size):
    data, file = write(tmp_path / "file", size)
    places = sorted(
        {place for place in (0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, 2 * BLOCK_BYTES, size - 1, size) if 0 <= place <= size}
    )
    for begin in places:
        for end in (place for place in places if place >= begin):
            assert bytes(file.read(begin, end)) == data[begin:end]
    assert list(file.find_damage()) == []


def test_the_kernel_knows_the_sum_of_any_number_of_bytes(tmp_path):
    library = kernel() or pytest.skip("no kernel")
    for size in (*range(1, 420), BLOCK_BYTES - 1, BLOCK_BYTES):
        data, file = write(tmp_path / f"{size}", size)
        read = read_long(library, file.opened, 0, size)
        assert read is not None, size
        assert bytes(read) == data


@given(place=st.integers(0, SIZES[-1] - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_is_found_wherever_it_is(tmp_path_factory, place, bit):
    path = tmp_path_factory.mktemp("flip") / "file"
    data, file = write(path, SIZES[-1])
    with path.open("r+b") as other:
        other.seek(place)
        other.write(bytes([data[place] ^ 1 << bit]))
    with pytest.raises(IndexDamagedError, match=r"file: bytes \d+ to \d+ have changed; run search-index update"):
        file.read(place, place + 1)
    assert len(list(file.find_damage())) == 1
    untouched = min((place // BLOCK_BYTES + 1) * BLOCK_BYTES, SIZES[-1])
    if untouched < SIZES[-1]:
        assert bytes(file.read(untouched, SIZES[-1])) == data[untouched:]


def test_a_file_that_is_cut_under_us_is_an_error_and_no_signal(tmp_path):
    data, file = write(tmp_path / "file", SIZES[-1])
    os.truncate(tmp_path / "file", BLOCK_BYTES + 1)
    assert bytes(file.read(0, BLOCK_BYTES)) == data[:BLOCK_BYTES]
    with pytest.raises(IndexDamagedError, match="were cut off"):
        file.read(BLOCK_BYTES, BLOCK_BYTES + 1)


def test_what_the_disk_does_not_give_is_an_error(tmp_path, monkeypatch):
    _, file = write(tmp_path / "file", 10)

    def fail(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "pread", fail)
    with pytest.raises(IndexDamagedError, match=r"cannot be read \(Input/output error\)"):
        file.read(0, 1)


@pytest.mark.parametrize("size", [9, 11])
def test_a_file_of_another_size_is_not_opened(tmp_path, size):
    write(tmp_path / "file", 10)
    with pytest.raises(IndexDamagedError, match=rf"has 10 bytes, {size} were published"):
        BlockFile(tmp_path / "file", checksum_blocks(tmp_path / "file"), size)


def test_a_file_that_is_deleted_can_still_be_read(tmp_path):
    data, file = write(tmp_path / "file", 10)
    (tmp_path / "file").unlink()
    assert bytes(file.read(0, 10)) == data


def test_eight_threads_read_the_same_file(tmp_path):
    data, file = write(tmp_path / "file", SIZES[-1])
    with ThreadPoolExecutor(8) as pool:
        read = pool.map(lambda begin: bytes(file.read(begin, begin + 999)), list(range(0, 9000, 7)) * 4)
        assert all(
            piece == data[begin : begin + 999] for piece, begin in zip(read, list(range(0, 9000, 7)) * 4, strict=True)
        )

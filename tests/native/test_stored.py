"""What is kept of documents is read out of its file as it was written, or not at all."""

import numpy as np
import pytest

from indexer.index.format.block_file import BLOCK_BYTES, BlockFile, checksum_blocks
from indexer.native.snippets.stored import StoredReader

SIZES = [5, 0, 1, 3 * BLOCK_BYTES, 0, BLOCK_BYTES - 9, 40, 200_000, 9]
BEGIN = 100
EDGES = np.cumsum([0, *SIZES])


@pytest.fixture
def stored(tmp_path):
    data = np.random.default_rng(3).bytes(BEGIN + int(EDGES[-1]) + 50)
    (tmp_path / "file").write_bytes(data)
    return data, BlockFile(tmp_path / "file", checksum_blocks(tmp_path / "file"), len(data))


def unpack(views):
    return [*map(bytes, views)]


@pytest.mark.parametrize("dtype", [np.uint32, np.int64])
@pytest.mark.parametrize("docs", [[], [0], [3, 0, 8], [7, 7], [*range(len(SIZES))]])
def test_documents_are_read_as_they_were_written_however_large(library, stored, docs, dtype):
    data, file = stored
    reader = StoredReader(file.opened, BEGIN, EDGES.astype(dtype))
    expected = [data[BEGIN + EDGES[doc] : BEGIN + EDGES[doc + 1]] for doc in docs]
    assert reader.read(library, docs, unpack) == expected


@pytest.mark.parametrize("docs", [[-1], [len(SIZES)], [0, 1 << 40]])
def test_a_document_that_is_not_there_is_not_read(library, stored, docs):
    assert StoredReader(stored[1].opened, BEGIN, EDGES).read(library, docs, unpack) is None


@pytest.mark.parametrize("edges", [[0, 9, 4], [0, -9, 4], [0, 4, 1 << 50], [0, 5, 1 << 30]])
def test_where_documents_begin_may_be_damaged(library, stored, edges):
    reader = StoredReader(stored[1].opened, BEGIN, np.array(edges))
    assert reader.read(library, [0, 1], unpack) is None


def test_bytes_that_changed_are_not_read(library, stored, tmp_path):
    data, file = stored
    with (tmp_path / "file").open("r+b") as other:
        other.seek(2 * BLOCK_BYTES)
        other.write(bytes([data[2 * BLOCK_BYTES] ^ 1]))
    reader = StoredReader(file.opened, BEGIN, EDGES)
    assert reader.read(library, [0, 3], unpack) is None
    assert reader.read(library, [0], unpack) == [data[BEGIN : BEGIN + 5]]

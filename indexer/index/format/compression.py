"""Bytes in fewer bytes: Zstandard."""

import sys

from indexer.index.format.layout import COMPRESSION

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def compress(data: bytes) -> bytes:
    """Return a frame that holds some bytes."""
    return zstd.compress(data, COMPRESSION)


def decompress(frame: bytes | memoryview) -> bytes:
    """Return the bytes of a frame.

    Raises:
        ValueError: It is none.
    """
    decompressor = zstd.ZstdDecompressor()  # "zstd.decompress" looks for another frame behind
    try:
        data = decompressor.decompress(frame)
    except zstd.ZstdError as error:
        raise ValueError(f"nothing can be read: {error}") from error
    if not decompressor.eof:
        raise ValueError("nothing can be read: it is cut short")
    return data

"""Bytes in fewer bytes: Zstandard."""

from collections.abc import Sequence

import zstandard

from indexer.index.format.layout import COMPRESSION
from indexer.per_thread import PerThread

# To make one takes as long as to decompress a post.
_compressor = PerThread(lambda: zstandard.ZstdCompressor(COMPRESSION))
_decompressor = PerThread(zstandard.ZstdDecompressor)
_MOST_BITS = 15
"""A block of four bytes holds at most 128 kB, RFC 8878: no frame holds more than its bytes times two to this power."""


def compress(data: bytes) -> bytes:
    """Return a frame that holds some bytes."""
    return _compressor.kept.compress(data)


def decompress(frame: bytes | memoryview) -> bytes:
    """Return the bytes of a frame.

    Raises:
        ValueError: It is none.
    """
    return decompress_all([frame])[0]


def decompress_all(frames: Sequence[bytes | memoryview]) -> list[bytes]:
    """Return the bytes of several frames.

    Raises:
        ValueError: One of them is none.
    """
    tell_size, unpack = zstandard.frame_content_size, _decompressor.kept.decompress
    try:
        for frame in frames:
            if tell_size(frame) > len(frame) << _MOST_BITS:  # else memory for it would be looked for
                raise ValueError("nothing can be read: it tells a length that it cannot have")
        return [*map(unpack, frames)]
    except zstandard.ZstdError as error:
        raise ValueError(f"nothing can be read: {error}") from error

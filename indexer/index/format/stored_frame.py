"""What is kept of a document, compressed by itself, so that any document is read without the others.

A frame holds the text's code points as the kernel reads them, one, two or four bytes each; the record; and five bytes
that tell how long the record is, and how wide a code point.
"""

import struct

from indexer.index.format.compression import compress, decompress
from indexer.index.format.text_codes import TextCodes, encode_text, read_codes

_FOOTER = struct.Struct("<IB")


def pack_document(record: bytes, text: str) -> bytes:
    """Return the frame of a document; a lone surrogate of its text becomes a question mark."""
    codes = encode_text(text.encode("utf-8", "replace").decode())
    return compress(codes.codes.tobytes() + record + _FOOTER.pack(len(record), codes.width))


def unpack_document(frame: bytes | memoryview) -> tuple[memoryview, TextCodes]:
    """Return the record of a document and the code points of its text.

    Raises:
        ValueError: It is no such frame.
    """
    data = decompress(frame)
    try:
        size, width = _FOOTER.unpack_from(data, len(data) - _FOOTER.size)
    except struct.error as error:
        raise ValueError("no document can be read: it is cut short") from error
    end = len(data) - _FOOTER.size - size
    return memoryview(data)[max(end, 0) : end + size], read_codes(data, end, width)

"""Find a text on the bytes of an index folder, those of compressed frames included."""

from contextlib import suppress

import zstandard

MAGIC = b"\x28\xb5\x2f\xfd"
"""RFC 8878: how each frame begins."""


def read_through(path):
    """Return the bytes of a file, and behind them the contents of every Zstandard frame in it."""
    data = path.read_bytes()
    found, at = [data], data.find(MAGIC)
    while at >= 0:
        with suppress(zstandard.ZstdError):  # four bytes that only look like a beginning
            found.append(zstandard.ZstdDecompressor().decompress(data[at:]))
        at = data.find(MAGIC, at + 1)
    return b"".join(found)


def holds(data, text):
    """Tell whether a text is there, in UTF-8 or as code points of one, two or four bytes."""
    return any(text.encode(each) in data for each in ("utf-8", "utf-16-le", "utf-32-le"))


def files_with(root, text):
    """Return the files below a folder that hold a text."""
    return [path for path in sorted(root.rglob("*")) if path.is_file() and holds(read_through(path), text)]

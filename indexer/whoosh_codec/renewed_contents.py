"""Whoosh's table of contents of an index that builds upon another, from that of the other: Whoosh is not loaded.

The schema is taken over as it stands there, for words that were taught are all that it depends on; only the segments
are written anew, as ``pickle`` writes them.

Source:
    whoosh3 3.54.0, ``whoosh.index.TOC.write``; CPython 3.11, ``pickletools``.
"""

import pickle
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import NamedTuple

from indexer.index.reader.index_reader import IndexReader

INDEX_NAME = "MAIN"
"""What Whoosh calls an index whose name nobody chose."""
TOC = f"_{INDEX_NAME}_1.toc"
_MARK = Struct("!i").pack(-12345)
"""Tells the order of bytes."""
_INT_BYTES, _SIZES, _RELEASE_NUMBERS = 4, 3, 3
_PROTOCOL = 3
"""The last without frames: a pickle may stand inside another."""
_PROTO, _STOP = pickle.PROTO + bytes([_PROTOCOL]), pickle.STOP
_SEGMENT = b"cindexer.whoosh_codec.codec\nArraySegment\n" + pickle.EMPTY_TUPLE + pickle.NEWOBJ


class SegmentFacts(NamedTuple):
    """What a segment of Whoosh is to know of a part: its number, its documents, and those of them that are dead."""

    number: int
    posts: int
    dead: list[int]


def list_segments(index: IndexReader) -> Iterator[SegmentFacts]:
    """Yield what the segment of each part is to know."""
    dead = index.documents.dead
    for number, part in enumerate(index.parts):
        first, end = index.firsts[number : number + 2]
        inside = dead[(dead >= first) & (dead < end)] - first
        yield SegmentFacts(number, part.max_doc, inside.tolist())


def renew_toc(before: bytes, index: IndexReader) -> bytes:
    """Return the table of contents of an index.

    Args:
        before: That of another, of which the same words were taught.
        index: The index.

    Raises:
        ValueError: The other is none.
    """
    segments = b"".join(map(_pickle_segment, list_segments(index)))
    return (
        before[: _find_segments(before)] + _PROTO + pickle.EMPTY_LIST + pickle.MARK + segments + pickle.APPENDS + _STOP
    )


def _pickle_segment(facts: SegmentFacts) -> bytes:
    names = {"indexname": INDEX_NAME, "segid": str(facts.number), "compound": False}
    state = pickle.dumps({**names, "_posts": facts.posts, "_dead": frozenset(facts.dead)}, _PROTOCOL)
    return _SEGMENT + state[len(_PROTO) : -len(_STOP)] + pickle.BUILD


def _find_segments(toc: bytes) -> int:
    """Return where the segments begin, behind numbers of the machine and of Whoosh, and the schema."""
    at = 0
    for _ in range(_SIZES):
        _, at = _read_varint(toc, at)
    if toc[at : at + _INT_BYTES] != _MARK:
        raise ValueError("no table of contents")
    at += 2 * _INT_BYTES  # the version of the format too
    for _ in range(_RELEASE_NUMBERS):
        _, at = _read_varint(toc, at)
    size, at = _read_varint(toc, at)
    at += size + 2 * _INT_BYTES  # its number, and one that is not used
    if toc[at : at + 1] != pickle.PROTO:
        raise ValueError("no segments follow the schema")
    return at


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number, seven bits a byte, the lowest first, and where it ends."""
    value = shift = 0
    for end in range(at, len(data)):
        value |= (data[end] & 0x7F) << shift
        shift += 7
        if data[end] < 0x80:  # noqa: PLR2004  the highest bit says that more follow
            return value, end + 1
    raise ValueError("cut short")


def take_over_toc(source: Path, folder: Path, index: IndexReader) -> bool:
    """Write the table of contents of an index into its folder, from that of another folder; return whether it could."""
    try:
        data = renew_toc((source / TOC).read_bytes(), index)
    except (FileNotFoundError, ValueError):
        return False
    (folder / TOC).write_bytes(data)
    return True

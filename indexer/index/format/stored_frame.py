"""What is kept of a document, compressed by itself, so that any document is read without the others.

A frame holds, one behind the other, what the kernel shows a hit by as it is:

======== =============================================================================================================
codes    the text's code points, one, two or four bytes each
record   a JSON object: what a hit tells of the post first, in the order of ``SHOWN``; then what else is kept
table    varints: how many bytes each value of ``SHOWN`` takes, those behind the marked texts with their names together;
         the characters of the title; how many zones and sections there are. Of each zone the number of its field, how
         far behind the end of the one before it begins, and its length. Of each section its level, how far behind the
         one before it begins, the characters of its heading, those from its start to its body and from there to its
         end, and the bytes of its anchor. Headings stand in the text
anchors  of all sections, in UTF-8
footer   how many bytes the record takes, and table and anchors; how many a code point
======== =============================================================================================================
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import orjson

from indexer.arrays import UInt8s
from indexer.index.format.arrays import make_offsets
from indexer.index.format.compression import compress, decompress
from indexer.index.format.text_codes import TextCodes, count_codes, encode_text, read_codes
from indexer.index.format.varints import decode_varints, encode_varints, find_ends

SHOWN = ("id", "url", "title"), ("date", "language", "authors", "tags", "categories"), ("image", "locale")
"""Of the metadata, what a hit tells: the members before the marked texts; those behind them; and those left out where
they are empty."""
_SHOWN = frozenset(name for names in SHOWN for name in names)
_FOOTER = struct.Struct("<IIB")
_HEAD, _ZONE, _SECTION = 9, 3, 6
"""Numbers of the table: before the zones, of a zone, of a section."""
_WIDEST = 4
"""Bytes of a character."""


class StoredFrame(NamedTuple):
    """A document's frame, unpacked: its bytes, which the kernel reads as they are."""

    data: bytes

    @property
    def codes(self) -> TextCodes:
        """The code points of its text.

        Raises:
            ValueError: It is no frame.
        """
        record_bytes, table_bytes, width = self._read_footer()
        return read_codes(self.data, len(self.data) - _FOOTER.size - table_bytes - record_bytes, width)

    @property
    def length(self) -> int:
        """How many code points its text has.

        Raises:
            ValueError: It is no frame.
        """
        record_bytes, table_bytes, width = self._read_footer()
        return count_codes(self.data, len(self.data) - _FOOTER.size - table_bytes - record_bytes, width)

    def _read_footer(self) -> tuple[int, int, int]:
        if len(self.data) < _FOOTER.size:
            raise ValueError("no document can be read: it is cut short")
        record_bytes, table_bytes, width = _FOOTER.unpack_from(self.data, len(self.data) - _FOOTER.size)
        return record_bytes, table_bytes, width

    def read_metadata(self) -> dict[str, Any]:
        """Return what is shown of the document and filtered by, and what else is kept beside zones and sections.

        Raises:
            ValueError: It is no frame.
        """
        record_bytes, table_bytes, _ = self._read_footer()
        begin = len(self.data) - _FOOTER.size - table_bytes - record_bytes
        kept: dict[str, Any] = orjson.loads(memoryview(self.data)[begin : begin + record_bytes])
        return kept

    def read_record(self) -> dict[str, Any]:
        """Return the record, as ``make_record`` made it.

        Raises:
            ValueError: It is none.
        """
        _, table_bytes, _ = self._read_footer()
        begin = len(self.data) - _FOOTER.size - table_bytes
        kept = self.read_metadata()
        said = {name: kept.pop(name) for name in ("names", "pairs")}
        table = _read_table(np.frombuffer(self.data, np.uint8, table_bytes, begin), self.codes.text)
        return {"metadata": kept, **table, **said}


def _read_table(packed: UInt8s, text: str) -> dict[str, Any]:
    """Return zones and sections; what follows the numbers of a table are the anchors."""
    ends = find_ends(packed)
    *_, zone_count, section_count = decode_varints(packed, ends[:_HEAD]).tolist()
    size = _HEAD + _ZONE * zone_count + _SECTION * section_count
    numbers = decode_varints(packed, ends[:size]).tolist()
    if len(numbers) != size:
        raise ValueError("no document can be read: its table is cut short")
    sections = [*_batch(numbers[_HEAD + _ZONE * zone_count :], _SECTION)]
    anchors = packed[int(ends[size - 1]) + 1 :].tobytes()
    spans, headings = _read_sections(sections, text)
    edges = pairwise(accumulate((row[-1] for row in sections), initial=0))
    named = {"headings": headings, "anchors": [anchors[begin:end].decode() for begin, end in edges]}
    zones = _read_zones(_batch(numbers[_HEAD : _HEAD + _ZONE * zone_count], _ZONE))
    return {"zones": zones, "sections": {"spans": spans, **named}}


def _batch(numbers: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    each = iter(numbers)
    return zip(*[each] * size, strict=True)


def _read_zones(rows: Iterator[tuple[int, ...]]) -> list[int]:
    end = 0
    zones: list[int] = []
    for field, gap, length in rows:
        start, end = end + gap, end + gap + length
        zones += field, start, end
    return zones


def _read_sections(rows: Sequence[tuple[int, ...]], text: str) -> tuple[list[int], list[str]]:
    end = 0
    spans: list[int] = []
    headings: list[str] = []
    for level, gap, heading, before, behind, _ in rows:
        start = end + gap
        end = start + before + behind
        spans += level, start, start + before, end
        headings.append(text[start : start + heading])
    return spans, headings


def lay_out_document(record: Mapping[str, Any], text: str) -> bytes:
    """Return the frame of a document, not compressed; a lone surrogate becomes a question mark.

    Args:
        record: As ``make_record`` makes it.
        text: That zones and sections are of, and headings stand in.
    """
    return lay_out_documents([record], [text])[0]


def lay_out_documents(records: Sequence[Mapping[str, Any]], texts: Sequence[str]) -> list[bytes]:
    """Return the frames of documents, each as ``lay_out_document``: the numbers of all are written in one go."""
    said = [_say(record) for record in records]
    anchors = [[anchor.encode("utf-8", "replace") for anchor in record["sections"]["anchors"]] for record in records]
    numbers = [
        _list_numbers(record, sizes, map(len, named))
        for record, (_, sizes), named in zip(records, said, anchors, strict=True)
    ]
    frames = []
    for text, (written, _), named, table in zip(texts, said, anchors, _write_tables(numbers), strict=True):
        codes, behind = _encode_text(text), b"".join([table, *named])
        footer = _FOOTER.pack(len(written), len(behind), codes.width)
        frames.append(b"".join([codes.codes.tobytes(), written, behind, footer]))
    return frames


def _say(record: Mapping[str, Any]) -> tuple[bytes, list[int]]:
    try:
        return _write_record(record)
    except TypeError:  # a lone surrogate, which no UTF-8 can hold
        return _write_record(_replace_all_surrogates(record))


def _write_record(record: Mapping[str, Any]) -> tuple[bytes, list[int]]:
    """Return what is kept of a document as JSON, and how many bytes the values of ``SHOWN`` take."""
    metadata = record["metadata"]
    head, tail, optional = ({name: metadata[name] for name in names} for names in SHOWN)
    others = {name: value for name, value in metadata.items() if name not in _SHOWN}
    rest = {**others, "names": record["names"], "pairs": record["pairs"]}
    parts = [orjson.dumps(each)[1:-1] for each in (head, tail, optional, rest)]
    alone = [len(orjson.dumps(value)) for values in (head, optional) for value in values.values()]
    return b"{%b}" % b",".join(parts), [*alone[: len(head)], len(parts[1]), *alone[len(head) :]]


def _encode_text(text: str) -> TextCodes:
    codes = encode_text(text)
    return encode_text(_replace_surrogates(text)) if codes.width == _WIDEST else codes  # as a lone surrogate makes it


def _replace_surrogates(text: str) -> str:
    encoded = b"" if text.isascii() else text.encode("utf-8", "replace")
    return encoded.decode() if b"?" in encoded else text


def _replace_all_surrogates(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
    if isinstance(value, str):
        return _replace_surrogates(value)
    if isinstance(value, Mapping):
        return {key: _replace_all_surrogates(each) for key, each in value.items()}
    return [*map(_replace_all_surrogates, value)] if isinstance(value, list | tuple) else value


def _list_numbers(record: Mapping[str, Any], sizes: Sequence[int], anchors: Iterator[int]) -> list[int]:
    """Return the numbers of a document's table."""
    sections, zones, end = record["sections"], [*_batch(record["zones"], _ZONE)], 0
    numbers = [*sizes, len(record["metadata"]["title"]), len(zones), len(sections["headings"])]
    for field, start, past in zones:
        numbers += field, start - end, past - start
        end = past
    end = 0
    for span, heading, anchor in zip(_batch(sections["spans"], 4), sections["headings"], anchors, strict=True):
        level, start, body, past = span
        numbers += level, start - end, len(heading), body - start, past - body, anchor
        end = past
    return numbers


def _write_tables(numbers: Sequence[Sequence[int]]) -> Iterator[bytes]:
    """Yield the varints of each document's numbers."""
    packed, lengths = encode_varints(np.array([*chain.from_iterable(numbers)], dtype=np.int64))
    ends, written = make_offsets(lengths), packed.tobytes()
    edges = ends[[*accumulate(map(len, numbers), initial=0)]].tolist()
    return (written[begin:end] for begin, end in pairwise(edges))


def pack_documents(records: Sequence[Mapping[str, Any]], texts: Sequence[str]) -> list[bytes]:
    """Return the frames of documents."""
    return [*map(compress, lay_out_documents(records, texts))]


def unpack_document(frame: bytes | memoryview) -> StoredFrame:
    """Return the frame of a document as it was laid out.

    Raises:
        ValueError: It is none of Zstandard; whether it is one of a document is seen when it is read.
    """
    return StoredFrame(decompress(frame))

import struct

import pytest
from small_index import make_post

from indexer.index.format.compression import compress
from indexer.index.format.record import make_record
from indexer.index.format.stored_frame import (
    SHOWN,
    StoredFrame,
    lay_out_document,
    lay_out_documents,
    pack_documents,
    unpack_document,
)
from indexer.text.compose import compose_document

DOCUMENT = compose_document(make_post("a", "Before.\n\n## 一 {#锚}\n\n网格\n\n## Two\n\nMore.\n", tags=("x",)))
RECORD = make_record(DOCUMENT)
NOTHING = RECORD | {"zones": [], "sections": {"spans": [], "headings": [], "anchors": []}}
FOOTER = struct.Struct("<IIB")


def pack(record, text):
    (frame,) = pack_documents([record], [text])
    return frame


@pytest.mark.parametrize("text", ["", "plain", "网格 naïve", "𠮷 🙂", "网" * 5000])
def test_record_and_text_come_back(text):
    frame = unpack_document(pack(NOTHING, text))
    assert frame.codes.text == text
    assert frame.read_record()["zones"] == []
    assert frame.read_record()["metadata"] == NOTHING["metadata"] | {"tags": ["x"], "authors": [], "categories": []}


def test_documents_are_laid_out_together_as_each_by_itself():
    records, texts = [RECORD, NOTHING, RECORD], [DOCUMENT.text, "half \ud83d pair", DOCUMENT.text]
    assert lay_out_documents(records, texts) == [*map(lay_out_document, records, texts)]
    assert lay_out_documents([], []) == []


def test_headings_are_read_out_of_the_text_and_anchors_behind_the_table():
    sections = StoredFrame(lay_out_document(RECORD, DOCUMENT.text)).read_record()["sections"]
    assert sections["headings"] == [section.heading for section in DOCUMENT.sections] == ["", "一", "Two"]
    assert sections["anchors"] == [section.anchor for section in DOCUMENT.sections] == ["", "锚", "two"]


def test_a_lone_surrogate_is_a_question_mark():
    titled = NOTHING | {"metadata": NOTHING["metadata"] | {"title": "half \ud83d pair"}}
    frame = unpack_document(pack(titled, "a\ud800b"))
    assert (frame.codes.text, frame.read_record()["metadata"]["title"]) == ("a?b", "half ? pair")


def test_what_a_hit_tells_comes_first():
    data = lay_out_document(RECORD, DOCUMENT.text)
    record_bytes, table_bytes, _ = FOOTER.unpack(data[-FOOTER.size :])
    end = len(data) - FOOTER.size - table_bytes
    told = [name.encode() for names in SHOWN for name in names]
    places = [data.index(b'"%b":' % name, end - record_bytes) for name in told]
    assert places == sorted(places)
    assert all(place < data.index(b'"section":', end - record_bytes) for place in places)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"none",
        pack(NOTHING, "text")[:-3],
        compress(b""),
        compress(b"\0" * 4),
        compress(b"ab" + FOOTER.pack(9, 0, 1)),
        compress(b"ab" + FOOTER.pack(0, 9, 1)),
        compress(b"ab" + FOOTER.pack(0, 0, 3)),
        b"\x28\xb5\x2f\xfd\xe0" + (1 << 62).to_bytes(8, "little") + b"\1\0\0",
    ],
)
def test_what_is_no_frame_is_an_error(frame):
    with pytest.raises(ValueError, match="can be read"):
        _ = unpack_document(frame).codes


def test_a_table_cut_short_is_an_error():
    data = lay_out_document(RECORD, DOCUMENT.text)
    record_bytes, table_bytes, width = FOOTER.unpack(data[-FOOTER.size :])
    for left in (9, 20):
        short = data[: -FOOTER.size - table_bytes + left] + FOOTER.pack(record_bytes, left, width)
        with pytest.raises(ValueError, match="cut short"):
            StoredFrame(short).read_record()

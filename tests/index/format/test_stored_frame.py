import pytest

from indexer.index.format.compression import compress
from indexer.index.format.stored_frame import pack_document, unpack_document


@pytest.mark.parametrize("text", ["", "plain", "网格 naïve", "𠮷 🙂", "网" * 5000])
def test_record_and_text_come_back(text):
    record, codes = unpack_document(pack_document(b'{"a": 1}', text))
    assert (bytes(record), codes.text) == (b'{"a": 1}', text)


def test_a_lone_surrogate_is_a_question_mark():
    assert unpack_document(pack_document(b"", "a\ud800b"))[1].text == "a?b"


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"none",
        pack_document(b"", "text")[:-3],
        compress(b""),
        compress(b"\0" * 4),
        compress(b"ab\x09\0\0\0\1"),
        compress(b"ab\0\0\0\0\3"),
        b"\x28\xb5\x2f\xfd\xe0" + (1 << 62).to_bytes(8, "little") + b"\1\0\0",
    ],
)
def test_what_is_no_frame_is_an_error(frame):
    with pytest.raises(ValueError, match="can be read"):
        unpack_document(frame)

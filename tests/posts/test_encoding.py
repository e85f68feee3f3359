import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.posts.encoding import EncodingError, decode

SIMPLIFIED = "服务网格把流量管理从应用里拿出来，交给边车代理，这样我们就不用在每种语言里重写一遍。\n"
TRADITIONAL = "服務網格把流量管理從應用裡拿出來，交給邊車代理，這樣我們就不用在每種語言裡重寫一遍。\n"
MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
# Text as people type it: no zero characters, no line ends that are made equal, no byte order mark in front.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff"))


@given(TEXT)
def test_utf8_comes_back_as_it_was(text):
    assert decode(text.encode()).text == text
    assert decode(text.encode()).warning == ""


@pytest.mark.parametrize("encoding", MARKS)
@given(text=TEXT)
def test_text_with_a_byte_order_mark_comes_back_as_it_was(encoding, text):
    read = decode(MARKS[encoding] + text.encode(encoding))
    assert (read.text, read.encoding, read.warning) == (text, encoding, "")


@pytest.mark.parametrize(
    ("text", "encoding"), [(SIMPLIFIED, "gb18030"), (TRADITIONAL, "gb18030"), (TRADITIONAL, "big5")]
)
@given(pieces=st.lists(st.sampled_from(["，", "的是", "draft: true\n", "Istio ", "网格\n"]), max_size=8))
def test_chinese_encodings_are_told_apart(text, encoding, pieces):
    whole = text + "".join(pieces).replace("网", "網")
    read = decode(whole.encode(encoding))
    assert (read.text, read.encoding) == (whole, encoding)


def test_a_legacy_encoding_is_named_and_the_way_out_told():
    assert decode(SIMPLIFIED.encode("gbk")).warning == "read as GB18030; save it as UTF-8 to be sure"


def test_only_the_fallbacks_asked_for_are_tried():
    with pytest.raises(EncodingError):
        decode(TRADITIONAL.encode("big5"), fallbacks=())


def test_line_ends_become_one_character():
    assert decode(b"a\r\nb\rc\n").text == "a\nb\nc\n"
    assert decode("a\r\nb".encode("utf-16")).text == "a\nb"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_16_bit_text_without_its_mark_is_read_with_a_warning(encoding):
    read = decode(("---\ndraft: true\n---\n" + SIMPLIFIED).encode(encoding))
    assert read.text.startswith("---\ndraft: true\n---\n服务")
    assert read.warning == f"read as {encoding.upper()}; save it as UTF-8"


def test_the_line_of_the_first_unreadable_byte_is_told():
    with pytest.raises(EncodingError) as caught:
        decode("one\ntwo\ncafé au lait\n".encode("latin-1"))
    assert caught.value.line == 3
    assert str(caught.value) == ("byte 0xe9 is not text in any encoding tried (UTF-8, GB18030, BIG5); save it as UTF-8")


@pytest.mark.parametrize(
    "data",
    [
        SIMPLIFIED.encode()[1:],
        "日本語のテキストです。ひらがなとカタカナ。".encode("shift-jis"),
        "déjà vu à la française, où l'été brûle".encode("latin-1"),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\x08\2\0\0\0",
        b"text with one \0 byte",
        codecs.BOM_UTF16_LE + b"odd",
        codecs.BOM_UTF8 + b"\xff",
    ],
    ids=["UTF-8 cut short", "Shift-JIS", "Latin-1", "an image", "a zero byte", "half a pair", "a false mark"],
)
def test_what_fits_no_encoding_is_an_error(data):
    with pytest.raises(EncodingError, match="save it as UTF-8"):
        decode(data)


@given(st.binary(max_size=200))
def test_whatever_the_bytes_the_text_holds_no_replacement_character(data):
    try:
        read = decode(data)
    except EncodingError:
        return
    assert read.text.count("\ufffd") <= data.count(b"\xef\xbf\xbd") + data.count(b"\xff\xfd") + data.count(b"\xfd\xff")


def declare(charset, text, encoding):
    return f'<!doctype html>\n<html><head><META charset="{charset}"><title>{text}</title>'.encode(encoding)


@pytest.mark.parametrize(
    ("charset", "text", "encoding"),
    [
        ("ISO-8859-1", "Café – “résumé”", "cp1252"),
        ("windows-1251", "Привет, мир", "cp1251"),
        ("Shift_JIS", "日本語のテスト", "cp932"),
        ("euc-kr", "안녕하세요", "cp949"),
        ("big5", "繁體中文的文章", "big5hkscs"),
        ("gb2312", "简体中文与𠮷", "gb18030"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_declares(charset, text, encoding):
    decoded = decode(declare(charset, text, encoding))
    assert (text in decoded.text, decoded.encoding, decoded.warning) == (True, encoding, "")
    old = f'\n<meta http-equiv="Content-Type" content="text/html; charset={charset}">{text}'.encode(encoding)
    assert decode(old).text.endswith(text)


def test_a_declaration_that_is_wrong_is_not_believed():
    assert decode(declare("gbk", "服务网格", "utf-8")).encoding == "utf-8"
    assert decode(declare("iso-8859-1", "服务网格是云原生的一层，在这里", "gbk")).encoding == "gb18030"


@pytest.mark.parametrize(
    "data",
    [
        declare("utf-7", "caf\xe9", "latin-1"),
        declare("unicode_escape", "caf\xe9", "latin-1"),
        declare("euc-jp", "caf\xe9", "latin-1"),
        b"<p>caf\xe9</p>",
        b"text <meta charset=iso-8859-1> caf\xe9",
        b"<!--" + b"x" * 1024 + declare("iso-8859-1", "caf\xe9", "latin-1"),
    ],
)
def test_no_other_declaration_is(data):
    with pytest.raises(EncodingError):
        decode(data)

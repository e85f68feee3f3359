"""Decode a file's bytes; where the encoding has to be guessed, that is a warning or an error."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

FALLBACKS = ("gb18030", "big5")
"""Encodings tried, after UTF-8, on a file that carries no byte order mark."""

# The 32-bit marks stand first: one of them begins with the bytes of a 16-bit mark.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_DECLARED = re.compile(rb"<meta\s[^>]{0,256}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,32})", re.IGNORECASE)
_HEAD = 1024
"""Bytes of a page in which its encoding has to be declared. Source: HTML, 4.2.5.4."""
_PAGE_ENCODINGS = {
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "euc-jp": "euc_jp", "euc-kr": "cp949", "gb18030": "gb18030",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932",
    "koi8-r": "koi8_r", "koi8-u": "koi8_u", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252",
    **{f"windows-125{number}": f"cp125{number}" for number in range(9)},
    **{f"iso-8859-{number}": f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
}  # fmt: skip
"""By what a page declares, the encoding that browsers read it in, as Python calls it. Source: WHATWG's Encoding."""
_SINGLE_BYTE = ("cp125", "iso8859", "koi8")
"""Beginnings of the names of encodings that any bytes may be text in."""

# Characters that make up about half of any Chinese text, in both scripts. Text read in the wrong encoding
# turns into rare characters instead, where these are about one in thirty.
_COMMON = frozenset(
    "的一是不了在人有我他这这這个個们們来來到时時大地为為子中你说說生国國年着着著就那和要她出也得里裡裏后後自以会會"
    "家可下而过過天去能对對小多然于於心学學么麼之都好看起发發当當没沒成只如事把还還用第样樣道想作种種开開美总總从從"
    "无無情己面最女但现現前些所同日手又行意动動方期它头頭经經长長儿兒回位分爱愛老因很给給名法间間斯知世什两兩次使"
    "身者被高已亲親其进進此话話常与與活正感见見明问問力理尔爾点點文几幾定本公特做外孩相西果走将將月十实實向声聲车車"
    "全信重三机機工物气氣每并並别別真打太新比才便夫再书書部水像眼等体體却卻加电電主界门門利海受听聽表德少克代员員"
    "许許服务務网網系统統数數据據码碼程序测測试試文章题題标標容器集群云雲原流量配置管发布佈更简簡介社区區"
    "，。、：；！？（）《》“”「」…"
)
_UNTYPED = ("Cc", "Cn", "Co")
_PLAUSIBLE = 0.12
_FAMILIAR = 0.25  # the share of ASCII and common characters in 16-bit text; bytes of another kind have hardly any


class EncodingError(ValueError):
    """The bytes are no text that can be read.

    Attributes:
        line: Where the first unreadable byte stands, from 1; 0 where no line is meant.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Decoded:
    r"""The text of a file.

    Attributes:
        text: With ``\n`` line ends and without a byte order mark.
        encoding: What it was read as.
        warning: A warning about it; empty for UTF-8 and for files with a byte order mark.
    """

    text: str
    encoding: str
    warning: str = ""


def decode(data: bytes, fallbacks: tuple[str, ...] = FALLBACKS) -> Decoded:
    """Read bytes as text: by byte order mark, else as UTF-8, else as a page declares, else in the likeliest fallback.

    Where a page declares an encoding that any bytes are text in, the fallbacks come first: templates that say
    ISO-8859-1 are filled with Chinese, too.

    Replacement characters are never put in: bytes that fit no encoding are an error.

    Args:
        data: The whole file.
        fallbacks: Python's names of the encodings to try when the bytes are not UTF-8.

    Raises:
        EncodingError: Nothing fits, or the file is binary.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    if b"\0" in data:
        return _decode_without_mark(data)
    try:
        return Decoded(_normalise(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError as error:
        return _decode_fallback(data, error, fallbacks)


def _decode_marked(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"begins with the byte order mark of {encoding.upper()}, but the text is not; save it as UTF-8"
        ) from error
    return Decoded(_normalise(_refuse_nul(text)), encoding)


def _decode_without_mark(data: bytes) -> Decoded:
    """Read 16-bit text whose mark is missing: a line end alone puts a zero byte on one side of a pair."""
    encoding = "utf-16-le" if data[1::2].count(0) > data[::2].count(0) else "utf-16-be"
    try:
        text = _refuse_nul(data.decode(encoding))
    except UnicodeDecodeError:
        text = ""
    familiar = sum(letter < "\x7f" or letter in _COMMON for letter in text)
    if familiar <= len(text) * _FAMILIAR or _implausible(text) > len(text) * 0.01:
        raise EncodingError("holds zero bytes, so it is no text file; save it as UTF-8")
    return Decoded(_normalise(text), encoding, f"read as {encoding.upper()}; save it as UTF-8")


def _decode_fallback(data: bytes, error: UnicodeDecodeError, fallbacks: tuple[str, ...]) -> Decoded:
    declared = _find_declared(data)
    if declared and not declared.startswith(_SINGLE_BYTE) and (text := _try(data, declared)) is not None:
        return Decoded(_normalise(text), declared)
    candidates = [(name, text) for name in fallbacks if (text := _try(data, name)) is not None]
    scored = sorted(((_plausibility(text), name, text) for name, text in candidates), reverse=True)
    if scored and scored[0][0] >= _PLAUSIBLE:
        _, name, text = scored[0]
        return Decoded(_normalise(text), name, f"read as {name.upper()}; save it as UTF-8 to be sure")
    if declared and (text := _try(data, declared)) is not None:
        return Decoded(_normalise(text), declared)
    line = data.count(b"\n", 0, error.start) + 1
    tried = ", ".join(("UTF-8", *(name.upper() for name in fallbacks)))
    raise EncodingError(
        f"byte 0x{data[error.start]:02x} is not text in any encoding tried ({tried}); save it as UTF-8", line
    )


def _find_declared(data: bytes) -> str:
    """Return the encoding that a page of HTML declares, as Python calls it; empty where it is none or declares none."""
    declared = _DECLARED.search(data, 0, _HEAD) if data.lstrip().startswith(b"<") else None
    return _PAGE_ENCODINGS.get(declared[1].decode("ascii").lower(), "") if declared else ""


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> float:
    """Return the share of common Chinese characters among those beyond ASCII; 0 for nonsense."""
    beyond = [character for character in text if character > "\x7f"]
    if _implausible(text) > len(beyond) * 0.01:
        return 0.0
    return sum(character in _COMMON for character in beyond) / max(1, len(beyond))


def _implausible(text: str) -> int:
    """Count the characters beyond ASCII that no writer types: private, unassigned and control characters."""
    unusual = {letter for letter in set(text) if letter > "\x7f" and unicodedata.category(letter) in _UNTYPED}
    return sum(text.count(letter) for letter in unusual)


def _refuse_nul(text: str) -> str:
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise EncodingError("holds a zero character, so it is no text file; save it as UTF-8", line)
    return text


def _normalise(text: str) -> str:
    text = text.lstrip("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

"""Detect the language that a post is written in."""

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from indexer.native import kernel
from indexer.native.posts.language import IS_SPACE, IS_WORD, Told, count_prose
from indexer.patterns import compile_later

# What is never closed reaches to the end: looking for its end again and again would be quadratic.
_FENCED_CODE = compile_later(r"\n[^\S\n]*(```|~~~).*?(?:\n[^\S\n]*\1|\Z)", re.DOTALL)
_TAGGED_CODE = compile_later(r"\{%-?\s*(codeblock|highlight)\b.*?(?:\{%-?\s*end\1\b|\Z)", re.DOTALL)
_COMMENT_BEGINS, _COMMENT_ENDS = "<!--", "-->"
# Each kind begins with a letter of its own, so that a search need not try every one everywhere.
_NOT_PROSE = compile_later(
    r"`[^`\n]*`|<[^<>\n]*>|\{\{[^{}\n]*\}\}|h(?<=\bh)ttps?://\S+|f(?<=\bf)tp://\S+|\]\([^()\n]*\)"
)
_LATIN = ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F))
_HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_LETTERS = {
    "ja": (0x3041, 0x30FA),
    "ko": (0xAC00, 0xD7A3),
    "ru": (0x0400, 0x04FF),
    "ar": (0x0620, 0x06FF),
    "el": (0x0370, 0x03FF),
    "he": (0x05D0, 0x05EA),
    "th": (0x0E01, 0x0E5B),
    "hi": (0x0904, 0x097F),
}
"""First and last code point of the letters of a language."""
_WRITTEN_LIKE = {
    **dict.fromkeys(("uk", "be", "bg", "mk", "ky", "mn", "tg"), "ru"),
    **dict.fromkeys(("fa", "ur", "ps", "ckb", "ug", "sd"), "ar"),
    **dict.fromkeys(("mr", "ne", "sa"), "hi"),
    "yi": "he",
}
"""Languages in the letters of another: which of them a text is in, only its site can tell."""
NOT_LATIN = frozenset({"zh", *_LETTERS, *_WRITTEN_LIKE})
"""Languages that their letters tell from English."""
_NOT_LATIN = compile_later("[{}]".format("".join(f"{chr(a)}-{chr(b)}" for a, b in (*_LETTERS.values(), *_HAN))))
_BEYOND = 0x10000
_LATIN_KIND, _LETTERS_FROM = 1, 3
_SAMPLE = 100_000
_HAN_PER_WORD = 1.6  # code points in a word of Chinese prose, on average
_CHINESE_SHARE = 0.25  # of the words; technical Chinese keeps up to about half of its words in English
_LIKELY_CHINESE_SHARE = 0.1  # where the title or the site is Chinese: such posts are mostly names and commands
_MOSTLY = 0.5
_OTHER_SHARE = 0.2  # of the letters beyond Latin; a Chinese post on Japan quotes less than that

_ALIASES = {
    "cn": "zh", "tw": "zh", "hk": "zh", "chi": "zh", "zho": "zh", "cmn": "zh", "yue": "zh", "chs": "zh", "cht": "zh",
    "zhs": "zh", "zht": "zh", "hans": "zh", "hant": "zh", "chinese": "zh", "中文": "zh", "简体中文": "zh", "汉语": "zh",
    "繁體中文": "zh", "zhongwen": "zh", "us": "en", "gb": "en", "eng": "en", "english": "en", "英文": "en",
    "jp": "ja", "jpn": "ja", "japanese": "ja", "kr": "ko", "kor": "ko", "korean": "ko",
}  # fmt: skip
# The two-letter codes of ISO 639-1; `language: go` names no language that a post is written in.
_CODES = (
    " aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja "
    "jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb "
    "nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq "
    "sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
)
_THREE_LETTERS = compile_later(r"[a-z]{3}")


def normalise_language(tag: object) -> str:
    """Return a language tag as two or three lower-case letters: ``zh-CN``, ``zh_Hant``, ``cn`` are ``zh``.

    Empty for what is no language. ``False`` is Norwegian: YAML reads a bare ``no`` that way.
    """
    if tag is False:
        return "no"
    words = re.split(r"[-_.\s]", tag.strip().casefold()) if isinstance(tag, str) else [""]
    first = words[0]
    known = f" {first} " in _CODES or _THREE_LETTERS.fullmatch(first)
    return _ALIASES.get(first, first if known else "")


def detect_language(text: str, *, likely: str = "") -> str:
    """Tell the language of Markdown from its scripts: ``zh``, ``en``, ``ja``, ``ko`` and a few more.

    Code, addresses and comments do not count, and a Chinese word weighs as much as an English one, however
    many letters it has. Languages in Latin letters are not told apart: they are ``en``, as is text without
    letters.

    Args:
        text: Its first line is the title.
        likely: What the site's posts are in; fewer words do for it where it is ``zh``.
    """
    counted = None if text.isascii() else _count_prose(text[:_SAMPLE])
    if counted is None:
        return "en"
    latin, han, counts = counted
    letters = max(counts)
    language = [*_LETTERS][counts.index(letters)]
    if letters > _OTHER_SHARE * (letters + han) and letters > latin:
        return language
    share = _share_of_chinese(han, latin)
    if _LIKELY_CHINESE_SHARE <= share < _CHINESE_SHARE:
        is_likely = likely == "zh" or _is_mostly_chinese(text.lstrip().partition("\n")[0])
        return "zh" if is_likely else "en"
    return "zh" if share >= _CHINESE_SHARE else "en"


def choose_language(told: str, text: str) -> str:
    """Return the language that a site or theme says a text is in, unless its letters say otherwise.

    What is told is often the language of a theme's author: Chinese text that is told to be English is Chinese, and
    English text that is told to be Chinese is English. Languages in Latin letters are told apart by what is told alone.

    Args:
        told: As ``normalise_language`` gives it; empty where nothing is told.
        text: Markdown or HTML.
    """
    seen = detect_language(text, likely=told)
    if told in _WRITTEN_LIKE:
        return told if seen == _WRITTEN_LIKE[told] else seen
    return told if told and (seen == "en" if told not in NOT_LATIN else seen != "en") else seen


def _count_prose(text: str) -> tuple[int, int, list[int]] | None:
    """Return what ``_count`` says of Markdown without its code, addresses and comments; None where all is Latin."""
    library = kernel()
    if library:
        told, counts = count_prose(library, text, _kinds_and_classes())
        if told is not Told.UNTOLD:
            _, latin, han, *letters = counts[: _LETTERS_FROM + len(_LETTERS)].tolist()
            return (latin, han, letters) if told is Told.COUNTED else None
    if not _NOT_LATIN.search(text):
        return None
    if "```" in text or "~~~" in text:
        text = _FENCED_CODE.sub("\n", f"\n{text}")
    if "{%" in text:
        text = _TAGGED_CODE.sub(" ", text)
    return _count(_NOT_PROSE.sub(" ", _drop_comments(text)))


def _drop_comments(text: str) -> str:
    """Return a text with a space for each comment; one that is never closed reaches to the end."""
    kept, at = list[str](), 0
    while (begin := text.find(_COMMENT_BEGINS, at)) >= 0:
        kept += text[at:begin], " "
        end = text.find(_COMMENT_ENDS, begin + len(_COMMENT_BEGINS))
        at = end + len(_COMMENT_ENDS) if end >= 0 else len(text)
    return "".join([*kept, text[at:]])


def _share_of_chinese(han: int, latin: int) -> float:
    """Return the share of words that are Chinese, of so many characters and of words in Latin letters."""
    words = han / _HAN_PER_WORD
    return words / (words + latin) if words else 0.0


def _is_mostly_chinese(line: str) -> bool:
    latin, han, _ = _count(line)
    return _share_of_chinese(han, latin) >= _MOSTLY


def _list_kinds() -> NDArray[np.uint8]:
    """Return uint8[0x10001]: of each character of 16 bits, and of all others, what it is a letter of.

    0 is nothing, 1 Latin, 2 Han, and then come the languages of ``_LETTERS``.
    """
    kinds = np.zeros(_BEYOND + 1, np.uint8)
    for kind, ranges in enumerate((_LATIN, _HAN, *((script,) for script in _LETTERS.values())), 1):
        for first, last in ranges:
            kinds[first : min(last + 1, _BEYOND)] = kind
    return kinds


_KINDS = _list_kinds()


@cache
def _kinds_and_classes() -> NDArray[np.uint8]:
    """Return ``_KINDS`` with what patterns say of each character: uint8[0x10001]."""
    kinds, every = _KINDS.copy(), "".join(map(chr, range(_BEYOND)))
    for pattern, flag in ((r"\s+", IS_SPACE), (r"\w+", IS_WORD)):
        for run in re.finditer(pattern, every):
            kinds[run.start() : run.end()] += flag
    return kinds


def _count(text: str) -> tuple[int, int, list[int]]:
    """Count words in Latin letters, Han characters, and the letters of each language of ``_LETTERS``.

    Arrays count letters in a tenth of the time that patterns take.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    kinds = _KINDS.take(codes, mode="clip")
    _, _, han, *letters = np.bincount(kinds, minlength=_LETTERS_FROM + len(_LETTERS)).tolist()
    beyond = codes[codes >= _BEYOND] if codes.max(initial=0) >= _BEYOND else codes[:0]
    for first, last in _HAN:
        han += int(((beyond >= first) & (beyond <= last)).sum())
    return _count_words(kinds == _LATIN_KIND), han, letters


def _count_words(is_letter: NDArray[np.bool_]) -> int:
    """Count the runs of two letters and more."""
    begins = is_letter.copy()
    begins[1:] &= ~is_letter[:-1]
    return int((begins[:-1] & is_letter[1:]).sum())

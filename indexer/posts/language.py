"""Detect the language that a post is written in."""

import re

# What is never closed reaches to the end: looking for its end again and again would be quadratic.
_FENCED_CODE = re.compile(r"\n[^\S\n]*(```|~~~).*?(?:\n[^\S\n]*\1|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# Each kind begins with a letter of its own, so that a search need not try every one everywhere.
_NOT_PROSE = re.compile(r"`[^`\n]*`|<[^<>\n]*>|\{\{[^{}\n]*\}\}|h(?<=\bh)ttps?://\S+|f(?<=\bf)tp://\S+|\]\([^()\n]*\)")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{2,}")
_HAN_LETTERS = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTERS = {
    "ja": r"\u3041-\u30fa",
    "ko": r"\uac00-\ud7a3",
    "ru": r"\u0400-\u04ff",
    "ar": r"\u0620-\u06ff",
    "el": r"\u0370-\u03ff",
    "he": r"\u05d0-\u05ea",
    "th": r"\u0e01-\u0e5b",
    "hi": r"\u0904-\u097f",
}
NOT_LATIN = frozenset({"zh", *_LETTERS})
"""Languages that their letters tell from English."""
_HAN = re.compile(f"[{_HAN_LETTERS}]+")
_SCRIPTS = {language: re.compile(f"[{letters}]+") for language, letters in _LETTERS.items()}
_NEITHER_LATIN_NOR_HAN = re.compile(f"[{''.join(_LETTERS.values())}]+")
_NOT_LATIN = re.compile(f"[{''.join(_LETTERS.values())}{_HAN_LETTERS}]")
_SAMPLE = 100_000
_HAN_PER_WORD = 1.6  # code points in a word of Chinese prose, on average
_CHINESE_SHARE = 0.25  # of the words; technical Chinese keeps up to about half of its words in English
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
_THREE_LETTERS = re.compile(r"[a-z]{3}")


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


def detect_language(text: str) -> str:
    """Tell the language of Markdown from its scripts: ``zh``, ``en``, ``ja``, ``ko`` and a few more.

    Code, addresses and comments do not count, and a Chinese word weighs as much as an English one, however
    many letters it has. Languages in Latin letters are not told apart: they are ``en``, as is text without
    letters.
    """
    sample = text[:_SAMPLE]
    if not _NOT_LATIN.search(sample):
        return "en"
    prose = _NOT_PROSE.sub(" ", _COMMENT.sub(" ", _FENCED_CODE.sub("\n", f"\n{sample}")))
    han = _count(_HAN, prose)
    latin = len(_LATIN_WORD.findall(prose))
    others = " ".join(_NEITHER_LATIN_NOR_HAN.findall(prose))
    language, letters = max(((name, _count(script, others)) for name, script in _SCRIPTS.items()), key=lambda x: x[1])
    if letters > _OTHER_SHARE * (letters + han) and letters > latin:
        return language
    words = han / _HAN_PER_WORD
    return "zh" if han and words >= _CHINESE_SHARE * (words + latin) else "en"


def choose_language(told: str, text: str) -> str:
    """Return the language that a site or theme says a text is in, unless its letters say otherwise.

    What is told is often the language of a theme's author: Chinese text that is told to be English is Chinese, and
    English text that is told to be Chinese is English. Languages in Latin letters are told apart by what is told alone.

    Args:
        told: As ``normalise_language`` gives it; empty where nothing is told.
        text: Markdown or HTML.
    """
    seen = detect_language(text)
    return told if told and (seen == "en" if told not in NOT_LATIN else seen != "en") else seen


def _count(script: re.Pattern[str], text: str) -> int:
    """Count the letters of a script, which its pattern finds many at a time."""
    return sum(map(len, script.findall(text)))

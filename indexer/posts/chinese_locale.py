"""Tell Simplified Chinese from Traditional: the two locales that posts in Chinese are divided into.

A post's language is ``zh`` either way; its locale is ``zh-Hans`` or ``zh-Hant`` (RFC 5646, section 2.2.3: the script is
what readers choose by, and a region only hints at it).
"""

import re

import numpy as np
from numpy.typing import NDArray

from indexer.posts.language import normalise_language

HANS, HANT = "zh-Hans", "zh-Hant"
CHINESE_LOCALES = (HANS, HANT)
_HANT_TAGS = frozenset("hant tw hk mo cht zht 繁體中文 繁体中文 正體中文 繁體 繁体".split())  # noqa: SIM905
_HANS_TAGS = frozenset("hans cn sg my chs zhs 简体中文 簡體中文 简体 簡體".split())  # noqa: SIM905
"""Scripts, regions that write them, and names, as tags of languages have them."""

SIMPLIFIED = (
    "个务为这对来将应时们会过点数并请现实进节网设动运群间标开户该认关创据资内问与调证组从构则参选启统类态机单载义"
    "处试级题项码络还规样负计访经变执给许没确结状测无区么扩两况决验书权称说环议体签转员择装储检产够编层录业输图连"
    "写术删导监简库档协细终驱优换仅镜传续阅适见响让场语径记号队备断读属带显础较详条维错强绍论联护总缩键辑长册"
)
TRADITIONAL = (
    "個務爲這對來將應時們會過點數並請現實進節網設動運羣間標開戶該認關創據資內問與調證組從構則參選啓統類態機單載義"
    "處試級題項碼絡還規樣負計訪經變執給許沒確結狀測無區麼擴兩況決驗書權稱說環議體籤轉員擇裝儲檢產夠編層錄業輸圖連"
    "寫術刪導監簡庫檔協細終驅優換僅鏡傳續閱適見響讓場語徑記號隊備斷讀屬帶顯礎較詳條維錯強紹論聯護總縮鍵輯長冊"
)
"""The most frequent characters that are written otherwise in the other script and stand for one character there, in the
same order: a quarter of the characters of Chinese prose is in one of the two.

Source:
    OpenCC's ``s2t`` and ``t2s`` on the posts of servicemesher.com, without what both scripts write (后, 里, 干, 台 …).
"""
_SIMPLIFIED_KIND, _TRADITIONAL_KIND = 1, 2
_BEYOND = 0x10000
_SAMPLE = 6_000
_SURE = 3
"""So many times as many characters of one script as of the other tell the script: posts quote the other one."""


def normalise_locale(tag: object) -> str:
    """Return a language tag as ``normalise_language`` does, but ``zh-Hans`` or ``zh-Hant`` where it tells the script.

    ``zh-TW``, ``zh_HK``, ``cht`` and ``zh-Hant-TW`` are ``zh-Hant``, ``zh-CN`` is ``zh-Hans``, ``zh`` stays what it is.
    """
    language = normalise_language(tag)
    return _find_script(tag) or language if language == "zh" and isinstance(tag, str) else language


def _find_script(tag: str) -> str:
    words = re.split(r"[-_.\s]", tag.strip().casefold())
    if not _HANT_TAGS.isdisjoint(words) and "hans" not in words:
        return HANT
    return "" if _HANS_TAGS.isdisjoint(words) else HANS


def language_of(locale: str) -> str:
    """Return the language of a locale: ``zh`` of ``zh-Hant``."""
    return locale.partition("-")[0]


def locale_of(language: str, text: str, told: str = "", likely: str = "") -> str:
    """Return the locale of a post in Chinese; empty for other languages.

    Args:
        language: Of the post.
        text: Markdown or HTML.
        told: By the post itself, its file's name or its folder; as ``normalise_locale`` gives it.
        likely: Of its site; counts where the letters do not tell.
    """
    if language != "zh":
        return ""
    return told if told in CHINESE_LOCALES else read_letters(text) or (likely if likely in CHINESE_LOCALES else HANS)


def read_letters(text: str) -> str:
    """Return the locale that a text's letters tell; empty where they do not."""
    codes = np.frombuffer(text[:_SAMPLE].encode("utf-32-le", "surrogatepass"), "<u4")
    _, simplified, traditional = np.bincount(_KINDS.take(codes, mode="clip"), minlength=3).tolist()
    if max(traditional, simplified) <= _SURE * min(traditional, simplified):
        return ""
    return HANT if traditional > simplified else HANS


def _list_kinds() -> NDArray[np.uint8]:
    """Return uint8[0x10001]: of each character of 16 bits, and of all others, which script it tells."""
    kinds = np.zeros(_BEYOND + 1, np.uint8)
    for kind, characters in ((_SIMPLIFIED_KIND, SIMPLIFIED), (_TRADITIONAL_KIND, f"{TRADITIONAL}為")):
        kinds[[*map(ord, characters)]] = kind
    return kinds


_KINDS = _list_kinds()

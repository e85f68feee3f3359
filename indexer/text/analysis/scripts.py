"""The scripts that are told apart, each a row of ranges of Unicode as they stand in a character class of ``re``."""

from indexer.patterns import compile_later

HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Cut into words by a segmenter. Source: Unicode's blocks CJK Unified Ideographs, Extension A, Compatibility
Ideographs, the planes 2 and 3, and the two signs that stand for a character."""

KANA = "\u3041-\u30ff"
HANGUL = "\uac00-\ud7af"

PICTURES = (
    "\xa3\xa5\xa7\xa9\xae\xb1\xb6\u20a0-\u20bf\u2190-\u23ff\u25a0-\u2775\u2794-\u27bf\u2900-\u2bff"
    "\U0001f000-\U0001f0ff\U0001f110-\U0001faff"
)
"""Signs that stand for themselves, as emoji, arrows, stars, operators and currencies do, and are in no word. Source:
Unicode's blocks of symbols from Currency Symbols on, without lines and boxes that are drawn of characters and without
numbers in circles; of Latin-1, the signs that people look for."""

UNSPACED_SCRIPTS = (HAN, KANA, HANGUL, PICTURES)
"""Scripts whose words no space parts: besides by words they are found by single characters and pairs of neighbours."""

STEMMERS = (("a-z", "english"),)
"""The letters with which a folded word ends, and the Snowball stemmer that takes its ending off. The first row that
fits counts; a word that none fits is its own term. Source: Snowball's English stemmer is Porter 2."""

UNSPACED = compile_later(f"[{''.join(UNSPACED_SCRIPTS)}]+")
"""A run of characters of scripts without spaces."""
SIGN = r"[!-/:-@\[-`{-~]"
"""A sign of ASCII, as a pattern."""
SIGNS = compile_later(SIGN + "{2,}")
"""Two signs of ASCII or more, as code has them: found by pairs of neighbours, as no word holds them."""
PICTURE_RUN = compile_later(f"[{PICTURES}]+")
"""Emoji and other signs that stand for themselves, side by side."""
NAME = compile_later(f"[{HAN}]{{2,8}}")
"""A Chinese name that can stand in a site's user dictionary."""
IS_HAN = compile_later(f"[{HAN}]")

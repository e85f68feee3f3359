"""The scripts that are told apart, each a row of ranges of Unicode as they stand in a character class of ``re``."""

import re

HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Cut into words by a segmenter. Source: Unicode's blocks CJK Unified Ideographs, Extension A, Compatibility
Ideographs, the planes 2 and 3, and the two signs that stand for a character."""

KANA = "\u3041-\u30ff"
HANGUL = "\uac00-\ud7af"

UNSPACED_SCRIPTS = (HAN, KANA, HANGUL)
"""Scripts whose words no space parts: besides by words they are found by single characters and pairs of neighbours."""

STEMMERS = (("a-z", "english"),)
"""The letters with which a folded word ends, and the Snowball stemmer that takes its ending off. The first row that
fits counts; a word that none fits is its own term. Source: Snowball's English stemmer is Porter 2."""

UNSPACED = re.compile(f"[{''.join(UNSPACED_SCRIPTS)}]+")
"""A run of characters of scripts without spaces."""
SIGN = r"[!-/:-@\[-`{-~]"
"""A sign of ASCII, as a pattern."""
SIGNS = re.compile(SIGN + "{2,}")
"""Two signs of ASCII or more, as code has them: found by pairs of neighbours, as no word holds them."""
IS_HAN = re.compile(f"[{HAN}]")

"""The stems of languages other than English and Chinese, by which forms of one word are known for the same.

An index keeps words of all Latin languages by their English stems, for who types a word tells no language; which of a
site's words are forms of one in Spanish, say, is found out when a query asks.
"""

import re
from collections.abc import Mapping, Sequence
from threading import Lock

import Stemmer

SNOWBALL: Mapping[str, str] = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "eo": "esperanto",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Languages (ISO 639-1) and the names of their stemmers. Source: Snowball 3.0, snowballstem.org/algorithms."""

_RESTORED: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "pt": ((re.compile("coes$"), "ções"), (re.compile("cao$"), "ção"), (re.compile("oes$"), "ões")),
    "ru": ((re.compile("(?<=[аеиоуыэюя])и$"), "й"),),
}
"""Endings of folded words as they are written, where the stemmer goes by the mark that folding took away."""


class SnowballStemmer:
    """Stems folded words of one language; safe to be shared by threads, which a stemmer of Snowball is not."""

    def __init__(self, language: str) -> None:
        """Make one; raises ``KeyError`` for a language that Snowball does not know."""
        self._lock = Lock()
        self._stemmer = Stemmer.Stemmer(SNOWBALL[language], 0)
        self._restored = _RESTORED.get(language, ())

    def stem(self, words: Sequence[str]) -> list[str]:
        """Return the stem of each word."""
        written = [self._restore(word) for word in words] if self._restored else list(words)
        with self._lock:
            return list(self._stemmer.stemWords(written))

    def _restore(self, word: str) -> str:
        for ending, mark in self._restored:
            if ending.search(word):
                return ending.sub(mark, word)
        return word

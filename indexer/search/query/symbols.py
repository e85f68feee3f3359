"""Words typed with their signs, as code has them: ``#define``, ``--dry-run``, ``std::string``, ``$HOME``, ``=>``."""

import re
from collections.abc import Iterator

from indexer.text.analysis.scripts import SIGN

LONGEST = 64
"""Characters of a symbol that is looked for: what is longer is no symbol."""

_CANDIDATE = re.compile(r"[!-~]+", re.ASCII)
_SENTENCE_END = ".,;:?"
_OPENING, _CLOSING, _BRACKETS = "([{'", ")]}'", "([{<"
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[._'-][A-Za-z0-9]+)*(?:\+\+|#)?", re.ASCII)
"""What the analyzer tells apart by itself: words, compounds, C++ and C#."""
_OPERATORS = frozenset("-=<>&|+*/!%^~:?.$#@")
_HAS_SIGN = re.compile(SIGN)
"""One of these at least is in every symbol."""
_HAS_WORD = re.compile(r"[A-Za-z0-9]", re.ASCII)


def find_symbols(text: str) -> Iterator[str]:
    """Yield what stands in a query with signs of code, as typed; plain words and compounds are none.

    Signs without a word are one where two different ones make an operator: ``--``, ``&&`` and ``:)`` part words.
    """
    for match in _CANDIDATE.finditer(text) if _HAS_SIGN.search(text) else ():
        symbol = match[0].rstrip(_SENTENCE_END)
        is_code = not _PLAIN.fullmatch(symbol) if _HAS_WORD.search(symbol) else len(_OPERATORS.intersection(symbol)) > 1
        if len(symbol) <= LONGEST and is_code:
            yield symbol


def find_code(text: str) -> Iterator[str]:
    """Yield the symbols of a query but for plain words in brackets or quotation marks, which may be misspelt."""
    return (symbol for symbol in find_symbols(text) if not _PLAIN.fullmatch(_unwrap(symbol)))


def _unwrap(symbol: str) -> str:
    """Return a symbol without what opens and closes around it; only one of both may stand here, as in ``(a b)``."""
    bare = symbol.lstrip(_OPENING)
    return bare if any(sign in bare for sign in _BRACKETS) else bare.rstrip(_CLOSING)

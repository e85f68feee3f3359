"""Words typed with their signs, as code has them: ``#define``, ``--dry-run``, ``std::string``, ``$HOME``."""

import re
from collections.abc import Iterator

LONGEST = 64
"""Characters of a symbol that is looked for: what is longer is no symbol."""

_CANDIDATE = re.compile(r"[!-~]+", re.ASCII)
_SENTENCE_END = ".,;:?"
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[._'-][A-Za-z0-9]+)*(?:\+\+|#)?", re.ASCII)
"""What the analyzer tells apart by itself: words, compounds, C++ and C#."""
_HAS_WORD = re.compile(r"[A-Za-z0-9]", re.ASCII)


def find_symbols(text: str) -> Iterator[str]:
    """Yield what stands in a query with signs of code, as typed; plain words and compounds are none."""
    for match in _CANDIDATE.finditer(text):
        symbol = match[0].rstrip(_SENTENCE_END)
        if len(symbol) <= LONGEST and _HAS_WORD.search(symbol) and not _PLAIN.fullmatch(symbol):
            yield symbol

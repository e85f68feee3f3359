"""Chinese words by their pinyin: what ``liul`` or ``fwwg`` may be about to become."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from heapq import nlargest
from itertools import islice
from operator import itemgetter

from indexer.text.lexicon.pinyin import syllables_of

SHORTEST_PINYIN = 2
"""Letters from which on they may be pinyin."""
SHORTEST_INITIALS = 3
"""Letters from which on they may be the first letters of syllables: two could be anything."""
_MOST = 200
"""Words with a reading that begins so that are looked at."""


class ReadingTable:
    """Words sorted by their readings: all of the pinyin without spaces, and the initials of its syllables."""

    def __init__(self, sounds: Iterable[tuple[str, str]]) -> None:
        """Sort words.

        Args:
            sounds: Each word with its pinyin, syllables with spaces between them; empty to have it looked up.
        """
        full: list[tuple[str, str]] = []
        initials: list[tuple[str, str]] = []
        for word, known in sounds:
            syllables = known.split() if known else syllables_of(word)
            full.append(("".join(syllables), word))
            if len(syllables) >= SHORTEST_INITIALS:
                initials.append(("".join(syllable[:1] for syllable in syllables), word))
        self._full, self._initials = sorted(full), sorted(initials)

    def find(self, letters: str) -> list[str]:
        """Return the words whose pinyin or initials begin with some letters, each once."""
        if len(letters) < SHORTEST_PINYIN or not (letters.isascii() and letters.isalpha()):
            return []
        found = [*_begin_with(self._full, letters)]
        if len(letters) >= SHORTEST_INITIALS:
            found += _begin_with(self._initials, letters)
        return list(dict.fromkeys(found))


def most_frequent(words: Sequence[tuple[str, int]], prefix: str, limit: int) -> list[str]:
    """Return the words of a sorted list of (word, count) that begin with a prefix, the most frequent first."""
    begin = bisect_left(words, prefix, key=itemgetter(0))
    end = bisect_left(words, prefix + chr(0x10FFFF), key=itemgetter(0))
    return [word for word, _ in nlargest(limit, islice(words, begin, end), key=itemgetter(1))]


def _begin_with(rows: Sequence[tuple[str, str]], letters: str) -> list[str]:
    begin = bisect_left(rows, (letters, ""))
    chosen = islice(rows, begin, begin + _MOST)
    return [word for reading, word in chosen if reading.startswith(letters)]

"""Better spellings for words that are nowhere on the site: by letters, by sound, from pinyin.

Only words that find nothing are ever replaced, so a query that finds what it asks for is left alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.index.part_reader import PartReader
from indexer.text.sound import blur_syllable, syllables_of

SHORTEST_WORD = 4
"""Letters of a word that may be misspelt: shorter ones are all alike."""
LETTERS_PER_MISTAKE = 4
MOST_MISTAKES = 2
_CANDIDATES = 8


class Speller:
    """Knows the words of one part by letters and by sound."""

    def __init__(self, part: PartReader, stop_words: frozenset[str] = frozenset()) -> None:
        self._part = part
        self._stop_words = stop_words

    @cached_property
    def _surfaces(self) -> dict[str, int]:
        return {word: posts for word, posts in self._part.surfaces if word not in self._stop_words}

    @cached_property
    def _by_sound(self) -> Mapping[str, list[str]]:
        """Words by blurred syllables, by full pinyin, and by initials; the most frequent first."""
        found: dict[str, list[str]] = defaultdict(list)
        for word, pinyin, _ in sorted(self._part.sounds, key=lambda row: -row[2]):
            syllables = pinyin.split(" ")
            found[_blur(syllables)].append(word)
            found[pinyin.replace(" ", "")].append(word)
            if len(syllables) > 2:  # noqa: PLR2004  two initials could be anything
                found[f"-{''.join(s[0] for s in syllables if s)}"].append(word)
        return found

    def correct_letters(self, word: str) -> str | None:
        """Return the site's Latin word closest to a folded one that is nowhere, or None.

        Source:
            Optimal string alignment distance (Damerau 1964 without repeated edits), of equals the most frequent word.
        """
        mistakes = min(len(word) // LETTERS_PER_MISTAKE, MOST_MISTAKES)
        if len(word) < SHORTEST_WORD or not word.isascii() or not word.isalpha():
            return None
        near = process.extract(
            word, list(self._surfaces), scorer=OSA.distance, score_cutoff=mistakes, limit=_CANDIDATES
        )
        ranked = sorted(near, key=lambda row: (row[1], row[0][0] != word[0], -self._surfaces[row[0]]))
        return ranked[0][0] if ranked and ranked[0][0] != word else None

    def split_letters(self, word: str) -> str | None:
        """Return two words of the site that were typed as one, or None."""
        pairs = ((word[:i], word[i:]) for i in range(3, len(word) - 2))
        known = [pair for pair in pairs if pair[0] in self._surfaces and pair[1] in self._surfaces]
        best = max(known, key=lambda pair: min(self._surfaces[pair[0]], self._surfaces[pair[1]]), default=None)
        return " ".join(best) if best else None

    def read_pinyin(self, letters: str) -> str | None:
        """Return the site's Chinese word that is written so in pinyin, or None."""
        return self._first(letters)

    def read_initials(self, letters: str) -> str | None:
        """Return the site's Chinese word whose syllables begin with these letters, or None."""
        return self._first(f"-{letters}")

    def _first(self, key: str) -> str | None:
        return next(iter(self._by_sound.get(key, ())), None)

    def hear(self, piece: str) -> str | None:
        """Return the site's most frequent word that sounds like a few Han characters, or None."""
        words = self._by_sound.get(_blur(syllables_of(piece)), ())
        return next((word for word in words if len(word) == len(piece) and word != piece), None)


def _blur(syllables: Sequence[str]) -> str:
    return " ".join(map(blur_syllable, syllables)) + " "

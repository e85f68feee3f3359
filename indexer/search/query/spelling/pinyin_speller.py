"""Pinyin, or Han characters heard wrongly -> the site's Chinese words that sound so."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from indexer.cache import BoundedCache
from indexer.search.deadline import check_deadline
from indexer.search.query.spelling.letter_table import LetterTable
from indexer.search.query.spelling.mistakes import has_letters
from indexer.search.query.spelling.sound_table import SoundTable
from indexer.search.query.spelling.spaced_pinyin import is_spelled
from indexer.text.lexicon.pinyin import syllables_of

SHORTEST_PINYIN = 6
"""Letters of pinyin in which one may be wrong: shorter ones are all alike."""
SHORTEST_GLUED, _LONGEST_GLUED = 8, 40
"""Letters of pinyin that may be several words."""
_MOST_WORDS, _LONGEST_WORD = 4, 24
"""Words in them, and letters of each."""
_HOMOPHONES, _MOST_READINGS = 3, 12
"""Words of the same letters, and readings up to one letter, that are looked at."""
_MOST_ALIKE = 8
"""Words that sound like some characters that are looked at."""
_SHORT = 2
"""Syllables of a word that is like many others by chance."""
_TOLD_APART = ("iang", "uang")
"""Finals that few speakers mix up with -ian and -uan: *zhejiang* is not 这件."""
_CACHED = 1 << 12
"""Pieces whose word of the same sound is kept."""


class PinyinSpeller:
    """Find the Chinese words of one index by how they sound. Safe to be shared by threads."""

    def __init__(self, sounds: SoundTable) -> None:
        self._sounds = sounds
        self._heard = BoundedCache[str, Sequence[str]](_CACHED)

    @cached_property
    def _table(self) -> LetterTable:
        return LetterTable(each for each in self._sounds.pinyin if len(each) >= SHORTEST_PINYIN and each.isalpha())

    def prepare(self) -> None:
        """Build the tables that the first misspelt word would have to wait for."""
        self._sounds.prepare()
        _ = self._table

    def hear(self, piece: str) -> Sequence[str]:
        """Return the site's other words that sound like a few Han characters, the most frequent first."""
        return self._heard.get(piece, self._hear)

    def read(self, letters: str) -> str | None:
        """Return the site's Chinese word that is written so in pinyin, or None."""
        return self._choose(self._sounds.written(letters))

    def read_spaced(self, pieces: tuple[str, ...]) -> str | None:
        """Return the site's Chinese word whose syllables some pieces are, or None; see ``SpacedPinyin``."""
        letters = "".join(pieces)
        whole = set(self._sounds.written(letters))
        return self._choose(word for word in self._sounds.spelled(pieces) if word in whole) if whole else None

    def read_blurred(self, letters: str) -> str | None:
        """Return the site's Chinese word that is written so in the pinyin of who does not tell sh from s, or None."""
        alike = self._sounds.written_alike(letters) if len(letters) >= SHORTEST_PINYIN else ()
        return self._choose(word for word in alike if len(word) > _SHORT or _has_finals_of(word, letters))

    def correct(self, letters: str) -> str | None:
        """Return the site's Chinese word whose pinyin is one mistake away, or None.

        Whole syllables are no word of two misspelt but another, which the site does not have: *shanghai* is not 上来.
        """
        if not has_letters(letters, SHORTEST_PINYIN):
            return None
        shortest = _SHORT + 1 if is_spelled(letters) else 1
        likely = (pinyin for pinyin, _ in self._table.find_near(letters, 1) if pinyin[0] == letters[0])
        words = (word for pinyin in likely for word in self._sounds.written(pinyin))
        return self._choose(word for word in words if len(word) >= shortest)

    def read_glued(self, letters: str) -> Iterator[str]:
        """Yield Chinese of several of the site's words that is written so in pinyin, the fewest words first.

        Whether they stand together anywhere is not known here; of as many words the most frequent come first.
        None is a single character, of which any two stand somewhere: *shanghai* is not 上还 in 以上还有.
        """
        if not SHORTEST_GLUED <= len(letters) <= _LONGEST_GLUED or not is_spelled(letters):
            return
        begun = {0: [""]}
        for count in range(_MOST_WORDS):
            longer: dict[int, list[str]] = {}
            for begin, texts in begun.items():
                check_deadline()
                for end in range(begin + 1, min(begin + _LONGEST_WORD, len(letters)) + 1):
                    words = self._sounds.rank(self._sounds.written(letters[begin:end]), _HOMOPHONES)
                    longer.setdefault(end, []).extend(text + word for text in texts for word in words)
            begun = {end: texts[:_MOST_READINGS] for end, texts in longer.items()}
            if count:
                yield from begun.get(len(letters), ())

    def read_initials(self, letters: str) -> str | None:
        """Return the site's Chinese word whose syllables begin with these letters, or None."""
        return self._choose(self._sounds.with_initials(letters))

    def _hear(self, piece: str) -> Sequence[str]:
        return self._sounds.rank(self._sounds.sounding_like(piece), _MOST_ALIKE)

    def _choose(self, words: Iterable[str]) -> str | None:
        return next(iter(self._sounds.rank(words, 1)), None)


def _has_finals_of(word: str, letters: str) -> bool:
    """Check whether a word's pinyin has the finals of some letters that hardly anybody mixes up."""
    pinyin = "".join(syllables_of(word))
    return all(pinyin.count(final) == letters.count(final) for final in _TOLD_APART)

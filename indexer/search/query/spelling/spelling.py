"""Better spellings for words that are nowhere on the site: by letters, by sound, from pinyin.

Only words that find nothing are ever replaced, so a query that finds what it asks for is left alone.
"""

from collections.abc import Sequence
from operator import itemgetter

from rapidfuzz.distance import OSA

from indexer.cache import BoundedCache
from indexer.search.index_view import IndexView
from indexer.search.query.spelling.latin_words import LatinWords
from indexer.search.query.spelling.mistakes import has_letters
from indexer.search.query.spelling.pinyin_speller import PinyinSpeller
from indexer.search.query.spelling.real_words import MOST_MISTAKES, TIMES_AS_FREQUENT_BY_LETTER, RealWordSpeller
from indexer.search.query.spelling.sound_table import SoundTable
from indexer.text.lexicon.english import is_english, load_english

SHORTEST_WORD = 4
"""Letters of a word that may be misspelt: shorter ones are all alike."""
LETTERS_PER_MISTAKE = 4
LEAST_DOCS_OF_TWO = 2
"""Documents of a word that is taken for another two mistakes away; a single one is hardly what a visitor knows."""
_ABBREVIATION = 2
"""Letters of an abbreviation that is written together with its neighbour: too short for a word by itself."""
_CACHED = 1 << 12
"""Words whose better spelling is kept."""


def count_mistakes(word: str) -> int:
    """Return how many letters of a word may be wrong, missing or too many."""
    return min(len(word) // LETTERS_PER_MISTAKE, MOST_MISTAKES)


class Speller:
    """Find better spellings among the words of one index. Safe to be shared by threads.

    Attributes:
        words: Its Latin words.
        sounds: Its Chinese words by how they sound.
        pinyin: Finds these.
        real_words: Finds what is meant by words that the index has.
    """

    def __init__(self, reader: IndexView, stop_words: frozenset[str] = frozenset()) -> None:
        self._reader = reader
        self._stop_words = stop_words
        self.words = LatinWords(reader, stop_words)
        self.sounds = SoundTable(reader)
        self.pinyin = PinyinSpeller(self.sounds)
        self.real_words = RealWordSpeller(self.words)
        self._corrected = BoundedCache[str, str | None](_CACHED)

    def correct(self, word: str) -> str | None:
        """Return the site's word for a folded Latin one that is nowhere, or None."""
        return self._corrected.get(word, self._correct)

    def _correct(self, word: str) -> str | None:
        readings = [self.pinyin.read, self.correct_letters, self.split_letters]
        if not is_english(word):  # *moving* is no 模型
            readings += [self.pinyin.read_initials, self.pinyin.read_blurred, self.pinyin.correct]
        return next((better for read in readings if (better := read(word))), None)

    def prepare(self) -> None:
        """Build the tables that the first misspelt word would have to wait for."""
        load_english()
        self.pinyin.prepare()
        self.real_words.prepare()
        _ = self.words.letters

    def correct_letters(self, word: str) -> str | None:
        """Return the site's Latin word closest to a folded one that is nowhere, or None.

        Two mistakes are none in the first letter, which is rarely mistyped: of 2,400 words that only other sites have,
        374 were taken for one of this site two mistakes away without these bounds, and 192 with them; of 1,200 with two
        mistakes 989 were corrected, and 985.
        Of words that are as close the most frequent one is taken.
        """
        if not has_letters(word, SHORTEST_WORD):
            return None
        near = self.words.letters.find_near(word, count_mistakes(word))
        likely = (
            (distance, other[0] != word[0], -self.words.doc_freq(other), other)
            for other, distance in near
            if distance < MOST_MISTAKES or self._is_known(other, word)
        )
        best = min(likely, default=None)
        return self._choose_common(best[-1], [other for other, _ in near]) if best and best[-1] != word else None

    def _choose_common(self, better: str, others: Sequence[str]) -> str:
        """Return the word that the nearest one is itself a mistake of, if that is among the near ones, or the nearest.

        Of 1,200 words with two mistakes 985 were corrected without this, and 992 with it.
        """
        least = TIMES_AS_FREQUENT_BY_LETTER * self.words.doc_freq(better)
        likelier = [other for other in others if self.words.doc_freq(other) >= least and other[0] == better[0]]
        nearest = [other for other in likelier if OSA.distance(better, other, score_cutoff=1) == 1]
        return min(nearest, key=lambda other: (-self.words.doc_freq(other), other), default=better)

    def may_be_a_name(self, word: str, better: str) -> bool:
        """Check whether a word of four letters that is nowhere may well be meant as it was typed.

        Most are names (*zstd*, *numa*). Of 1,802 on three sites, words of another one that are in no general use,
        1,249 were taken for words of the site, 804 where both had to begin alike and neither to go on, and 383 where
        the one of the site is also in a hundredth of its documents; of 2,022 mistakes inside words so frequent that
        left four letters, 1,543 are corrected either way.
        """
        is_alike = better[0] == word[0] and not (better.startswith(word) or word.startswith(better))
        return len(word) <= SHORTEST_WORD and not (is_alike and self.words.is_frequent(better))

    def _is_known(self, better: str, word: str) -> bool:
        """Check whether a word is known well enough to be meant by one two mistakes away."""
        return better[0] == word[0] and self.words.doc_freq(better) >= LEAST_DOCS_OF_TWO

    def split_letters(self, word: str) -> str | None:
        """Return two words of the site that were typed as one, or None."""
        doc_freq = self.words.doc_freq
        pairs = ((word[:i], word[i:]) for i in range(3, len(word) - 2))
        known = [
            (min(one, other), f"{first} {second}")
            for first, second in pairs
            if (one := doc_freq(first)) and (other := doc_freq(second))
        ]
        return max(known, key=itemgetter(0), default=(0, None))[1]

    def split_short(self, word: str) -> str | None:
        """Return a word of the site and an abbreviation of two letters that were typed as one, or None: ``tcpip``.

        By chance most words of four letters are two of these, so that it is asked for last, and whether posts have both
        together.
        """
        if not has_letters(word, SHORTEST_WORD):
            return None
        pairs = ((word[:i], word[i:]) for i in (2, len(word) - 2))
        return next((f"{first} {second}" for first, second in pairs if self._has(first) and self._has(second)), None)

    def _has(self, word: str) -> bool:
        if len(word) != _ABBREVIATION:
            return self.words.doc_freq(word) > 0
        return word not in self._stop_words and self._reader.find_term(word) >= 0

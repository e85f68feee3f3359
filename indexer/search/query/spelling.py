"""Better spellings for words that are nowhere on the site: by letters, by sound, from pinyin.

Only words that find nothing are ever replaced, so a query that finds what it asks for is left alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from string import ascii_lowercase

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.cache import BoundedCache
from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import Int64s, UInt64s
from indexer.search.index_view import IndexView
from indexer.search.query.sound_table import SoundTable
from indexer.text.analysis.word_forms import word_term

SHORTEST_WORD = 4
"""Letters of a word that may be misspelt: shorter ones are all alike."""
LETTERS_PER_MISTAKE = 4
MOST_MISTAKES = 2
LEAST_DOCS_OF_TWO = 2
"""Documents of a word that is taken for another two mistakes away; a single one is hardly what a visitor knows."""
SHORTEST_PINYIN = 6
"""Letters of pinyin in which one may be wrong: shorter ones are all alike."""
TIMES_AS_FREQUENT = 8
"""A word that few documents have is suggested another one for only if that is in so many times as many."""
TIMES_AS_FREQUENT_BY_LETTER = 64
"""The same where it has a letter more or less: that may be another word."""
LONGEST_ALIKE = 6
"""Letters of a word of which one letter more or less makes another word too often to be doubted."""
SHORTEST_REPLACED = 7
"""Letters of a word of which one vowel may be another (kubernates): in shorter ones that is too often another word."""
SHORTEST_WRONG = 10
"""Letters of a word of which any letter inside may be another, or two may be wrong."""
TIMES_AS_FREQUENT_BY_TWO = 200
"""In how many times as many documents a word is that is suggested for one two mistakes away that a few have."""
_VOWELS = frozenset("aeiou")
_VERB_ENDINGS = ("ed", "ing")
_CACHED = 1 << 12
"""Words whose better spelling is kept."""


def may_be_doubted(word: str) -> bool:
    """Check whether a folded word that posts have is long enough to be another misspelt, and of Latin letters alone."""
    return len(word) > SHORTEST_WORD and word.isascii() and word.isalpha()


class Speller:
    """Find better spellings among the words of one index. Safe to be shared by threads.

    Attributes:
        sounds: Its Chinese words by how they sound.
    """

    def __init__(self, reader: IndexView, stop_words: frozenset[str] = frozenset()) -> None:
        self._reader = reader
        self.sounds = SoundTable(reader)
        self._stop_words = stop_words
        self._corrected = BoundedCache[str, str | None](_CACHED)
        self._heard = BoundedCache[str, str | None](_CACHED)

    def correct(self, word: str) -> str | None:
        """Return the site's word for a folded Latin one that is nowhere, or None."""
        return self._corrected.get(word, self._correct)

    def hear(self, piece: str) -> str | None:
        """Return the site's most frequent other word that sounds like a few Han characters, or None."""
        return self._heard.get(piece, self._hear)

    def _correct(self, word: str) -> str | None:
        readings = (
            *(self.read_pinyin, self.correct_letters, self.split_letters, self.read_initials),
            *(self.read_blurred_pinyin, self.correct_pinyin),
        )
        return next((better for read in readings if (better := read(word))), None)

    def doc_freq(self, word: str) -> int:
        """Return in how many documents a Latin word stands as written, folded; 0 for a stop word."""
        return self._doc_freqs.get(word, 0)

    @cached_property
    def _doc_freqs(self) -> Mapping[str, int]:
        """Latin words as written, folded, with the number of documents they stand in."""
        return {word: doc_freq for word, doc_freq in self._reader.surfaces if word not in self._stop_words}

    @cached_property
    def _most_docs(self) -> int:
        """In how many documents the most frequent of these words stands."""
        return max(self._doc_freqs.values(), default=0)

    @cached_property
    def _words(self) -> "LetterTable":
        return LetterTable(list(self._doc_freqs))

    @cached_property
    def _frequent(self) -> "LetterTable":
        """The words frequent enough to be meant by one of a single document."""
        return LetterTable([word for word, docs in self._doc_freqs.items() if docs >= TIMES_AS_FREQUENT_BY_LETTER])

    @cached_property
    def _pinyin(self) -> "LetterTable":
        return LetterTable([each for each in self.sounds.pinyin if len(each) >= SHORTEST_PINYIN and each.isalpha()])

    def prepare(self) -> None:
        """Build the tables that the first misspelt word would have to wait for."""
        self.sounds.prepare()
        _ = self._words, self._frequent, self._pinyin

    def correct_letters(self, word: str) -> str | None:
        """Return the site's Latin word closest to a folded one that is nowhere, or None.

        Two mistakes are none in the first letter, which is rarely mistyped: of 2,400 words that only other sites have,
        374 were taken for one of this site two mistakes away without these bounds, and 192 with them; of 1,200 with two
        mistakes 989 were corrected, and 985.

        Source:
            Optimal string alignment distance (Damerau 1964 without repeated edits), of equals the most frequent word.
        """
        mistakes = min(len(word) // LETTERS_PER_MISTAKE, MOST_MISTAKES)
        if len(word) < SHORTEST_WORD or not word.isascii() or not word.isalpha():
            return None
        near = process.extract(
            word, self._words.list_alike(word, mistakes), scorer=OSA.distance, score_cutoff=mistakes, limit=None
        )
        likely = (
            (distance, other[0] != word[0], -self._doc_freqs[other], other)
            for other, distance, _ in near
            if distance < MOST_MISTAKES or self._is_known(other, word)
        )
        best = min(likely, default=None)
        return self._choose_common(best[-1], [other for other, _, _ in near]) if best and best[-1] != word else None

    def _choose_common(self, better: str, others: Sequence[str]) -> str:
        """Return the word that the nearest one is itself a mistake of, if that is among the near ones, or the nearest.

        Of 1,200 words with two mistakes 985 were corrected without this, and 992 with it.
        """
        least = TIMES_AS_FREQUENT_BY_LETTER * self._doc_freqs[better]
        likelier = [other for other in others if self._doc_freqs[other] >= least and other[0] == better[0]]
        nearest = [other for other in likelier if OSA.distance(better, other, score_cutoff=1) == 1]
        return min(nearest, key=lambda other: (-self._doc_freqs[other], other), default=better)

    def _is_known(self, better: str, word: str) -> bool:
        """Check whether a word is known well enough to be meant by one two mistakes away."""
        return better[0] == word[0] and self._doc_freqs[better] >= LEAST_DOCS_OF_TWO

    def find_likelier(self, word: str, doc_freq: int) -> str | None:
        """Return the most frequent of the far more frequent words that may be meant by one that posts have, or None.

        It has two neighbouring letters the other way round, or another mistake that is likely in a word so long.
        Before others than a letter more or less were looked for, 669 of 1,148 mistakes in words of 64 documents were
        found, now 828; of 7,743 words of a dictionary in at most three documents 13 were doubted, and now 16.

        Args:
            word: Folded; some posts have it.
            doc_freq: In how many as it is written; 0 if only its stem is found, and then a letter more or less is
                meant however few documents have that.
        """
        if not may_be_doubted(word):
            return None
        likelier = self._list_likelier(word, _swap_letters(word), TIMES_AS_FREQUENT * doc_freq)
        if doc_freq:
            likelier += self._list_near(word, doc_freq)
        elif len(word) > LONGEST_ALIKE:
            likelier += self._list_likelier(word, _change_length(word), 0)
        return min(likelier, key=lambda other: (-self._doc_freqs[other], other), default=None)

    def _list_near(self, word: str, doc_freq: int) -> list[str]:
        """Return the frequent words of which one that few documents have is a likely mistake.

        Both begin and end alike: other endings make other words, or other forms of the same.
        """
        least = TIMES_AS_FREQUENT_BY_LETTER * doc_freq
        if least > self._most_docs:
            return []
        mistakes = 1 if len(word) < SHORTEST_WRONG else MOST_MISTAKES
        alike = self._frequent.list_alike(word, mistakes)
        near = process.extract(word, alike, scorer=OSA.distance, score_cutoff=mistakes, limit=None)
        return [
            other
            for other, distance, _ in near
            if self._doc_freqs[other] >= (least if distance < MOST_MISTAKES else TIMES_AS_FREQUENT_BY_TWO * doc_freq)
            and (other[0], other[-1]) == (word[0], word[-1])
            and (distance == MOST_MISTAKES or _is_likely_mistake(word, other))
        ]

    def list_likelier(self, word: str) -> list[str]:
        """Return the more frequent words that a letter more or less makes of one of 5 or 6 letters, best first.

        Each makes another word too often to be doubted by itself: the words beside it have to tell. Other forms of the
        same word are none.
        """
        if not may_be_doubted(word) or len(word) > LONGEST_ALIKE:
            return []
        likelier = self._list_likelier(word, _change_length(word), TIMES_AS_FREQUENT * self.doc_freq(word))
        return [other for other in likelier if word_term(other) != word_term(word)]

    def double_letter(self, word: str) -> str | None:
        """Return the most frequent word of the site that has one letter twice that a folded one has once, or None.

        Endings of verbs are let be: one country writes labelled, the other labeled.
        """
        if not may_be_doubted(word) or word.endswith(_VERB_ENDINGS):
            return None
        return self._choose_likelier(word, (word[:at] + word[at - 1 :] for at in range(1, len(word) + 1)), 1)

    def replace_letter(self, word: str, doc_freq: int) -> str | None:
        """Return the far more frequent word that another letter inside makes of one nowhere written so, or None.

        Args:
            word: Folded; some posts have its stem.
            doc_freq: In how many.
        """
        if not may_be_doubted(word) or self.doc_freq(word):
            return None
        others = self._list_likelier(word, _replace_letters(word), TIMES_AS_FREQUENT_BY_LETTER * doc_freq)
        return next((other for other in others if word_term(other) != word_term(word)), None)

    def _choose_likelier(self, word: str, others: Iterable[str], least: int) -> str | None:
        return next(iter(self._list_likelier(word, others, least)), None)

    def _list_likelier(self, word: str, others: Iterable[str], least: int) -> list[str]:
        """Return those of some other words that so many documents at least have, the most frequent first."""
        if least > self._most_docs:
            return []  # most words that are typed are frequent: hundreds of others need not be made
        known = {other: doc_freq for other in others if (doc_freq := self._doc_freqs.get(other)) and other != word}
        likely = sorted((-doc_freq, other) for other, doc_freq in known.items() if doc_freq >= least)
        return [other for _, other in likely]

    def split_letters(self, word: str) -> str | None:
        """Return two words of the site that were typed as one, or None."""
        pairs = ((word[:i], word[i:]) for i in range(3, len(word) - 2))
        known = [pair for pair in pairs if pair[0] in self._doc_freqs and pair[1] in self._doc_freqs]
        best = max(known, key=lambda pair: min(self._doc_freqs[pair[0]], self._doc_freqs[pair[1]]), default=None)
        return " ".join(best) if best else None

    def read_pinyin(self, letters: str) -> str | None:
        """Return the site's Chinese word that is written so in pinyin, or None."""
        return self._choose(self.sounds.written(letters))

    def read_spaced_pinyin(self, pieces: tuple[str, ...]) -> str | None:
        """Return the site's Chinese word whose syllables some pieces are, or None; see ``SpacedPinyin``."""
        letters = "".join(pieces)
        whole = set(self.sounds.written(letters))
        return self._choose(word for word in self.sounds.spelled(pieces) if word in whole) if whole else None

    def read_blurred_pinyin(self, letters: str) -> str | None:
        """Return the site's Chinese word that is written so in the pinyin of who does not tell sh from s, or None."""
        return self._choose(self.sounds.written_alike(letters)) if len(letters) >= SHORTEST_PINYIN else None

    def correct_pinyin(self, letters: str) -> str | None:
        """Return the site's Chinese word whose pinyin is one mistake away, or None."""
        if len(letters) < SHORTEST_PINYIN or not letters.isascii() or not letters.isalpha():
            return None
        alike = self._pinyin.list_alike(letters, 1)
        near = process.extract(letters, alike, scorer=OSA.distance, score_cutoff=1, limit=None)
        likely = (pinyin for pinyin, _, _ in near if pinyin[0] == letters[0])
        return self._choose(word for pinyin in likely for word in self.sounds.written(pinyin))

    def read_initials(self, letters: str) -> str | None:
        """Return the site's Chinese word whose syllables begin with these letters, or None."""
        return self._choose(self.sounds.with_initials(letters))

    def _hear(self, piece: str) -> str | None:
        return self._choose(self.sounds.sounding_like(piece))

    def _choose(self, words: Iterable[str]) -> str | None:
        return next(iter(self.sounds.rank(words, 1)), None)


def _swap_letters(word: str) -> Iterator[str]:
    """Yield a word with each two neighbouring letters the other way round."""
    return (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def _replace_letters(word: str) -> Iterator[str]:
    """Yield a word with each letter inside replaced by each other one."""
    return (word[:at] + letter + word[at + 1 :] for at in range(1, len(word)) for letter in ascii_lowercase)


def _is_likely_mistake(word: str, meant: str) -> bool:
    """Check whether one mistake in a word is likelier to be a mistake than to make another word."""
    if len(word) != len(meant):
        return len(word) > LONGEST_ALIKE or (len(word) == LONGEST_ALIKE and len(meant) > len(word))
    wrong = {letter for pair in zip(word, meant, strict=True) if pair[0] != pair[1] for letter in pair}
    is_form = word.endswith(_VERB_ENDINGS)  # bending is no binding
    return len(word) >= SHORTEST_WRONG or (len(word) >= SHORTEST_REPLACED and wrong <= _VOWELS and not is_form)


def _change_length(word: str) -> Iterator[str]:
    """Yield a word with each letter inside left out, and with each letter put in between any two."""
    yield from (word[:at] + word[at + 1 :] for at in range(1, len(word) - 1))
    yield from (word[:at] + letter + word[at:] for at in range(1, len(word)) for letter in ascii_lowercase)


class LetterTable:
    """Words by length and by their sets of letters, which tell most of them apart at no cost."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = sorted(words, key=len)
        sizes: Int64s = np.fromiter(map(len, self._words), dtype=np.int64, count=len(words))
        self._letters = _letters_of_all(self._words, sizes)
        self._begins = sizes.searchsorted(np.arange(sizes.max(initial=0) + 2)).tolist()

    def _begin(self, length: int) -> int:
        """Return the index of the first word of some length or more."""
        return int(self._begins[min(max(length, 0), len(self._begins) - 1)])

    def list_alike(self, word: str, mistakes: int) -> list[str]:
        """Return the words that may be so few mistakes away: one changes two letters at most, and the length by one."""
        first, past = self._begin(len(word) - mistakes), self._begin(len(word) + mistakes + 1)
        others = np.bitwise_count(self._letters[first:past] ^ np.uint64(_letters_of(word)))
        return [self._words[first + at] for at in np.flatnonzero(others <= 2 * mistakes).tolist()]


def _letters_of_all(words: Sequence[str], sizes: Int64s) -> UInt64s:
    """Return the sets of the characters of words, none of them empty: uint64[words]; see ``_letters_of``."""
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    bits = np.left_shift(np.uint64(1), (codes & 63).astype(np.uint64))
    sets: UInt64s = np.bitwise_or.reduceat(bits, make_offsets(sizes)[:-1]) if len(words) else bits
    return sets


def _letters_of(word: str) -> int:
    """Return the set of a word's characters, a bit for each."""
    bits = 0
    for character in word:
        bits |= 1 << (ord(character) & 63)
    return bits

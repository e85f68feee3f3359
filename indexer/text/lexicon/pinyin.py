"""The pinyin of Chinese words. The only module that knows pypinyin.

Its tables of characters and phrases are read, without its code, which makes 55 MB of them in every process that serves,
where this keeps 3. A test holds the readings to those of pypinyin.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from indexer.garbage import without_collections
from indexer.text.json_pieces import read_pieces
from indexer.text.lexicon.word_lists import package_folder
from indexer.text.memo import Once, memo
from indexer.text.places import PlacesByText, hash_text
from indexer.text.text_tables import TextList

_TONES = str.maketrans("", "", "\u0304\u0301\u030c\u0300")
"""Macron, acute, caron and grave."""
_BLANKS, _BORDER = b" \n\r\t", b'","'
"""Of JSON: what stands around values, and what between two members of an object whose values are strings."""


@memo(limit=1 << 14)
def syllables_of(word: str) -> tuple[str, ...]:
    """Return the pinyin of each character of a Simplified word, without tones: ``服务`` is ``fu``, ``wu``."""
    return tuple(_pronunciation().read(word))


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """How Chinese is read. Immutable, so safe to be shared by threads.

    Attributes:
        syllables: Each once; the first is none.
        by_character: uint16[0x110000], by code point the number of the syllable; 0 for a character without a reading.
        phrases: Those of several characters.
        others: By phrases that are not read as their characters alone, their syllables, in spaces.
    """

    syllables: Sequence[str]
    by_character: NDArray[np.uint16]
    phrases: "_Phrases"
    others: "_ReadPhrases"

    def read(self, word: str) -> Iterator[str]:
        """Yield a syllable for each character; a character without a reading stands for itself.

        Source:
            pypinyin 0.55, ``seg/mmseg.py``: from the left the longest phrase; where none begins, one character, or all
            the rest if a longer phrase begins with that.
        """
        while word:
            phrase = word[: self._count_phrase(word)]
            syllables = self.others.get(phrase)
            yield from syllables.split(" ") if syllables else map(self._read_character, phrase)
            word = word[len(phrase) :]

    def _count_phrase(self, word: str) -> int:
        """Return how many of a word's characters are read as one."""
        phrases = self.phrases.list_rests(word[0])
        begun = len(word) if f" {word[1:]}" in phrases else 1
        return next((size for size in range(len(word), 1, -1) if f" {word[1:size]} " in phrases), begun)

    def _read_character(self, character: str) -> str:
        return self.syllables[self.by_character[ord(character)]] or character


@Once
def _pronunciation() -> Pronunciation:
    with without_collections():  # half of the time would go there, and it finds nothing
        tones = _read_characters()
        phrases, others = _list_phrases(tones)
        return Pronunciation(*_number_syllables(tones), phrases, _ReadPhrases(others))


class _Tones(NamedTuple):
    """How characters are read, with tones.

    Attributes:
        readings: Each once; the first is none.
        by_character: uint16[0x110000], by code point the number of the reading.
    """

    readings: Sequence[str]
    by_character: NDArray[np.uint16]


class _Phrases:
    """Phrases by their first characters. Immutable, so safe to be shared by threads."""

    def __init__(self, rests: Mapping[str, str]) -> None:
        """Take by first characters the rest of each phrase, with a space before and behind."""
        ordered = sorted(rests)
        self._firsts = "".join(ordered)
        self._rests = TextList(rests[first] for first in ordered)

    def list_rests(self, first: str) -> str:
        """Return the rest of each phrase that begins with a character, with a space before and behind."""
        place = self._firsts.find(first)
        return self._rests[place] if place >= 0 else ""


class _ReadPhrases:
    """Phrases and how they are read, as lines of one text. Immutable, so safe to be shared by threads."""

    def __init__(self, lines: str) -> None:
        """Take a phrase, a space and its syllables, in spaces, in each line."""
        self._lines = lines
        self._begins, hashes, begin = array("I"), array("q"), 0
        for line in lines.splitlines():
            self._begins.append(begin)
            hashes.append(hash_text(line.partition(" ")[0]))
            begin += len(line) + 1
        self._begins.append(begin)
        self._places = PlacesByText(hashes, range(len(hashes)))

    def get(self, phrase: str) -> str | None:
        """Return the syllables of a phrase; None where it is read as its characters are, or is none."""
        lines, begins, begun = self._lines, self._begins, f"{phrase} "
        places = (place for place in self._places.find(phrase) if lines.startswith(begun, begins[place]))
        found = (lines[begins[place] + len(begun) : begins[place + 1] - 1] for place in places)
        return next(found, None)


def _number_syllables(tones: _Tones) -> tuple[Sequence[str], NDArray[np.uint16]]:
    """Return the syllables of characters, and by code point which of them it is."""
    toneless = [*map(_drop_tones, tones.readings)]
    syllables = [*dict.fromkeys(toneless)]
    numbers = {syllable: number for number, syllable in enumerate(syllables)}
    by_reading = np.array([numbers[each] for each in toneless], np.uint16)
    by_character, codes = _number_no_characters(), np.flatnonzero(tones.by_character)
    by_character[codes] = by_reading[tones.by_character[codes]]
    return syllables, by_character


def _number_no_characters() -> NDArray[np.uint16]:
    """Return a number for each code point, which takes no memory before it is another than 0."""
    return np.zeros(0x110000, np.uint16)


def _list_phrases(tones: _Tones) -> tuple[_Phrases, str]:
    """Return all phrases, and those that are not read as their characters, whose tones are given, are.

    The latter as lines: a phrase and its syllables.
    """
    rests, others, numbers, readings = dict[str, str](), list[str](), tones.by_character.data, tones.readings
    for piece in read_pieces(_flatten(_read_file("phrases_dict")), _BORDER):
        for phrase, read in piece.items():
            first = phrase[0]
            rests[first] = f"{rests.get(first, ' ')}{phrase[1:]} "
            alone = " ".join([readings[numbers[ord(character)]] or character for character in phrase])
            if read != alone and (syllables := _drop_tones(_first(read))) != _drop_tones(alone):
                others.append(f"{phrase} {syllables}")
    return _Phrases(rests), "\n".join(others)


def _read_characters() -> _Tones:
    """Return the first reading of each character, with its tone."""
    by_character, numbers = _number_no_characters(), {"": 0}
    for piece in read_pieces(_read_file("pinyin_dict").translate(None, _BLANKS), _BORDER):
        firsts = (tones.partition(",")[0] for tones in piece.values())
        by_character[[*map(int, piece)]] = [numbers.setdefault(first, len(numbers)) for first in firsts]
    return _Tones([*numbers], by_character)


def _flatten(phrases: bytes) -> bytes:
    """Return the JSON ``{"服务": [["fú"], ["wù"]]}`` as ``{"服务": "fú wù"}``, of which less is made than of lists.

    Several readings of one character are parted by commas.
    """
    flat = phrases.translate(None, _BLANKS).replace(b'","', b",").replace(b'"],["', b" ")
    return flat.replace(b'[["', b'"').replace(b'"]]', b'"')


def _first(read: str) -> str:
    """Return the first reading of each character."""
    return " ".join(each.partition(",")[0] for each in read.split(" ")) if "," in read else read


def _read_file(name: str) -> bytes:
    return (package_folder("pypinyin") / f"{name}.json").read_bytes()


def _drop_tones(syllables: str) -> str:
    """Return syllables as they are typed, such as ``lv`` for ``lǜ``."""
    return normalize("NFC", normalize("NFD", syllables).translate(_TONES)).replace("ü", "v")


_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


@memo(limit=1 << 12)
def blur_syllable(syllable: str) -> str:
    """Return a syllable as a speaker hears it who does not tell zh from z, -ng from -n, or n from l."""
    for clear, blurred in _CONFUSED:
        syllable = syllable.replace(clear, blurred)
    return "l" + syllable[1:] if syllable.startswith("n") else syllable

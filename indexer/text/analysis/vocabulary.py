"""The words a process has met, numbered, and what each means: so that a word is understood once, not each time."""

import re
from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis.readings import WordForms, count_positions, find_subwords, read_surface, word_term
from indexer.text.analysis.segmenter import Segmenter, default_segmenter
from indexer.text.analysis.surfaces import fold_surface

MOST_KEPT = 1 << 21
"""Code points of all surfaces that are kept, some 300,000 of them: texts invent new ones without end."""


FORM = re.compile(r"[a-z][a-z0-9]{2,31}")
"""A Latin word as written, in a folded text."""
_LONG = 3
"""Characters from which on a Han word may have shorter ones inside."""
_UNCASED = "\u2e7f"
"""Past this are the scripts without spaces, which have no capitals."""


class Vocabulary:
    """Terms in the order in which they were first met, and the readings of surfaces.

    Attributes:
        terms: By number.
        forms: Latin words as written (``FORM``), by number.
        numbers, form_numbers: The number of each, a new one for a new word.
        segmenter: Cuts Han runs.
    """

    def __init__(self, segmenter: Segmenter | None = None) -> None:
        self.segmenter = segmenter or default_segmenter()
        self.numbers, self.form_numbers = _Numbers(), _Numbers()
        self.terms, self.forms = self.numbers.words, self.form_numbers.words
        self._surfaces = _Surfaces(self)

    def look_up(self, surfaces: Sequence[str]) -> NDArray[np.int32]:
        """Return what is known of each of W surfaces.

        Args:
            surfaces: As ``cut_words`` and ``cut_han`` give them; line ends have no reading.

        Returns:
            int32[W, 6], a row for each: its first reading, how many it has, positions it takes up, its length, its
            first form, how many it has.
        """
        if self._surfaces.size > MOST_KEPT:
            self._surfaces = _Surfaces(self)
        return self._surfaces.look_up(surfaces)

    def readings(self, chosen: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the readings that ``look_up`` pointed at since it was asked last.

        Args:
            chosen: int32[S]. A surface's readings have numbers one after the other, in order of where they begin,
                the longer first.

        Returns:
            int32[S, 4], a row for each: the term's number, where in the surface it begins, its length, and its
            step times two, plus one if it is a part.
        """
        return self._surfaces.readings(chosen)

    def forms_at(self, chosen: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the numbers of forms, int32[F], that ``look_up`` pointed at since it was asked last."""
        return self._surfaces.forms_at(chosen)


class _Numbers(dict[str, int]):
    """Words numbered in the order in which they are first asked for.

    Attributes:
        words: By number.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.words)
        self.words.append(word)
        return number


class _Surfaces(dict[str, int]):
    """Numbers of the surfaces that were met, their rows, readings and forms; all grow as it is asked.

    An array that is looked at cannot grow, so only copies of its rows are given away.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__({"\n": 0})
        self._numbers, self._form_numbers = vocabulary.numbers, vocabulary.form_numbers
        self._subwords = lambda word: find_subwords(word, vocabulary.segmenter)
        self.size = 0
        self._rows = array("i", (0, 0, 0, 1, 0, 0))
        self._readings = array("i")
        self._forms = array("i")

    def __missing__(self, surface: str) -> int:
        if _is_plain(surface):
            self._learn_plain(fold_surface(surface))
        else:
            self._learn(surface, fold_surface(surface))
        self.size += len(surface)
        self[surface] = number = len(self)
        return number

    def _learn_plain(self, word: str) -> None:
        self._rows.extend((len(self._readings) // 4, 1, 1, len(word), *self._learn_forms(word)))
        self._readings.extend((self._numbers[word_term(word)], 0, len(word), 0))

    def _learn(self, surface: str, folded: str) -> None:
        readings = read_surface(folded, lambda start, end: surface[start:end], self._subwords)
        self._rows.extend((len(self._readings) // 4, len(readings), count_positions(readings), len(surface)))
        self._rows.extend(self._learn_forms(folded))
        for term, start, end, step, is_part in sorted(readings, key=_in_order):
            self._readings.extend((self._numbers[term], start, end - start, 2 * step + is_part))

    def _learn_forms(self, folded: str) -> tuple[int, int]:
        """Take in the Latin words in a surface; return where they begin, and how many they are."""
        first, forms = len(self._forms), FORM.findall(folded)
        self._forms.extend(map(self._form_numbers.__getitem__, forms))
        return first, len(forms)

    def look_up(self, surfaces: Sequence[str]) -> NDArray[np.int32]:
        numbers = np.fromiter(map(self.__getitem__, surfaces), dtype=np.int32, count=len(surfaces))
        return _take_rows(self._rows, 6, numbers)

    def readings(self, chosen: NDArray[np.int32]) -> NDArray[np.int32]:
        return _take_rows(self._readings, 4, chosen)

    def forms_at(self, chosen: NDArray[np.int32]) -> NDArray[np.int32]:
        return _take_rows(self._forms, 1, chosen).ravel()


def _is_plain(surface: str) -> bool:
    """Say whether a surface surely has one reading: no compound, camel case, or Han word with shorter ones inside."""
    if not surface.isalnum():
        return False
    if surface.islower() or surface.isupper() or surface.isdigit():
        return True
    return surface.isalpha() and (surface[1:].islower() or (len(surface) < _LONG and surface > _UNCASED))


def _in_order(reading: WordForms) -> tuple[int, int]:
    return reading.start, -reading.end


def _take_rows(values: "array[int]", width: int, numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.asarray(values, dtype=np.int32).reshape(-1, width).take(numbers, axis=0)

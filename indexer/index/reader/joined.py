"""Columns and lists of several parts, joined to what one would have."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from indexer.arrays import Int32s, Int64s, UInt64s
from indexer.index.format.arrays import join_lines
from indexer.index.format.layout import hash_term
from indexer.index.parts.part_reader import PartFacet
from indexer.text.analysis.folding import fold_text
from indexer.text.text_tables import SortedTexts
from indexer.units import PostingCounts


@dataclass(frozen=True, slots=True)
class JoinedFacet:
    """One facet's values by document.

    Attributes:
        names: Each value as most authors write it.
        offsets: int64[N + 1], where each document's values begin.
        values: int32[V], numbers into ``names``.
        owners: int32[V], the document of each value.
    """

    names: list[str]
    offsets: Int64s
    values: Int32s
    owners: Int32s


def join_facets(facets: Sequence[PartFacet], gone: Mapping[str, int]) -> JoinedFacet:
    """Number the values of one facet through.

    Args:
        facets: The same one of each part.
        gone: How often deleted documents spelt values so.
    """
    mapped, spellings = sum_spellings(facets, gone)
    values = [numbers[facet.values] for numbers, facet in zip(mapped, facets, strict=True)]
    names = [min(spelt, key=lambda value: (-spelt[value], value)) for spelt in spellings]
    offsets = join_lines([facet.offsets for facet in facets])
    owners = np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), np.diff(offsets))
    return JoinedFacet(names, offsets, np.concatenate(values), owners)


def sum_spellings(facets: Sequence[PartFacet], gone: Mapping[str, int]) -> tuple[list[Int32s], list[Counter[str]]]:
    """Return the numbers that the values of each part have in all, and how each value is spelt, by how many posts.

    Args:
        facets: As of ``join_facets``.
        gone: As there.
    """
    numbers: dict[str, int] = {}
    spellings: list[Counter[str]] = []
    mapped = []
    for facet in facets:
        own = [numbers.setdefault(fold_text(next(iter(spelt))), len(numbers)) for spelt in facet.spellings]
        spellings += [Counter[str]() for _ in range(len(numbers) - len(spellings))]
        for number, spelt in zip(own, facet.spellings, strict=True):
            spellings[number].update(spelt)
        mapped.append(np.array(own, dtype=np.int32))
    for value, times in gone.items():
        if (number := numbers.get(fold_text(value), -1)) >= 0:
            spellings[number][value] -= times
    return mapped, spellings


def number_translations(keys: UInt64s, languages: JoinedFacet, locales: JoinedFacet) -> Int32s:
    """Number the posts that are one post in several languages: int32[N], -1 for all others.

    Posts that share a key and a language are several: each is found for itself, whatever else has the key.

    Args:
        keys: uint64[N], the same for translations of one post; 0 for what has none or is deleted.
        languages: The facet of languages.
        locales: That of locales: posts in Simplified and in Traditional Chinese are translations of each other, too.
    """
    spoken_in = np.full(len(keys), -1, dtype=np.int32)
    spoken_in[languages.owners] = languages.values
    spoken_in[locales.owners] = len(languages.names) + locales.values
    docs = np.flatnonzero(keys)
    docs = docs[np.lexsort((spoken_in[docs], keys[docs]))]
    differs = (np.diff(keys[docs]) != 0) | (np.diff(spoken_in[docs]) != 0)
    docs = docs[np.append(True, differs)[: len(docs)] & np.append(differs, True)[: len(docs)]]
    _, posts, sizes = np.unique(keys[docs], return_inverse=True, return_counts=True)
    result = np.full(len(keys), -1, dtype=np.int32)
    result[docs] = np.where(sizes > 1, np.arange(len(sizes)), -1)[posts]
    return result


class WordCounts(Sequence[tuple[str, int]]):
    """Words, sorted, each with a count: the pairs of both, in a tenth of the memory of tuples. Immutable.

    Attributes:
        words: The words alone.
    """

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Take pairs, in the order of their words."""
        self._counts = array("I")
        self.words = SortedTexts(self._keep_counts(pairs))

    def _keep_counts(self, pairs: Iterable[tuple[str, int]]) -> Iterator[str]:
        for word, count in pairs:
            self._counts.append(count)
            yield word

    def count_of(self, word: str) -> int:
        """Return the count of a word; 0 where it is none of these."""
        place = self.words.find(word)
        return self._counts[place] if place >= 0 else 0

    def __len__(self) -> int:
        return len(self.words)

    @overload
    def __getitem__(self, at: int) -> tuple[str, int]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[str, int]]: ...
    def __getitem__(self, at: int | slice) -> tuple[str, int] | list[tuple[str, int]]:
        if isinstance(at, slice):
            return list(zip(self.words[at], self._counts[at], strict=True))
        return self.words[at], self._counts[at]

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return zip(self.words, self._counts, strict=True)


def join_counts(lists: Sequence[Iterable[tuple[str, int]]], gone: Mapping[str, int]) -> WordCounts:
    """Add up in how many documents each word of several lists stands, sorted, less what deleted documents had."""
    first, *others = lists
    if not others and not gone:
        return WordCounts(first)
    counted = Counter(dict(first))
    for rows in others:
        counted.update(dict(rows))
    counted.subtract(gone)
    return WordCounts(sorted((word, count) for word, count in counted.items() if count > 0))


def join_sounds(
    lists: Sequence[Sequence[tuple[str, str, int]]],
    count_postings: Callable[[UInt64s], PostingCounts],
    count_lost_names: Callable[[UInt64s], Int64s],
) -> list[tuple[str, str]]:
    """Return the Chinese words of several parts that name something or are said more than once, and their pinyin.

    Args:
        lists: Of each part, words with their pinyin (empty where a later part does not know it), and how many postings
            name something; the first part's pinyin counts.
        count_postings: Return the posting counts of the terms with given keys.
        count_lost_names: Return how many postings that name something absent documents had of them.
    """
    heard = sum_sounds(lists)
    keys = np.fromiter(map(hash_term, heard), dtype=np.uint64, count=len(heard))
    naming = (times for _, times in heard.values())
    names: Int64s = np.fromiter(naming, dtype=np.int64, count=len(heard)) - count_lost_names(keys)
    listed = (count_postings(keys) > (names <= 0)).tolist()
    return [(word, pinyin) for (word, (pinyin, _)), is_in in zip(heard.items(), listed, strict=True) if is_in]


def sum_sounds(lists: Sequence[Sequence[tuple[str, str, int]]]) -> dict[str, tuple[str, int]]:
    """Return the Chinese words of several parts, sorted, with their pinyin and how many postings name something."""
    rows = [row for part in reversed(lists) for row in part]
    heard = {word: pinyin for word, pinyin, _ in rows}
    naming = dict.fromkeys(heard, 0)
    for word, _, times in rows:
        naming[word] += times
    return {word: (heard[word], naming[word]) for word in sorted(heard)}

"""Entries of a glossary by the words that they begin with: cut when a query first needs them, or all before.

::

    UncutEntries    a tuple for each entry         cut letter by letter         what a command asks that answers once
    CutEntries      all entries as bytes           read when they are found     what a server asks
"""

import marshal
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from indexer.cache import BoundedCache
from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.nodes import WordNode
from indexer.search.query.words import WordReader
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import IS_HAN
from indexer.text.lexicon.glossary import Entry
from indexer.text.places import PlacesByText, hash_text

_CACHED = 1 << 10
"""First letters whose entries are kept once read."""


class Synonyms(NamedTuple):
    """Words that mean the same.

    Attributes:
        forms: The words.
        weight: What they count against those typed.
        kind: Where they come from; everyday words stand only for those of the other language, not of their own.
    """

    forms: Entry
    weight: float
    kind: ExpansionKind = ExpansionKind.SYNONYM


class Form(NamedTuple):
    """A form of an entry, cut; a plain tuple of the same where it is read from bytes.

    Attributes:
        key: The first term of each word, which inflected forms share, with spaces.
        has_han: Whether it holds Chinese.
        text: Folded.
        words: Its words, each as the values of its node.
    """

    key: str
    has_han: bool
    text: str
    words: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


class CutSynonyms(NamedTuple):
    """An entry with its forms cut: each key once.

    Attributes:
        synonyms: The entry.
        cut: Its forms.
    """

    synonyms: Synonyms
    cut: Sequence[Form]


class KeyedEntries(NamedTuple):
    """Entries by the keys of their forms.

    Attributes:
        find: Returns the places of those of a key, in their order.
        longest: By the first term of the keys of several, how many terms the longest one has.
        read: Returns the entry at a place.
    """

    find: Callable[[str], Sequence[int]]
    longest: Mapping[str, int]
    read: Callable[[int], CutSynonyms]


class UncutEntries:
    """Entries that are cut when a query first needs them. Safe to be shared by threads."""

    def __init__(self, entries: Iterable[Synonyms], words: WordReader) -> None:
        """Take entries, and what cuts their forms as it does queries."""
        self._every = tuple(entries)
        self._words = words
        self._by_letter = BoundedCache[tuple[str, bool], KeyedEntries](_CACHED)

    @cached_property
    def _places(self) -> Mapping[str, Sequence[int]]:
        """The places of entries by the first letters of their forms."""
        places: dict[str, list[int]] = {}
        for place, entry in enumerate(self._every):
            for letter in dict.fromkeys(map(_first_letter, entry.forms)):
                places.setdefault(letter, []).append(place)
        return places

    def begin_like(self, words: Sequence[WordNode], at: int) -> KeyedEntries:
        """Return the entries by those of their forms that begin with a word's letter.

        Forms that hold Han characters are left out where a query has none: cutting them loads the dictionary.
        """
        has_han = any(not word.text.isascii() and IS_HAN.search(word.text) for word in words)
        return self._by_letter.get((_first_letter(words[at].text), has_han), self._cut_letter)

    def _cut_letter(self, letter_and_has_han: tuple[str, bool]) -> KeyedEntries:
        letter, has_han = letter_and_has_han
        by_key, longest = dict[str, list[int]](), dict[str, int]()
        for place in self._places.get(letter, ()):
            chosen = (form for form in self._every[place].forms if _first_letter(form) == letter)
            forms = (self._words.cut(form) for form in chosen if has_han or not IS_HAN.search(form))
            for key in dict.fromkeys(key_of(words) for words in forms if words):
                by_key.setdefault(key, []).append(place)
                _tell_length(key, longest)
        # Not a method of this object: it would hold itself by what it keeps, until the cyclic collector runs.
        return KeyedEntries(lambda key: by_key.get(key, ()), longest, partial(_cut_at, self._every, self._words))

    def cut_all(self) -> Iterator[CutSynonyms]:
        """Yield all entries, cut."""
        return (_cut(entry, self._words) for entry in self._every)


def _cut_at(entries: Sequence[Synonyms], words: WordReader, place: int) -> CutSynonyms:
    return _cut(entries[place], words)


def _cut(entry: Synonyms, words: WordReader) -> CutSynonyms:
    """Cut the forms of an entry; of several with one key the last is kept, in the place of the first."""
    forms: dict[str, Form] = {}
    for form in entry.forms:
        nodes = words.cut(form)
        if nodes:
            text = nodes[0].text if len(nodes) == 1 else fold_text(form)
            values = tuple([(node.text, node.terms, node.compound_parts) for node in nodes])
            forms[key_of(nodes)] = Form(key_of(nodes), IS_HAN.search(text) is not None, text, values)
    return CutSynonyms(entry, [*forms.values()])


class CutEntries:
    """Entries that all are cut: as bytes, a fifth of their memory, of which what a query needs is soon read."""

    def __init__(self, entries: Iterator[CutSynonyms]) -> None:
        """Take entries; they may be made one by one."""
        written, self._begins = bytearray(), array("I")
        sources, hashes, places, longest = dict[tuple[float, str], int](), array("q"), array("I"), dict[str, int]()
        for place, ((forms, weight, kind), cut) in enumerate(entries):
            source = sources.setdefault((weight, kind.value), len(sources))
            self._begins.append(len(written))
            written += marshal.dumps((source, forms, [*map(tuple, cut)]))
            for form in cut:
                hashes.append(hash_text(form.key))
                places.append(place)
                _tell_length(form.key, longest)
        self._written, self._sources = bytes(written), [(weight, ExpansionKind(kind)) for weight, kind in sources]
        self.keyed = KeyedEntries(PlacesByText(hashes, places).find, longest, self._read)

    def _read(self, place: int) -> CutSynonyms:
        source, forms, cut = marshal.loads(memoryview(self._written)[self._begins[place] :])  # noqa: S302  written above
        return CutSynonyms(Synonyms(forms, *self._sources[source]), cut)


def _tell_length(key: str, longest: dict[str, int]) -> None:
    """Let it be known by its first term how many terms a key has, where these are several."""
    first, *others = key.split(" ")
    if others:
        longest[first] = max(longest.get(first, 0), 1 + len(others))


def _first_letter(text: str) -> str:
    """Return the first letter or digit of a text, folded: that of its first word, whose stem begins with it too."""
    folded = text[:1].lower() if text[:1].isascii() else fold_text(text)
    return folded[0] if folded[:1].isalnum() else next((letter for letter in folded if letter.isalnum()), "")


def key_of(words: Sequence[WordNode]) -> str:
    """Return the key of a form, or of what was typed, by its words; see ``Form``."""
    return " ".join([word.terms[0] for word in words])

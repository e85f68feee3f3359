"""Synonyms and translations: glossary entries, recognised among the words of a query."""

import marshal
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from rapidfuzz.distance import Prefix

from indexer.cache import BoundedCache
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import Node, PhraseNode, WordNode
from indexer.search.query.words import WordReader
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import IS_HAN
from indexer.text.lexicon.glossary import Entry
from indexer.text.places import PlacesByText, hash_text

LONGEST_TERM = 6
"""Words of the longest glossary term that is recognised in a query."""
_CACHED = 1 << 10
"""First letters, and terms of queries, that are kept once read."""

_Choice = Callable[[Iterable[Expansion]], Sequence[Expansion]]


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


class _Keyed(NamedTuple):
    """Entries by the keys of their forms: the first term of each word, which inflected forms share, with spaces.

    Attributes:
        find: Returns those of a key.
        longest: By the first term of the keys of several, how many terms the longest one has.
    """

    find: Callable[[str], Sequence[Synonyms] | None]
    longest: Mapping[str, int]


class _Form(NamedTuple):
    """A form of an entry, cut; a plain tuple of the same where it is read from bytes.

    Attributes:
        key: See ``_Keyed``.
        has_han: Whether it holds Chinese.
        text: Folded.
        words: Its words, each as the values of its node.
    """

    key: str
    has_han: bool
    text: str
    words: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


class Thesaurus:
    """Find glossary terms among the words of a query. Safe to be shared by threads."""

    def __init__(self, entries: Iterable[Synonyms], words: WordReader) -> None:
        """Take entries; each is cut into words when a query first needs it.

        Args:
            entries: Any number.
            words: Cuts the forms as it does queries.
        """
        self._words = words
        self._by_letter = BoundedCache[tuple[str, bool], _Keyed](_CACHED)
        self._expanded = BoundedCache[tuple[WordNode, ...], Sequence[Expansion]](_CACHED)
        self._cut: Mapping[Entry, bytes] = {}
        self._all: _Keyed | None = None
        self._every = tuple(entries)

    @cached_property
    def _entries(self) -> Mapping[str, Sequence[Synonyms]]:
        """The entries by the first letters of their forms; nobody asks for them once all are cut."""
        entries: dict[str, list[Synonyms]] = {}
        for entry in self._every:
            for letter in dict.fromkeys(map(_first_letter, entry.forms)):
                entries.setdefault(letter, []).append(entry)
        return entries

    def prepare(self) -> None:
        """Cut all entries now, each form but once."""
        # As bytes they take a fifth of the memory, and what a query needs is soon read from them.
        self._cut = {
            forms: marshal.dumps([*map(tuple, self._cut_forms(forms))])
            for forms in dict.fromkeys(entry.forms for entry in self._every)
        }
        self._all = _pack_by_keys(
            self._every, ([key for key, *_ in self._find_forms(entry.forms)] for entry in self._every)
        )
        self._words.forget_cut()  # no query has so many words, 2 MB of them, and all that are here are cut now

    def expand(self, words: Sequence[WordNode], choose: _Choice = tuple) -> Iterator[Expansion]:
        """Yield an expansion for each glossary term in a query; of terms that overlap the longest, from the left.

        Args:
            words: Of the query.
            choose: Returns what is left of a term's expansions; where that is nothing, shorter terms are looked for.
        """
        begin, terms, everything = 0, [word.terms[0] for word in words], self._all
        while begin < len(words):
            find, longest = everything or self._read_letter(words, begin)
            chosen: Sequence[Expansion] = ()
            most = min(longest.get(terms[begin], 1), LONGEST_TERM, len(words) - begin)
            for past in range(begin + most, begin, -1):
                known = find(" ".join(terms[begin:past]))
                if known:
                    make = partial(self._make_expansions, known)
                    chosen = choose(self._expanded.get(tuple(words[begin:past]), make))
                if chosen:
                    break
            yield from chosen
            begin += len(chosen[0].covers) if chosen else 1

    def _make_expansions(self, entries: Sequence[Synonyms], covers: tuple[WordNode, ...]) -> Sequence[Expansion]:
        typed, is_han = _key(covers), IS_HAN.search(covers[0].text) is not None
        made = []
        for entry in _spelt_alike(covers, entries) if len(entries) > 1 else entries:
            is_everyday = entry.kind is ExpansionKind.EVERYDAY
            others = tuple(
                [
                    _make_node(text, words)
                    for key, has_han, text, words in self._find_forms(entry.forms)
                    if key != typed and not (is_everyday and has_han == is_han)
                ]
            )
            if others:
                made.append(Expansion(covers, others, entry.kind, entry.weight))
        return made

    def _read_letter(self, words: Sequence[WordNode], at: int) -> _Keyed:
        """Return the entries by those of their forms that begin with a word's letter, as long as not all are cut.

        Forms that hold Han characters are left out where a query has none: cutting them loads the dictionary.
        """
        has_han = any(not word.text.isascii() and IS_HAN.search(word.text) for word in words)
        return self._by_letter.get((_first_letter(words[at].text), has_han), self._cut_letter)

    def _cut_letter(self, letter_and_has_han: tuple[str, bool]) -> _Keyed:
        letter, has_han = letter_and_has_han
        found = []
        for entry in self._entries.get(letter, ()):
            chosen = (form for form in entry.forms if _first_letter(form) == letter)
            forms = [self._words.cut(form) for form in chosen if has_han or not IS_HAN.search(form)]
            found.append((entry, [_key(words) for words in forms if words]))
        return _sort_by_keys(found)

    def _find_forms(self, entry: Entry) -> Sequence[_Form]:
        """Return the forms of an entry: as plain tuples where all are cut."""
        known = self._cut.get(entry)
        return marshal.loads(known) if known else self._cut_forms(entry)  # noqa: S302  written above

    def _cut_forms(self, entry: Entry) -> Sequence[_Form]:
        """Cut the forms of an entry; of several with one key the last is kept, in the place of the first."""
        forms: dict[str, _Form] = {}
        for form in entry:
            words = self._words.cut(form)
            if words:
                text = words[0].text if len(words) == 1 else fold_text(form)
                values = tuple([(word.text, word.terms, word.compound_parts) for word in words])
                forms[_key(words)] = _Form(_key(words), IS_HAN.search(text) is not None, text, values)
        return [*forms.values()]


def _sort_by_keys(entries: Iterable[tuple[Synonyms, Iterable[str]]]) -> _Keyed:
    """Return entries by keys of theirs, given with each."""
    by_key: dict[str, Sequence[Synonyms]] = {}
    longest: dict[str, int] = {}
    for entry, keys in entries:
        alone = (entry,)
        for key in dict.fromkeys(keys):
            known = by_key.get(key)
            by_key[key] = (*known, entry) if known else alone
            _tell_length(key, longest)
    return _Keyed(by_key.get, longest)


def _pack_by_keys(entries: Sequence[Synonyms], keys: Iterable[Iterable[str]]) -> _Keyed:
    """Return the same of many entries, given the keys of each, in a tenth of the memory."""
    longest: dict[str, int] = {}
    hashes, places = array("q"), array("I")
    for place, own in enumerate(keys):
        for key in dict.fromkeys(own):
            hashes.append(hash_text(key))
            places.append(place)
            _tell_length(key, longest)
    find = PlacesByText(hashes, places).find
    return _Keyed(lambda key: [entries[place] for place in find(key)], longest)


def _tell_length(key: str, longest: dict[str, int]) -> None:
    """Let it be known by its first term how many terms a key has, where these are several."""
    first, *others = key.split(" ")
    if others:
        longest[first] = max(longest.get(first, 0), 1 + len(others))


def _spelt_alike(covers: Sequence[WordNode], entries: Sequence[Synonyms]) -> Iterator[Synonyms]:
    """Yield those of several entries that share most first letters with the words typed.

    Inflected forms share a term with words that are others altogether: *terminating* with *terminate*, and *terminal*.
    """
    typed = " ".join(word.text for word in covers)
    alike = [max(Prefix.similarity(typed, fold_text(form)) for form in entry.forms) for entry in entries]
    yield from (entry for entry, letters in zip(entries, alike, strict=True) if letters == max(alike))


def _make_node(text: str, words: Sequence[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> Node:
    """Return what looks for a form: its word, or its words one after the other."""
    nodes = tuple([WordNode(*values) for values in words])
    return nodes[0] if len(nodes) == 1 else PhraseNode(text, nodes)


def _first_letter(text: str) -> str:
    """Return the first letter or digit of a text, folded: that of its first word, whose stem begins with it too."""
    folded = text[:1].lower() if text[:1].isascii() else fold_text(text)
    return folded[0] if folded[:1].isalnum() else next((letter for letter in folded if letter.isalnum()), "")


def _key(words: Sequence[WordNode]) -> str:
    return " ".join([word.terms[0] for word in words])

"""Synonyms and translations: glossary entries, recognised among the words of a query."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

from rapidfuzz.distance import Prefix

from indexer.cache import BoundedCache
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import Node, PhraseNode, WordNode
from indexer.search.query.words import WordReader
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import IS_HAN
from indexer.text.lexicon.glossary import Entry

LONGEST_TERM = 6
"""Words of the longest glossary term that is recognised in a query."""
_CACHED = 1 << 16
"""First letters, and entries, that are kept once read: more than any glossary has."""

_Key = tuple[str, ...]
"""The first term of each word of a form: inflected forms share it."""


_Choice = Callable[[Iterable[Expansion]], Sequence[Expansion]]
_Cut = Callable[[str], Sequence[WordNode]]


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
    """Entries by the keys of those of their forms that begin with a letter.

    Attributes:
        entries: By the keys.
        longest: By the first term of keys, how many terms the longest one has.
    """

    entries: Mapping[_Key, Sequence[Synonyms]]
    longest: Mapping[str, int]


class Thesaurus:
    """Find glossary terms among the words of a query. Safe to be shared by threads."""

    def __init__(self, entries: Iterable[Synonyms], words: WordReader) -> None:
        """Sort entries by the first letters of their forms; each is cut into words when a query first needs it.

        Args:
            entries: Any number.
            words: Cuts the forms as it does queries.
        """
        self._words = words
        self._entries: dict[str, list[Synonyms]] = {}
        self._by_letter = BoundedCache[tuple[str, bool], _Keyed](_CACHED)
        self._nodes = BoundedCache[Entry, Mapping[_Key, Node]](_CACHED)
        for entry in entries:
            for letter in dict.fromkeys(map(_first_letter, entry.forms)):
                self._entries.setdefault(letter, []).append(entry)

    def prepare(self) -> None:
        """Cut all entries now, each form once though it stands in the tables of queries with and without Han."""
        for letter in self._entries:
            cut = cache(self._words.cut)
            for has_han in (False, True):
                self._by_letter.get((letter, has_han), partial(self._read_letter, cut=cut))

    def expand(self, words: Sequence[WordNode], choose: _Choice = tuple) -> Iterator[Expansion]:
        """Yield an expansion for each glossary term in a query; of terms that overlap the longest, from the left.

        Args:
            words: Of the query.
            choose: Returns what is left of a term's expansions; where that is nothing, shorter terms are looked for.
        """
        begin, typed = 0, _key(words)
        has_han = any(not word.text.isascii() and IS_HAN.search(word.text) for word in words)
        while begin < len(words):
            known = self._by_letter.get((_first_letter(words[begin].text), has_han), self._read_letter)
            longest = min(known.longest.get(typed[begin], 0), LONGEST_TERM, len(words) - begin)
            chosen: Sequence[Expansion] = ()
            for past in range(begin + longest, begin, -1):
                entries = known.entries.get(typed[begin:past])
                chosen = choose(self._make_expansions(tuple(words[begin:past]), entries)) if entries else ()
                if chosen:
                    break
            yield from chosen
            begin += len(chosen[0].covers) if chosen else 1

    def _make_expansions(self, covers: tuple[WordNode, ...], entries: Sequence[Synonyms]) -> Iterator[Expansion]:
        for entry in _spelt_alike(covers, entries) if len(entries) > 1 else entries:
            others = tuple(_choose(entry, covers, self._nodes.get(entry.forms, self._read_entry)))
            if others:
                yield Expansion(covers, others, entry.kind, entry.weight)

    def _read_letter(self, letter_and_has_han: tuple[str, bool], cut: _Cut | None = None) -> _Keyed:
        """Return the entries by those of their forms that begin with a letter.

        Forms that hold Han characters are left out where the query has none: cutting them loads the dictionary.
        """
        letter, has_han = letter_and_has_han
        cut = cut or self._words.cut
        found: dict[_Key, list[Synonyms]] = {}
        for entry in self._entries.get(letter, ()):
            chosen = (form for form in entry.forms if _first_letter(form) == letter)
            forms = [cut(form) for form in chosen if has_han or not IS_HAN.search(form)]
            for key in dict.fromkeys(_key(words) for words in forms if words):
                found.setdefault(key, []).append(entry)
        longest: dict[str, int] = {}
        for key in found:
            longest[key[0]] = max(longest.get(key[0], 0), len(key))
        return _Keyed(found, longest)

    def _read_entry(self, entry: Entry) -> Mapping[_Key, Node]:
        """Return the nodes of an entry's forms by their keys."""
        read = [(form, words) for form in entry if (words := self._words.cut(form))]
        return {_key(words): _node(form, words) for form, words in read}


def _spelt_alike(covers: Sequence[WordNode], entries: Sequence[Synonyms]) -> Iterator[Synonyms]:
    """Yield those of several entries that share most first letters with the words typed.

    Inflected forms share a term with words that are others altogether: *terminating* with *terminate*, and *terminal*.
    """
    typed = " ".join(word.text for word in covers)
    alike = [max(Prefix.similarity(typed, fold_text(form)) for form in entry.forms) for entry in entries]
    yield from (entry for entry, letters in zip(entries, alike, strict=True) if letters == max(alike))


def _choose(entry: Synonyms, covers: Sequence[WordNode], nodes: Mapping[_Key, Node]) -> Iterator[Node]:
    """Yield those nodes of an entry that stand for some words of it."""
    typed, is_han = _key(covers), bool(IS_HAN.search(covers[0].text))
    for key, node in nodes.items():
        if key != typed and not (entry.kind is ExpansionKind.EVERYDAY and is_han == bool(IS_HAN.search(node.text))):
            yield node


def _first_letter(text: str) -> str:
    """Return the first letter or digit of a text, folded: that of its first word, whose stem begins with it too."""
    folded = text[:1].lower() if text[:1].isascii() else fold_text(text)
    return folded[0] if folded[:1].isalnum() else next((letter for letter in folded if letter.isalnum()), "")


def _key(words: Sequence[WordNode]) -> _Key:
    return tuple([word.terms[0] for word in words])


def _node(form: str, words: Sequence[WordNode]) -> Node:
    return words[0] if len(words) == 1 else PhraseNode(fold_text(form), tuple(words))

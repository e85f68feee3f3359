"""Dictionaries of OpenCC: entries, and what each becomes; as the tries that their files are, and several as one.

A character takes longer than with OpenCC, and each step looks at all the rest of a text. Most dictionaries have no
entry that begins like anything in a word, and are not asked.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from struct import unpack_from
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

try:
    from marisa_trie import Trie
except ImportError:  # no wheel for this platform
    Trie = None

HAS_TRIES = Trie is not None
"""Whether dictionaries can be read here."""

_MAGIC = b"OPENCC_MARISA_0.2.5"
_FEW = 5000
"""Entries of a dictionary whose beginnings are known. One has ten times as many, some of them in nearly any text."""


class Match(NamedTuple):
    """An entry of a dictionary with which a text begins."""

    key: str
    value: str


class Dictionary(Protocol):
    """Entries, and what each becomes."""

    def __call__(self, text: str) -> Match | None:
        """Return the longest entry with which a text begins."""
        ...

    def narrow(self, text: str) -> "Dictionary | None":
        """Return what of the dictionary is to be asked about stretches of a text; None for nothing at all."""
        ...

    def characters(self) -> dict[str, str]:
        """Return the entries of one character, and what each becomes."""
        ...

    def files(self) -> "Iterator[TrieFile]":
        """Yield the files that it is made of."""
        ...


class Group(NamedTuple):
    """Several dictionaries as one.

    Attributes:
        choose: Returns the entry that counts, see ``match_first`` and ``match_union``.
    """

    members: Sequence[Dictionary]
    choose: Callable[[Sequence[Dictionary], str], Match | None]

    def __call__(self, text: str) -> Match | None:
        """Return the entry that counts."""
        return self.choose(self.members, text)

    def narrow(self, text: str) -> Dictionary | None:
        """Leave out the dictionaries that are not to be asked."""
        members = [narrow for each in self.members if (narrow := each.narrow(text))]
        return Group(members, self.choose) if len(members) > 1 else next(iter(members), None)

    def characters(self) -> dict[str, str]:
        """Return the entries of one character: those of the first dictionary that has any, whichever counts."""
        return {key: value for each in reversed(self.members) for key, value in each.characters().items()}

    def files(self) -> "Iterator[TrieFile]":
        """Yield the files that it is made of."""
        for member in self.members:
            yield from member.files()

    def behind(self, first: Dictionary | None) -> "Group | None":
        """Return the dictionaries that count where another has no entry, if it is that which counts before them."""
        is_first = self.choose is match_first and self.members[0] == first
        return Group(self.members[1:], self.choose) if is_first else None


def match_first(dictionaries: Sequence[Dictionary], text: str) -> Match | None:
    """Return the longest entry of the first of several dictionaries that has any."""
    for each in dictionaries:  # a generator would take longer than the dictionaries
        if found := each(text):
            return found
    return None


def match_union(dictionaries: Sequence[Dictionary], text: str) -> Match | None:
    """Return the longest entry of several dictionaries; of equals that of the first."""
    longest = None
    for each in dictionaries:
        found = each(text)
        if found and (longest is None or len(found.key) > len(longest.key)):
            longest = found
    return longest


def split_segments(dictionary: Callable[[str], Match | None], text: str) -> Iterator[tuple[str, Match | None]]:
    """Yield the entries of a dictionary that a text holds, from the left the longest, and what stands between them.

    Each with its text; no stretch of what stands between begins with an entry.
    """
    at = begin = 0
    while at < len(text):
        found = dictionary(text[at:])
        if found is None:
            at += 1
            continue
        if begin < at:
            yield text[begin:at], None
        yield found.key, found
        begin = at = at + len(found.key)
    if begin < at:
        yield text[begin:at], None


class TrieFile:
    """A dictionary of OpenCC in its own format: keys as a trie, and the values of each, of which the first counts.

    How entries begin is found out where that tells much and is soon done, of few enough of them, once a text of more
    than one character is looked at: whoever only folds characters never waits for it.

    Source:
        OpenCC 1.4, ``MarisaDict.cpp`` and ``SerializedValues.cpp``.
    """

    def __init__(self, content: bytes) -> None:
        """Read a file's content.

        Raises:
            ValueError: It is of another format.
        """
        if not content.startswith(_MAGIC):
            raise ValueError(f"a dictionary of OpenCC begins with {content[:24]!r}, not {_MAGIC!r}; install OpenCC 1.4")
        self._keys = Trie().frombytes(content[len(_MAGIC) :])
        values = content[len(_MAGIC) + len(self._keys.tobytes()) :]
        count, size = unpack_from("<II", values)
        self._values = values[8 : 8 + size]
        self._begins = _first_values(np.frombuffer(values, "<u2", offset=8 + size), count)

    @cached_property
    def _beginning(self) -> re.Pattern[str] | None:
        return _match_beginnings(self._keys.keys()) if 0 < len(self._keys) <= _FEW else None

    def narrow(self, text: str) -> Dictionary | None:
        """Return itself where an entry may be in a text."""
        if len(text) == 1:
            return self if text in self._keys else None
        return self if self._beginning is None or self._beginning.search(text) else None

    def __call__(self, text: str) -> Match | None:
        """Return the longest entry with which a text begins."""
        found = self._keys.prefixes(text)
        if not found:
            return None
        return Match(found[-1], self._value_of(self._keys.key_id(found[-1])))

    def characters(self) -> dict[str, str]:
        """Return the entries of one character."""
        return {key: value for key, value in self.entries() if len(key) == 1}

    def files(self) -> "Iterator[TrieFile]":
        """Yield itself."""
        yield self

    def entries(self) -> Iterator[Match]:
        """Yield all entries."""
        restore_key, values = self._keys.restore_key, self._values
        for number, begin in enumerate(self._begins.tolist()):
            yield Match(restore_key(number), values[begin : values.index(b"\0", begin)].decode())

    def _value_of(self, number: int) -> str:
        begin = int(self._begins[number])
        return self._values[begin : self._values.index(b"\0", begin)].decode()


def _match_beginnings(keys: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern of how keys begin: a character that is one, or two with which longer ones may begin."""
    single, longer = {key for key in keys if len(key) == 1}, [key for key in keys if len(key) > 1]
    either = [_match_any(single)] if single else []
    either += [_match_any({key[0] for key in longer}) + _match_any({key[1] for key in longer})] if longer else []
    return re.compile("|".join(either))


def _match_any(characters: Iterable[str]) -> str:
    """Return a pattern of any of some characters, as ranges: past the first plane each one by itself is compared."""
    codes = sorted(map(ord, characters))
    edges = [at for at in range(1, len(codes)) if codes[at] - codes[at - 1] > 1]
    ranges = zip((0, *edges), (*edges, len(codes)), strict=True)
    # As they are: Python takes three times as long to read numbers.
    written = (f"{re.escape(chr(codes[first]))}-{re.escape(chr(codes[past - 1]))}" for first, past in ranges)
    return f"[{''.join(written)}]"


def _first_values(counts: NDArray[np.uint16], keys: int) -> NDArray[np.uint32]:
    """Return where the first value of each key begins, given how many values each has, and the bytes of each."""
    told, begins, at, begin = counts.tolist(), np.empty(keys, np.uint32), 0, 0
    for key in range(keys):
        begins[key] = begin
        past = at + 1 + told[at]
        begin += sum(told[at + 1 : past])
        at = past
    return begins

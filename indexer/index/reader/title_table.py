"""Titles by what they say, whatever their signs, spaces, capitals and script: which are, or begin with, a text."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from struct import Struct
from typing import NamedTuple

import numpy as np

from indexer.arrays import Doubles, Int32s, Mask

_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])(?:[^\w+#]|_)+(?=[0-9])")
"""Whatever parts two numbers is one sign: ``1.18`` is ``1 18``, and neither ``11.8`` nor ``118``."""
_DROPPED = re.compile(r"(?:[^\w+#.]|_|\.(?![0-9])|(?<![0-9])\.)+|(?<![\w+#])[+#]+|(?<![+#])[+#]++(?=[^\W_])")
"""All but letters, digits, what parts these, and the signs that end a name: ``C++`` and ``C#`` are not ``C``. Signs are
tried together, from the first of them, or a title of thousands would take seconds."""
_HEAD = 16
"""Bytes of a key that are kept: so a title is read only where it is nearly what is looked for."""
_unpack = Struct(">QQ").unpack
"""A head as two numbers, in the order of which heads are."""
_END = b"\0"
"""Fills up a short key; no key has it."""
_LAST = "\U0010ffff"
_MOST = 32
"""Titles that begin alike: a beginning of more of them tells none from the others."""
_FEW = 2
"""Equal titles that are read one by one: where there are more, their end is looked for among all."""


def make_title_key(folded: str) -> str:
    """Return what a folded title says: its letters and numbers. Titles of the same key count as equal."""
    joined = "".join(folded.split())
    return joined if joined.isalpha() else _DROPPED.sub("", _BETWEEN_DIGITS.sub(".", folded))


class Titled(NamedTuple):
    """Documents whose titles begin with a text, or say just that.

    Attributes:
        docs: int32[n], each once.
        shares: float64[n], how much of each title the text is: 1 for all of it.
    """

    docs: Int32s
    shares: Doubles


_NONE = Titled(np.empty(0, np.int32), np.empty(0, np.float64))


class TitleTable:
    """The documents in the order of what their titles say: 20 bytes a document. Immutable."""

    def __init__(self, titles: Sequence[str]) -> None:
        """Sort titles, which are folded; they are held, to be compared."""
        keys = [*map(make_title_key, titles)]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self._titles = titles
        self._docs, self._places = np.array(order, np.int32), range(len(keys))
        self._heads, self._rests = array("Q"), array("Q")
        for doc in order:
            head, rest = _unpack(_cut_head(keys[doc]).ljust(_HEAD, _END))
            self._heads.append(head)
            self._rests.append(rest)

    def find(self, key: str, live: Mask | None = None, *, begun: bool = False) -> Titled:
        """Return the documents whose titles say a text.

        Args:
            key: See ``make_title_key``; nothing is found by an empty one.
            live: bool[N], the documents that may be found; None for all.
            begun: Whether, where there are none, those are found whose titles begin with it, unless they are many.
        """
        head = _cut_head(key)
        first, past = self._find_head(head.ljust(_HEAD, _END))
        is_whole = len(head) == _HEAD or not begun  # of others the head is all that is looked for
        alike = past if is_whole else self._find_head(head.ljust(_HEAD, b"\xff"))[1]
        if not key or first == alike:
            return _NONE
        if len(head) == _HEAD:
            first = bisect_left(self._places, key, first, alike, key=self._key_at)
            if first == alike or not self._key_at(first).startswith(key):
                return _NONE
            past = self._find_past(key, first, alike)
            alike = bisect_right(self._places, key + _LAST, past, alike, key=self._key_at) if begun else past
        docs = _keep_live(self._docs[first:past], live)
        if len(docs) or not begun:
            return Titled(docs, np.ones(len(docs)))
        longer = _keep_live(self._docs[past:alike], live)
        if not 0 < len(longer) <= _MOST:
            return _NONE
        return Titled(longer, np.array([len(key) / len(make_title_key(self._titles[doc])) for doc in longer.tolist()]))

    def _find_past(self, key: str, first: int, end: int) -> int:
        """Return where the keys equal to one end that begin at a place: mostly there, or at the next one."""
        past = first
        while past < min(end, first + _FEW):
            if self._key_at(past) != key:
                return past
            past += 1
        return bisect_right(self._places, key, past, end, key=self._key_at)

    def _find_head(self, head: bytes) -> tuple[int, int]:
        """Return the places of the keys with a head, half-open: of those that would stand there where none has it."""
        number, rest = _unpack(head)
        begin = bisect_left(self._heads, number)
        end = bisect_right(self._heads, number, begin)
        first = bisect_left(self._rests, rest, begin, end)
        return first, bisect_right(self._rests, rest, first, end)

    def _key_at(self, place: int) -> str:
        return make_title_key(self._titles[int(self._docs[place])])


def _keep_live(docs: Int32s, live: Mask | None) -> Int32s:
    return docs if live is None or not len(docs) else docs[live[docs]]


def _cut_head(key: str) -> bytes:
    return key.encode()[:_HEAD]

"""Many texts as one: what a list of strings holds in a fifth of its memory."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import overload

_BLOCK = 64
"""Texts that are looked through for one: where a block begins is found by halving."""


class TextList(Sequence[str]):
    """Texts by their places. Immutable, so safe to be shared by threads.

    Attributes:
        joined: All of them, one after the other, as UTF-8.
        begins: uint32[n + 1], where each begins.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """Copy texts."""
        joined, self.begins = bytearray(), array("I", [0])
        for text in texts:
            joined += _encode(text)
            self.begins.append(len(joined))
        self.joined = bytes(joined)

    def __len__(self) -> int:
        return len(self.begins) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        begins = self.begins
        place = at if at >= 0 else range(len(self))[at]
        return _decode(self.joined[begins[place] : begins[place + 1]])


class SortedTexts(Sequence[str]):
    """Texts in ascending order, each once, none with a line end. Immutable, so safe to be shared by threads.

    Attributes:
        lines: All of them as UTF-8, with a line end before and behind each.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """Copy texts, which are given in order."""
        remaining = iter(texts)
        self._firsts, self._begins, lines, self._size = list[str](), array("I"), bytearray(), 0
        while block := list(islice(remaining, _BLOCK)):
            self._firsts.append(block[0])
            self._begins.append(len(lines))
            lines += _encode("\n" + "\n".join(block))
            self._size += len(block)
        self._begins.append(len(lines))
        self.lines = bytes(lines + b"\n")

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(map(self._read_block, range(len(self._firsts))))

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if not isinstance(at, slice):
            place = range(self._size)[at]
            return self._read_block(place // _BLOCK)[place % _BLOCK]
        begin, end, step = at.indices(self._size)
        if step != 1:
            return [self[place] for place in range(begin, end, step)]
        first = begin // _BLOCK
        read = chain.from_iterable(map(self._read_block, range(first, -(-end // _BLOCK))))
        return list(islice(read, begin - first * _BLOCK, max(end - first * _BLOCK, 0)))

    def find(self, text: str) -> int:
        """Return the place of a text, or -1."""
        block = bisect_right(self._firsts, text) - 1
        if block < 0 or "\n" in text:
            return -1
        begin = self._begins[block]
        at = self.lines.find(_encode(f"\n{text}\n"), begin, self._begins[block + 1] + 1)
        return -1 if at < 0 else block * _BLOCK + self.lines.count(b"\n", begin, at)

    def find_from(self, text: str) -> int:
        """Return the place of the first text that is not less than one; their number where all are."""
        block = bisect_left(self._firsts, text) - 1
        return 0 if block < 0 else block * _BLOCK + bisect_left(self._read_block(block), text)

    def iterate_from(self, text: str) -> Iterator[str]:
        """Yield the texts that are not less than one."""
        place = self.find_from(text)
        blocks = map(self._read_block, range(place // _BLOCK, len(self._firsts)))
        return islice(chain.from_iterable(blocks), place % _BLOCK, None)

    def _read_block(self, block: int) -> list[str]:
        return _decode(self.lines[self._begins[block] + 1 : self._begins[block + 1]]).split("\n")


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")

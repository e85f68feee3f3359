"""Values that one query worked out and the next may need, kept as long as there is room; and columns of one object."""

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import Any, Generic, Self, TypeVar, overload

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class kept_property(Generic[Value]):  # noqa: N801 - it is written as ``property`` is
    """A property that is worked out when it is first asked for, and then kept by its object.

    Unlike ``functools.cached_property``, which takes three times as long in Python 3.11, it takes no lock: two threads
    that ask at once each work it out, and either result will do.
    """

    def __init__(self, make: Callable[[Any], Value]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, holder: None, owner: type) -> Self: ...
    @overload
    def __get__(self, holder: object, owner: type) -> Value: ...
    def __get__(self, holder: object | None, owner: type) -> Self | Value:
        """Return the value; the next time it is found in the object's dictionary before this is asked."""
        if holder is None:
            return self
        value = holder.__dict__[self._name] = self._make(holder)
        return value


class _Absent(Enum):
    """What is found where nothing is kept: None is a value like any other."""

    ABSENT = auto()


_ABSENT = _Absent.ABSENT


class BoundedCache(Generic[Key, Value]):
    """Keep the values used last, about, up to a capacity. Safe to be shared by threads.

    Two threads that miss the same key at once each make its value: making it must change nothing else. The function
    that makes values comes with each call: an object that kept a cache which kept its own method would be a cycle of
    references, and keep its index open until the cyclic collector runs.

    A query asks for some fifty values, most of which are there: so nothing is noted of one that is found among the new
    ones, and room is made for many at once. When the new ones take half of the capacity, they become the old ones, and
    what was old is gone but for what was found there, which became new.

    Source:
        Tarr 2016, "hashlru".
    """

    def __init__(self, capacity: int, size_of: Callable[[Value], int] | None = None) -> None:
        """Make an empty cache.

        Args:
            capacity: What the sizes of all values may add up to.
            size_of: The size of one value, in bytes for example; None counts each as 1.
        """
        self._capacity = capacity
        self._size_of = size_of
        self._new: dict[Key, Value] = {}
        self._old: dict[Key, Value] = {}
        self._new_size = self._old_size = 0
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[Key], Value]) -> Value:
        """Return the value of a key, made now if it is not there."""
        value = self._new.get(key, _ABSENT)
        if value is not _ABSENT:
            return value
        value = self._old.get(key, _ABSENT)
        if value is _ABSENT:
            value = make(key)
        self.keep({key: value})
        return value

    def get_all(self, keys: Sequence[Key], make: Callable[[Sequence[Key]], Iterable[Value]]) -> list[Value]:
        """Return the values of several keys, each once; those that are not there are made now, all together."""
        new, old = self._new, self._old
        found: dict[Key, Value] = {}
        others: dict[Key, Value] = {}
        fresh: list[Key] = []
        for key in keys:
            if key in new:
                found[key] = new[key]
            elif key in old:
                others[key] = old[key]
            else:
                fresh.append(key)
        if fresh:
            others.update(zip(fresh, make(fresh), strict=True))
        if others:
            self.keep(others)
            found.update(others)
        return [found[key] for key in keys]

    def find(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Return the values of those of some keys that are there."""
        new, old = self._new, self._old
        found: dict[Key, Value] = {}
        used_again: dict[Key, Value] = {}
        for key in keys:
            value = new.get(key, _ABSENT)
            if value is _ABSENT:
                value = old.get(key, _ABSENT)
                if value is _ABSENT:
                    continue
                used_again[key] = value
            found[key] = value
        if used_again:
            self.keep(used_again)
        return found

    def keep(self, values: Mapping[Key, Value]) -> None:
        """Put values in; one that is larger than the whole capacity is left out, and so made each time."""
        capacity, size_of = self._capacity, self._size_of
        with self._lock:
            for key, value in values.items():
                size = 1 if size_of is None else size_of(value)
                if size > capacity:
                    continue
                if 2 * (self._new_size + size) > capacity:
                    self._old, self._old_size = self._new, self._new_size
                    self._new, self._new_size = {}, 0
                if self._old_size + self._new_size + size > capacity:
                    self._old, self._old_size = {}, 0
                self._new[key] = value
                self._new_size += size

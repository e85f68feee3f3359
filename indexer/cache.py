"""Values that one query worked out and the next may need, kept as long as there is room."""

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from enum import Enum, auto
from typing import Generic, TypeVar

from cachetools import LRUCache

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class _Absent(Enum):
    """The sentinel for a missing value: None may be a value."""

    ABSENT = auto()


class BoundedCache(Generic[Key, Value]):
    """Keep the most recently used values up to a capacity. Safe to be shared by threads.

    Two threads that miss the same key at once each make its value: making it must change nothing else. The function
    that makes values comes with each call: an object that kept a cache which kept its own method would be a cycle of
    references, and keep its index open until the cyclic collector runs.
    """

    def __init__(self, capacity: int, size_of: Callable[[Value], int] | None = None) -> None:
        """Make an empty cache.

        Args:
            capacity: What the sizes of all values may add up to.
            size_of: The size of one value, in bytes for example; None counts each as 1.
        """
        self._values: LRUCache[Key, Value] = LRUCache(capacity, getsizeof=size_of)
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[Key], Value]) -> Value:
        """Return the value of a key, made now if it is not there."""
        with self._lock:
            known = self._values.get(key, _Absent.ABSENT)
        if known is not _Absent.ABSENT:
            return known
        value = make(key)
        self.keep({key: value})
        return value

    def find(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Return the values of those of some keys that are there."""
        with self._lock:
            return {key: self._values[key] for key in keys if key in self._values}

    def keep(self, values: Mapping[Key, Value]) -> None:
        """Put values in; one that is larger than the whole capacity is left out, and so made each time."""
        with self._lock:
            for key, value in values.items():
                with suppress(ValueError):
                    self._values[key] = value

"""What was worked out for one query and serves the next, for as long as there is room."""

import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Generic, TypeVar

from cachetools import LRUCache

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class ByteBoundedCache(Generic[Key, Value]):
    """Values that take so many bytes in all, the most recently used ones; safe to be shared between threads."""

    def __init__(self, most_bytes: int, size_of: Callable[[Value], int]) -> None:
        self._values: LRUCache[Key, Value] = LRUCache(most_bytes, getsizeof=size_of)
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[Key], Value]) -> Value:
        """Return the value of a key, made now where it is not remembered."""
        with self._lock:
            known = self._values.get(key)
        if known is not None:
            return known
        value = make(key)
        with self._lock, suppress(ValueError):  # larger than everything that may be kept: it is made each time
            self._values[key] = value
        return value

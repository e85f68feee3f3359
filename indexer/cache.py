"""Values that one query worked out and the next may need, kept as long as there is room."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BoundedCache(Generic[Key, Value]):
    """Keep the most recently used values up to a capacity. Safe to be shared by threads.

    Two threads that miss the same key at once each make its value: making it must change nothing else. The function
    that makes values comes with each call: an object that kept a cache which kept its own method would be a cycle of
    references, and keep its index open until the cyclic collector runs.

    A query asks for some fifty values: with the ``LRUCache`` of cachetools that took a tenth of its time.
    """

    def __init__(self, capacity: int, size_of: Callable[[Value], int] | None = None) -> None:
        """Make an empty cache.

        Args:
            capacity: What the sizes of all values may add up to.
            size_of: The size of one value, in bytes for example; None counts each as 1.
        """
        self._capacity = capacity
        self._size_of = size_of
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[Key], Value]) -> Value:
        """Return the value of a key, made now if it is not there."""
        with self._lock:
            known = self._values.get(key)
            if known is not None:
                self._values.move_to_end(key)
                return known[0]
        value = make(key)
        self.keep({key: value})
        return value

    def get_all(self, keys: Sequence[Key], make: Callable[[Sequence[Key]], Iterable[Value]]) -> list[Value]:
        """Return the values of several keys, each once; those that are not there are made now, all together."""
        found = self.find(keys)
        fresh = [key for key in keys if key not in found]
        if fresh:
            made = dict(zip(fresh, make(fresh), strict=True))
            self.keep(made)
            found.update(made)
        return [found[key] for key in keys]

    def find(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Return the values of those of some keys that are there."""
        values, found = self._values, {}
        with self._lock:
            for key in keys:
                known = values.get(key)
                if known is not None:
                    values.move_to_end(key)
                    found[key] = known[0]
        return found

    def keep(self, values: Mapping[Key, Value]) -> None:
        """Put values in; one that is larger than the whole capacity is left out, and so made each time."""
        size_of, kept = self._size_of, self._values
        with self._lock:
            for key, value in values.items():
                size = 1 if size_of is None else size_of(value)
                if size > self._capacity:
                    continue
                before = kept.pop(key, None)
                self._size += size - (before[1] if before else 0)
                kept[key] = value, size
            while self._size > self._capacity:
                _, (_, gone) = kept.popitem(last=False)
                self._size -= gone

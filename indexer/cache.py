"""Values that one query worked out and the next may need, kept as long as there is room; and columns of one object."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
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


class _Kept(Generic[Value]):
    """A value, its size, and whether it was asked for since it was last passed over."""

    __slots__ = ("is_used", "size", "value")

    def __init__(self, value: Value, size: int) -> None:
        self.value, self.size, self.is_used = value, size, False


class BoundedCache(Generic[Key, Value]):
    """Keep the values used last, about, up to a capacity. Safe to be shared by threads.

    Two threads that miss the same key at once each make its value: making it must change nothing else. The function
    that makes values comes with each call: an object that kept a cache which kept its own method would be a cycle of
    references, and keep its index open until the cyclic collector runs.

    A query asks for some fifty values, so whoever finds one only marks it, without the lock. What has to make room is
    the oldest value without a mark; marked ones before it lose theirs, and are as new.

    Source:
        Corbató 1968, "A paging experiment with the Multics system" (second chance).
    """

    def __init__(self, capacity: int, size_of: Callable[[Value], int] | None = None) -> None:
        """Make an empty cache.

        Args:
            capacity: What the sizes of all values may add up to.
            size_of: The size of one value, in bytes for example; None counts each as 1.
        """
        self._capacity = capacity
        self._size_of = size_of
        self._values: OrderedDict[Key, _Kept[Value]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[Key], Value]) -> Value:
        """Return the value of a key, made now if it is not there."""
        known = self._values.get(key)
        if known is not None:
            known.is_used = True
            return known.value
        value = make(key)
        with self._lock:
            self._add(key, value)
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
        look_up, found = self._values.get, {}
        for key in keys:
            known = look_up(key)
            if known is not None:
                known.is_used = True
                found[key] = known.value
        return found

    def keep(self, values: Mapping[Key, Value]) -> None:
        """Put values in; one that is larger than the whole capacity is left out, and so made each time."""
        with self._lock:
            for key, value in values.items():
                self._add(key, value)

    def _add(self, key: Key, value: Value) -> None:
        """Put a value in, having made room for it; whoever calls has the lock."""
        size = 1 if self._size_of is None else self._size_of(value)
        if size > self._capacity:
            return
        before = self._values.pop(key, None)
        self._size += size - (before.size if before else 0)
        while self._size > self._capacity:
            oldest, kept = self._values.popitem(last=False)
            if kept.is_used:
                kept.is_used = False
                self._values[oldest] = kept
            else:
                self._size -= kept.size
        self._values[key] = _Kept(value, size)

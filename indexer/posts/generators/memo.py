"""A small cache of the latest results, beside rules that never change."""

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

_MOST = 1024


class RecentAnswers(dict[K, V]):
    """Answers that can be worked out again at any time.

    Files are listed folder by folder, so the latest answers are those asked for again. Never pickled: a
    copy begins empty.
    """

    def keep(self, key: K, value: V) -> V:
        """Remember an answer, and return it."""
        if len(self) >= _MOST:
            self.clear()
        self[key] = value
        return value

    def __reduce__(self) -> tuple[type["RecentAnswers[K, V]"], tuple[()]]:
        return type(self), ()

"""When visitors may find a post, by the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor
from typing import Self

from indexer.posts.post import Post, SkipReason

ALWAYS, NEVER = -(1 << 63), (1 << 63) - 1
"""Seconds before and behind every date."""
BY_CLOCK = (SkipReason.FUTURE, SkipReason.EXPIRED)
"""Reasons that come and go with time: posts left out for one of these are indexed, and hidden by whoever answers."""


@dataclass(frozen=True, slots=True)
class Period:
    """The time in which visitors may find a post: half-open, in whole seconds since 1970 UTC."""

    begin: int = ALWAYS
    end: int = NEVER

    @classmethod
    def of(cls, post: Post) -> Self:
        """Return a post's period; a fraction of a second makes it shorter, never longer."""
        return cls(_seconds(post.visible_from, ceil, ALWAYS), _seconds(post.visible_until, floor, NEVER))

    def hidden_at(self, moment: float) -> SkipReason | None:
        """Return why a post may not be found at a moment; None where it may."""
        if self.begin > moment:
            return SkipReason.FUTURE
        return SkipReason.EXPIRED if self.end <= moment else None

    def withdraws(self, before: Self, moment: float) -> bool:
        """Tell whether a post may not be found, now or later, at some time at which it might have been.

        Args:
            before: The post's period until now.
            moment: Now.
        """
        begin = max(before.begin, moment)
        return begin < before.end and (self.begin > begin or self.end < before.end)


WHENEVER = Period()


def _seconds(date: datetime | None, round_off: Callable[[float], int], otherwise: int) -> int:
    return otherwise if date is None else round_off(date.timestamp())

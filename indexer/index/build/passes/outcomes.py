"""Outcomes of reading posts: an address, or why there is none; and the problems found."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int64s, Mask, UInt64s
from indexer.index.build.sources import REFUSED, reason_code, reason_of
from indexer.index.format.string_table import StringTable, encode_texts, take_text
from indexer.posts.period import BY_CLOCK, WHENEVER, Period
from indexer.posts.post import Problem, SkipReason


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of reading one file or post.

    Attributes:
        url: Of the post; None when there is none.
        left_out: Why it is not searchable, on purpose; None when it is, or was refused. A post that is only hidden for
            now has an address all the same.
        digest: Of the file's content, see ``digest_file``.
        period: When visitors may find the post.
    """

    id: str
    url: str | None = None
    left_out: SkipReason | None = None
    problems: tuple[Problem, ...] = ()
    digest: int = 0
    period: Period = WHENEVER


_IS_VISIBLE = 0
"""In place of a reason: a post. Further above: one that is hidden for now, for a reason of ``BY_CLOCK``."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Outcomes of a batch in columns: a site has too many files for an object each.

    Attributes:
        codes: int8[n], at least 0 for posts; below that why it is none, see ``reason_code``.
        urls: Of each; empty for what is no post.
        digests: uint64[n].
        periods: int64[n, 2], see ``Period``.
        problems: By the places of the few files that have some.
    """

    codes: NDArray[np.int8]
    urls: StringTable
    digests: UInt64s
    periods: Int64s
    problems: Mapping[int, tuple[Problem, ...]]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "Outcomes":
        """Make columns."""
        return cls(
            np.array([_code_of(outcome) for outcome in outcomes], dtype=np.int8),
            encode_texts([outcome.url or "" for outcome in outcomes]),
            np.array([outcome.digest for outcome in outcomes], dtype=np.uint64),
            np.array([(each.period.begin, each.period.end) for each in outcomes], dtype=np.int64).reshape(-1, 2),
            {at: outcome.problems for at, outcome in enumerate(outcomes) if outcome.problems},
        )

    def outcome(self, at: int, post_id: str) -> Outcome:
        """Return the outcome of one file, whose id is given."""
        code = int(self.codes[at])
        return Outcome(
            post_id,
            take_text(self.urls, at) if code >= _IS_VISIBLE else None,
            _reason_of(code),
            self.problems.get(at, ()),
            int(self.digests[at]),
            Period(*self.periods[at].tolist()),
        )

    @property
    def are_posts(self) -> Mask:
        """Mask of the posts, those that are hidden for now among them: bool[n]."""
        are_posts: Mask = self.codes >= _IS_VISIBLE
        return are_posts


def _code_of(outcome: Outcome) -> int:
    if outcome.url is not None:
        return _IS_VISIBLE if outcome.left_out is None else _IS_VISIBLE + 1 + BY_CLOCK.index(outcome.left_out)
    return reason_code(outcome.left_out) if outcome.left_out else REFUSED


def _reason_of(code: int) -> SkipReason | None:
    if code > _IS_VISIBLE:
        return BY_CLOCK[code - _IS_VISIBLE - 1]
    return reason_of(code) if code < REFUSED else None


class OutcomesById(Mapping[str, Outcome]):
    """Outcomes of posts by their ids; each is made from columns when it is looked up."""

    def __init__(
        self, batches: Sequence[tuple[Sequence[str], Outcomes]], corrected: Mapping[str, Outcome] | None = None
    ) -> None:
        """Join batches.

        Args:
            batches: The ids of each, and their outcomes; every id once.
            corrected: What came of some posts in the end.
        """
        self._batches = batches
        self._corrected = corrected or {}
        self._firsts = [0, *accumulate(len(ids) for ids, _ in batches)]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {post_id: at for at, post_id in enumerate(post_id for ids, _ in self._batches for post_id in ids)}

    def __getitem__(self, post_id: str) -> Outcome:
        if post_id in self._corrected:
            return self._corrected[post_id]
        place = self._places[post_id]
        batch = bisect_right(self._firsts, place) - 1
        return self._batches[batch][1].outcome(place - self._firsts[batch], post_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return self._firsts[-1]

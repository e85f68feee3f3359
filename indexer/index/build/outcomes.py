"""Outcomes of reading posts: an address, or why there is none; and the problems found."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from indexer.index.build.sources import NEVER, REFUSED, reason_code, reason_of
from indexer.index.format.layout import Int64s, UInt64s
from indexer.index.format.string_table import StringTable, encode_texts, take_text
from indexer.posts.post import Problem, SkipReason


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of reading one file or post.

    Attributes:
        url: Of the post; None when there is none.
        left_out: Why it is not searchable, on purpose; None when it is, or was refused.
        digest: Of the file's content, see ``digest_file``.
        until: Seconds since 1970 from when on something else comes of the same file.
    """

    id: str
    url: str | None = None
    left_out: SkipReason | None = None
    problems: tuple[Problem, ...] = ()
    digest: int = 0
    until: int = NEVER


IS_POST = 0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Outcomes of a batch in columns: a site has too many files for an object each.

    Attributes:
        codes: int8[n], ``IS_POST``, or why it is none, see ``reason_code``.
        urls: Of each; empty for what is no post.
        digests, untils: uint64[n], int64[n].
        problems: By the places of the few files that have some.
    """

    codes: NDArray[np.int8]
    urls: StringTable
    digests: UInt64s
    untils: Int64s
    problems: Mapping[int, tuple[Problem, ...]]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "Outcomes":
        """Make columns."""
        return cls(
            np.array([_code_of(outcome) for outcome in outcomes], dtype=np.int8),
            encode_texts([outcome.url or "" for outcome in outcomes]),
            np.array([outcome.digest for outcome in outcomes], dtype=np.uint64),
            np.array([outcome.until for outcome in outcomes], dtype=np.int64),
            {at: outcome.problems for at, outcome in enumerate(outcomes) if outcome.problems},
        )

    def outcome(self, at: int, post_id: str) -> Outcome:
        """Return the outcome of one file, whose id is given."""
        code = int(self.codes[at])
        return Outcome(
            post_id,
            take_text(self.urls, at) if code == IS_POST else None,
            reason_of(code) if code < REFUSED else None,
            self.problems.get(at, ()),
            int(self.digests[at]),
            int(self.untils[at]),
        )


def _code_of(outcome: Outcome) -> int:
    if outcome.left_out:
        return reason_code(outcome.left_out)
    return REFUSED if outcome.url is None else IS_POST


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

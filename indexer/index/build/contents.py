"""What a new generation says about itself."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import numpy as np

from indexer.index.build.site_info import SiteInfo
from indexer.index.generations.contents import Contents
from indexer.index.reader.index_reader import IndexReader
from indexer.posts.period import BY_CLOCK

_BY_CLOCK = frozenset(reason.value for reason in BY_CLOCK)


class Absent(NamedTuple):
    """Counts of files that are not searchable.

    Attributes:
        left_out: On purpose, by reason.
        refused: Because they could not be read.
    """

    left_out: Mapping[str, int]
    refused: int


def describe_index(
    index: IndexReader,
    info: SiteInfo,
    now: datetime,
    begin: float,
    absent: Absent,
    *,
    hide_when: Iterable[str] = (),
) -> Contents:
    """Return what a new generation says about itself.

    Args:
        index: Its documents as they are visible now.
        info: What is said of all posts.
        now: When it was built.
        begin: When that began, in seconds of the monotonic clock.
        absent: Files that are not searchable; those that only the clock hides are counted here.
        hide_when: The rules by which the site's owner hid posts.
    """
    hidden = index.documents.count_hidden(now.timestamp())
    return Contents(
        site=info.folder,
        built=now,
        posts=index.num_docs,
        languages=count_languages(index),
        terms=index.count_living_terms(),
        site_name=info.name,
        base_url=info.base_url,
        left_out=dict(Counter(without_clock(absent.left_out) | hidden).most_common()),
        refused=absent.refused,
        seconds=round(time.monotonic() - begin, 3),
        hide_when=tuple(hide_when),
    )


def without_clock(left_out: Mapping[str, int]) -> dict[str, int]:
    """Return how many files were left out for each reason but those that depend on the clock."""
    return {reason: count for reason, count in left_out.items() if reason not in _BY_CLOCK}


def count_documents(contents: Contents) -> int:
    """Return how many posts an index holds, those among them that the clock hid when it was built."""
    return contents.posts + sum(count for reason, count in contents.left_out.items() if reason in _BY_CLOCK)


def count_languages(index: IndexReader) -> dict[str, int]:
    """Return how many of the posts that may be found now are in each language, in the order of their names."""
    facet = index.languages
    values = facet.values if index.live is None else facet.values[index.live[facet.owners]]
    counts = np.bincount(values, minlength=len(facet.names)).tolist()
    return {name: count for name, count in sorted(zip(facet.names, counts, strict=True)) if count}

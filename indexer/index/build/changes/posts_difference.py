"""Posts that a program gives against those of an index -> what was added, changed and removed. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from indexer.errors import UsageError
from indexer.index.build.changes.difference import find_withdrawn
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.passes.post_store import PostStore
from indexer.index.build.sources import Sources
from indexer.index.format.layout import Int64s
from indexer.index.reader.documents import Documents


@dataclass(frozen=True, slots=True)
class PostsDifference:
    """The difference between posts and those of an index.

    Attributes:
        ids: Of the posts that there are now.
        places: int64[n], of each among the sources of the index; -1 for new ones.
        changed: Those that are new or were changed, by their places in ``ids``.
        withdrawn: Documents of what is removed.
        replaced: Documents of what is changed, by the ids of the posts.
        gone: How many are removed, those that were refused too.
    """

    ids: Sequence[str]
    places: Int64s
    changed: Sequence[int]
    withdrawn: Sequence[int]
    replaced: Mapping[str, int]
    gone: int

    @property
    def dead(self) -> list[int]:
        """Documents of what is changed or removed."""
        return [*self.withdrawn, *self.replaced.values()]

    def find_withdrawn(self, outcomes: Mapping[str, Outcome], documents: Documents, now: datetime) -> list[int]:
        """Return the documents of what is removed, was refused this time, or may not be found any more.

        Args:
            outcomes: Of the posts that were read.
            documents: Of the index.
            now: The time of the build, aware.
        """
        replaced = {doc: outcomes[post_id] for post_id, doc in self.replaced.items()}
        return [*self.withdrawn, *find_withdrawn(replaced, documents, now)]

    def upon(self, sources: Sources) -> "PostsDifference":
        """Return how the same posts differ from a generation that does not hold the withdrawn ones."""
        places, docs = sources.find(self.ids), sources.docs
        at = {post_id: place for post_id, place in zip(self.ids, places.tolist(), strict=True) if place >= 0}
        replaced = {post_id: int(docs[at[post_id]]) for post_id in self.replaced if post_id in at}
        return replace(self, places=places, withdrawn=(), replaced=replaced)


def compare_posts(sources: Sources, store: PostStore, remove: Collection[str]) -> PostsDifference:
    """Find what changes.

    Raises:
        UsageError: A post is both given and to be removed.
    """
    if both := set(remove) & store.digests.keys():
        raise UsageError(f"{min(both)}: is given and is to be removed; ask for one of these")
    before, docs = sources.ids, sources.docs
    removed = {place for place in sources.find([*dict.fromkeys(remove)]).tolist() if place >= 0}
    given = dict(zip(store.stored, sources.find(store.stored).tolist(), strict=True))
    names = {place: post_id for post_id, place in given.items()}  # what was not searchable has no name in the table
    kept = [place for place in range(len(before)) if place not in removed]
    fresh = [post_id for post_id, place in given.items() if place < 0]
    ids = [*(names.get(place, before[place]) for place in kept), *fresh]
    places = np.array([*kept, *[-1] * len(fresh)], dtype=np.int64)
    at = {post_id: number for number, post_id in enumerate(ids)}
    gone = [int(docs[place]) for place in removed if docs[place] >= 0]
    replaced = {post_id: int(docs[place]) for post_id, place in given.items() if place >= 0 and docs[place] >= 0}
    return PostsDifference(ids, places, [at[post_id] for post_id in store.stored], gone, replaced, len(removed))

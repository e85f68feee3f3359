"""Files of a site, or posts that a program gives, that are new, changed or gone since the index was built."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, TypeVar

import numpy as np

from indexer.arrays import Int64s
from indexer.errors import UsageError
from indexer.index.build.job import SiteJob
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.passes.post_store import PostStore
from indexer.index.build.sources import REFUSED, SourceRow, Sources, digest_file, reason_code, settle
from indexer.index.reader.documents import Documents
from indexer.posts.period import Period
from indexer.posts.source_file import SourceFile

MOST_TOUCHED = 256
"""Files that are compared by content at each update rather than be a reason to publish."""
_UNKNOWN = SourceRow("", 0, 0, 0, 0, REFUSED)


Changed = TypeVar("Changed")
"""A file that may have changed; of a post that a program gives its id."""


@dataclass(frozen=True, slots=True)
class Difference(Generic[Changed]):
    """Files, or posts that a program gives, that are new, changed or gone since the index was built.

    Attributes:
        ids: Of those that there are now.
        places: int64[n], of each among the sources of the index; -1 for new ones.
        changed: Those that are new, whose content changed, or that may be read otherwise by now; by their places in
            ``ids``.
        replaced: Documents of what changed, by the same places.
        gone: How many of the index are no longer there.
        withdrawn: Documents of what is gone.
        touched: New rows of files of which only size or times differ, by the same places.
    """

    ids: Sequence[str]
    places: Int64s
    changed: Mapping[int, Changed]
    replaced: Mapping[int, int]
    gone: int
    withdrawn: tuple[int, ...]
    touched: Mapping[int, SourceRow] = field(default_factory=dict)

    @property
    def dead(self) -> list[int]:
        """Documents of what changed or is gone."""
        return [*self.withdrawn, *self.replaced.values()]

    @property
    def requires_publishing(self) -> bool:
        """Whether there is something to publish even if every file that was read ends as it did before."""
        return self.gone > 0 or len(self.touched) > MOST_TOUCHED

    def find_withdrawn(self, outcomes: Mapping[str, Outcome], documents: Documents, now: datetime) -> list[int]:
        """Return the documents of what is gone, and of what may not be found any more, or not whenever it might.

        Args:
            outcomes: Of what was read.
            documents: Of the index.
            now: The time of the build, aware.
        """
        replaced = ((doc, outcomes[self.ids[at]]) for at, doc in self.replaced.items())
        hidden = (
            doc for doc, outcome in replaced if outcome.url is None or shows_less(documents, doc, outcome.period, now)
        )
        return [*self.withdrawn, *hidden]

    def upon(self, sources: Sources) -> "Difference[Changed]":
        """Return how the same differs from a generation that does not hold what is withdrawn, made of some sources."""
        places, docs = sources.find(self.ids), sources.docs
        known = {at: int(docs[places[at]]) for at in self.replaced if places[at] >= 0}
        # The copy numbers its documents anew, so the rows of files that were only touched must follow.
        touched = {at: replace(row, doc=int(docs[places[at]])) for at, row in self.touched.items()}
        return replace(self, places=places, touched=touched, gone=0, replaced=known, withdrawn=())

    def count_new(self, sources: Sources, outcomes: Mapping[str, Outcome]) -> int:
        """Count what was read and is not skipped or refused for the same reason as before.

        Args:
            sources: What was.
            outcomes: Of what was read.
        """
        ends = ((int(self.places[at]), outcomes[self.ids[at]]) for at in self.changed)
        return sum(not _ends_as_before(sources, *each) for each in ends)


def shows_less(documents: Documents, doc: int, period: Period, now: datetime) -> bool:
    """Tell whether a post's new period ends earlier or begins later than its document's, from now on."""
    return period.withdraws(documents.period_of(doc), now.timestamp())


def _ends_as_before(sources: Sources, place: int, outcome: Outcome) -> bool:
    """Tell whether a file with the same content was skipped or refused before, for the same reason."""
    code = reason_code(outcome.left_out) if outcome.left_out else REFUSED
    if place < 0 or outcome.url is not None:
        return False
    row = sources.row(place)
    return (row.digest, row.doc) == (outcome.digest, code)


def compare_files(sources: Sources, job: SiteJob) -> Difference[SourceFile]:
    """Compare files with the table of an index: by size and times first, and only where these differ by content."""
    found = job.listing
    by_times = job.rules.uses_file_times
    places = sources.find(found.ids)
    docs, changed, touched, replaced = sources.docs, {}, {}, {}
    gone = np.delete(docs, places[places >= 0])
    for at in np.flatnonzero(sources.may_differ(found, places)).tolist():
        file, place = found[at], int(places[at])
        known = sources.row(place) if place >= 0 else _UNKNOWN
        if known.digest and known.doc != REFUSED and not by_times and digest_file(file) == known.digest:
            ctime = settle(file.ctime_ns, job.listed)
            row = replace(known, id=file.id, size=file.size, mtime=file.mtime_ns, ctime=ctime)
            if not sources.has(place, row):  # it may be the same, as long as the file's last change is not settled
                touched[at] = row
        else:
            changed[at] = file
            if known.doc >= 0:
                replaced[at] = known.doc
    return Difference(found.ids, places, changed, replaced, len(gone), tuple(gone[gone >= 0].tolist()), touched)


def compare_posts(sources: Sources, store: PostStore, remove: Collection[str]) -> Difference[str]:
    """Compare posts that a program gives with the table of an index: all others stay, but for those to be removed.

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
    gone = tuple(int(docs[place]) for place in removed if docs[place] >= 0)
    replaced = {at[post_id]: int(docs[place]) for post_id, place in given.items() if place >= 0 and docs[place] >= 0}
    return Difference(ids, places, {at[post_id]: post_id for post_id in given}, replaced, len(removed), gone)

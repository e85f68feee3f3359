"""Files of a site that are new, changed or gone since its index was built."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from indexer.index.build.job import SiteJob
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.sources import REFUSED, SourceRow, Sources, digest_file, reason_code, settle
from indexer.index.format.layout import Int64s
from indexer.index.reader.documents import Documents
from indexer.posts.period import Period
from indexer.posts.source_file import SourceFile

MOST_TOUCHED = 256
"""Files that are compared by content at each update rather than be a reason to publish."""
_UNKNOWN = SourceRow("", 0, 0, 0, 0, REFUSED)


@dataclass(frozen=True, slots=True)
class Difference:
    """Files that are new, changed or gone since the index was built.

    Attributes:
        places: int64[files], the place of each file found among the sources; -1 for new ones.
        changed: Files that are new, whose content changed, or that may be read otherwise by now; by their places among
            those found.
        touched: New rows of files of which only size or times differ, by the same places.
        gone: How many files of the index are no longer there.
        replaced: Documents of what changed, by the places of the files among those found.
        withdrawn: Documents of what is gone.
    """

    places: Int64s
    changed: Mapping[int, SourceFile]
    touched: Mapping[int, SourceRow]
    gone: int
    replaced: Mapping[int, int]
    withdrawn: tuple[int, ...]

    @property
    def dead(self) -> list[int]:
        """Documents of what changed or is gone."""
        return [*self.withdrawn, *self.replaced.values()]

    @property
    def requires_publishing(self) -> bool:
        """Whether there is something to publish even if every file that was read ends as it did before."""
        return self.gone > 0 or len(self.touched) > MOST_TOUCHED

    def find_withdrawn(self, outcomes: Mapping[str, Outcome], documents: Documents, now: datetime) -> list[int]:
        """Return the documents of what is gone, and of what visitors may not find any more.

        Args:
            outcomes: Of the files that were read.
            documents: Of the index.
            now: The time of the build, aware.
        """
        replaced = {doc: outcomes[self.changed[at].id] for at, doc in self.replaced.items()}
        return [*self.withdrawn, *find_withdrawn(replaced, documents, now)]

    def upon(self, sources: Sources, ids: Sequence[str]) -> "Difference":
        """Return how the same files differ from a generation that does not hold the withdrawn posts.

        Args:
            sources: What that was made of.
            ids: Of the files found.
        """
        places, docs = sources.find(ids), sources.docs
        known = {at: int(docs[places[at]]) for at in self.replaced if places[at] >= 0}
        # The copy numbers its documents anew, so the rows of files that were only touched must follow.
        touched = {at: replace(row, doc=int(docs[places[at]])) for at, row in self.touched.items()}
        return replace(self, places=places, touched=touched, gone=0, replaced=known, withdrawn=())

    def count_new(self, sources: Sources, outcomes: Mapping[str, Outcome]) -> int:
        """Count the files that were read and are not skipped or refused for the same reason as before.

        Args:
            sources: What was.
            outcomes: Of the files that were read.
        """
        return sum(
            not _ends_as_before(sources, int(self.places[at]), outcomes[file.id]) for at, file in self.changed.items()
        )


def find_withdrawn(replaced: Mapping[int, Outcome], documents: Documents, now: datetime) -> Iterator[int]:
    """Yield the documents of changed posts that may not be found any more, or not at every time at which they might.

    Args:
        replaced: What became of the posts, by the documents there are of them.
        documents: Of the index.
        now: The time of the build, aware.
    """
    for doc, outcome in replaced.items():
        if outcome.url is None or shows_less(documents, doc, outcome.period, now):
            yield doc


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


def compare(sources: Sources, job: SiteJob) -> Difference:
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
    return Difference(places, changed, touched, len(gone), replaced, tuple(gone[gone >= 0].tolist()))

"""How a site differs from what its index was made of."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indexer.index.build import Job
from indexer.index.layout import Mask
from indexer.index.reading import Outcome
from indexer.index.sources import REFUSED, SourceRow, Sources, digest_file, reason_code
from indexer.posts.files import SourceFile
from indexer.posts.site import reads_file_times

MOST_TOUCHED = 256
"""Files that are compared by content at each update rather than be a reason to publish."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What may have to be done.

    Attributes:
        changed: Files that are new, whose content changed, or of which something else may come by now.
        touched: Rows of files of which only the times are others.
        gone: bool[rows of the sources].
        dead: Documents of what changed or is gone.
    """

    changed: tuple[SourceFile, ...]
    touched: tuple[SourceRow, ...]
    gone: Mask
    dead: tuple[int, ...]

    def alters(self, sources: Sources, outcomes: Mapping[str, Outcome]) -> bool:
        """Say whether there is anything to publish.

        Args:
            sources: What was.
            outcomes: Of the files that were read.
        """
        settled = (_came_again(sources, file, outcomes[file.id]) for file in self.changed)
        return len(self.touched) > MOST_TOUCHED or bool(self.gone.any()) or not all(settled)


def _came_again(sources: Sources, file: SourceFile, outcome: Outcome) -> bool:
    """Say whether the same file came to nothing before, for the same reason."""
    row = sources.row_of(file.id)
    code = reason_code(outcome.left_out) if outcome.left_out else REFUSED
    return row is not None and outcome.url is None and row[:2] == (outcome.digest, code)


def compare(sources: Sources, job: Job) -> Difference:
    """Find what changed: by size and times first, and only where these differ by content."""
    now, found = job.now.timestamp(), job.sources
    doubtful, gone = sources.compare(found, now)
    by_times = reads_file_times(job.rules)
    changed, touched = [], []
    dead = sources.docs[gone].tolist()
    for file in (found[at] for at in np.flatnonzero(doubtful).tolist()):
        row = sources.row_of(file.id)
        if row and row[0] and row[2] > now and not by_times and digest_file(file) == row[0]:
            touched.append(SourceRow(file.id, file.size, file.mtime_ns, file.ctime_ns, *row))
        else:
            changed.append(file)
            dead += [row[1]] if row else []
    return Difference(tuple(changed), tuple(touched), gone, tuple(doc for doc in dead if doc >= 0))

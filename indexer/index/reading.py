"""One file of a site -> the entry that is indexed of it: the part of a build that is done in workers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from indexer.index.entry import Entry, make_entry
from indexer.posts.encoding import FALLBACKS
from indexer.posts.files import SourceFile
from indexer.posts.generators.base import Rules
from indexer.posts.post import Admission, LeftOut, Post, Problem, Reading, Reason
from indexer.posts.read import read_post
from indexer.text.analyzer import Analyzer
from indexer.text.compose import make_document
from indexer.text.segmenter import segmenter_for


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file.

    Attributes:
        entry: What is indexed of it; None when it was left out or refused.
        left_out: Why it is not searchable, on purpose; None when it is, or was refused.
    """

    id: str
    entry: Entry | None = None
    left_out: Reason | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the files of one site are read; small, and sent to each worker once.

    Attributes:
        now: Aware; what counts as the future.
        taught: Words the segmenter is taught besides those that ship.
    """

    rules: Rules
    now: datetime
    admission: Admission
    fallbacks: tuple[str, ...] = FALLBACKS
    taught: tuple[str, ...] = ()

    def __call__(self) -> Callable[[SourceFile], Outcome]:
        """Load dictionaries, and return what reads a file."""
        analyzer = Analyzer(segmenter_for(self.taught))
        return lambda source: self._read(source, analyzer)

    def _read(self, source: SourceFile, analyzer: Analyzer) -> Outcome:
        reading = read_post(source, self.rules, self.now, self.admission, self.fallbacks)
        if isinstance(reading.outcome, Post):
            document = make_document(reading.outcome, analyzer)
            return Outcome(source.id, make_entry(document, self.rules.time_zone), problems=reading.problems)
        return outcome_without_post(reading)


def outcome_without_post(reading: Reading) -> Outcome:
    """Say what came of a file that is no post to be found."""
    left_out = reading.outcome.reason if isinstance(reading.outcome, LeftOut) else None
    return Outcome(reading.id, None, left_out, reading.problems)

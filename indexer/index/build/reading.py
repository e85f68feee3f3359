"""The part of a build that is done in workers: files -> documents -> parts, a batch at a time.

A site is read in two passes, because its words can only be cut once all its posts have said what they call things:
the first reads and parses every file and lays the documents by, the second cuts them into words and turns them round.
"""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.index.build.sources import NEVER, REFUSED, digest_of, reason_code, reason_of
from indexer.index.build.survey import Findings, look_at
from indexer.index.format.layout import Int64s, UInt64s, hash_term
from indexer.index.format.string_table import StringTable, encode_texts, take_text
from indexer.index.parts.part import Hashes, make_part
from indexer.index.parts.spool import SpooledPart, spool
from indexer.posts.encoding import FALLBACKS
from indexer.posts.files import SourceFile, read_source
from indexer.posts.generators.base import Rules
from indexer.posts.post import IncludePolicy, Post, Problem, Skipped, SkipReason
from indexer.posts.read import read_post
from indexer.text.analysis.segmenter import segmenter_for
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.compose import compose_document
from indexer.text.document import Document

MOST_TERMS = 1 << 19
"""Terms, and forms, that a worker remembers: what bounds its memory."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file.

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


_POST = 0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of the files of a batch, in columns: a site has too many for an object each.

    Attributes:
        codes: int8[n], ``_POST``, or why it is none, see ``reason_code``.
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
        """Return what came of one file, whose id is given."""
        code = int(self.codes[at])
        return Outcome(
            post_id,
            take_text(self.urls, at) if code == _POST else None,
            reason_of(code) if code < REFUSED else None,
            self.problems.get(at, ()),
            int(self.digests[at]),
            int(self.untils[at]),
        )


def _code_of(outcome: Outcome) -> int:
    if outcome.left_out:
        return reason_code(outcome.left_out)
    return REFUSED if outcome.url is None else _POST


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """What came of a batch of files.

    Attributes:
        files: The ids of all, in their order.
        outcomes: One for each.
        path: Where the documents of those that are posts lie, in the same order.
        findings: What they call things.
    """

    files: tuple[str, ...]
    outcomes: Outcomes
    path: Path
    findings: Findings

    @property
    def ids(self) -> list[str]:
        """The ids of those that are posts."""
        return [self.files[at] for at in np.flatnonzero(self.outcomes.codes == _POST).tolist()]

    @property
    def posts(self) -> int:
        """How many are posts."""
        return int((self.outcomes.codes == _POST).sum())


@dataclass(slots=True)
class _Digesting:
    """Reads a file once, for its digest and for its post."""

    digest: int = 0

    def __call__(self, source: SourceFile) -> bytes:
        data = read_source(source)
        self.digest = digest_of(data)
        return data


@dataclass(frozen=True, slots=True)
class BatchReader:
    """How the files of one site are read; small, and sent to each worker once.

    Attributes:
        now: Aware; what counts as the future.
        folder: Where documents are laid by.
    """

    rules: Rules
    now: datetime
    admission: IncludePolicy
    folder: Path
    fallbacks: tuple[str, ...] = FALLBACKS

    def __call__(self) -> Callable[[Sequence[SourceFile]], ReadBatch]:
        """Return what reads a batch."""
        return self.read

    def read(self, batch: Sequence[SourceFile]) -> ReadBatch:
        """Read a batch of files, and lay the documents by."""
        outcomes, documents = [], []
        for source in batch:
            read_bytes = _Digesting()
            reading = read_post(source, self.rules, self.now, self.admission, self.fallbacks, read_bytes=read_bytes)
            url = left_out = None
            if isinstance(reading.outcome, Post):
                documents.append(compose_document(reading.outcome))
                url = reading.outcome.url
            elif isinstance(reading.outcome, Skipped):
                left_out = reading.outcome.reason
            until = NEVER if reading.until is None else int(reading.until.timestamp())
            outcomes.append(Outcome(reading.id, url, left_out, reading.problems, read_bytes.digest, until))
        path = self.folder / f"{hash_term(batch[0].id):016x}-{len(batch)}.drafts"
        path.write_bytes(pickle.dumps(documents, protocol=pickle.HIGHEST_PROTOCOL))
        return ReadBatch(tuple(source.id for source in batch), Outcomes.of(outcomes), path, look_at(documents))


@dataclass(frozen=True, slots=True)
class BatchRef:
    """Documents that were laid by: all of a batch, or one of them."""

    path: Path
    only: int | None = None

    def load(self) -> list[Document]:
        """Load them."""
        documents: list[Document] = pickle.loads(self.path.read_bytes())  # noqa: S301  we wrote it, in a folder of ours
        return documents if self.only is None else [documents[self.only]]


@dataclass(frozen=True, slots=True)
class BatchAnalyzer:
    """How documents are cut into words and turned round; sent to each worker once.

    Attributes:
        taught: Words the segmenter is taught besides those that ship.
    """

    rules: Rules
    taught: tuple[str, ...]

    def __call__(self) -> Callable[[BatchRef], SpooledPart]:
        """Load dictionaries, and return what cuts a batch."""
        return _Bench(self).cut


@dataclass(slots=True)
class _Bench:
    """A worker's own cutter, with what it remembers."""

    cutter: BatchAnalyzer
    vocabulary: Vocabulary = field(init=False)
    hashes: Hashes = field(init=False)

    def __post_init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.vocabulary = Vocabulary(segmenter_for(self.cutter.taught))
        self.hashes = Hashes(self.vocabulary)

    def cut(self, laid: BatchRef) -> SpooledPart:
        if max(len(self.vocabulary.terms), len(self.vocabulary.forms)) > MOST_TERMS:
            self._clear()
        part = make_part(laid.load(), self.vocabulary, self.hashes, self.cutter.rules.time_zone)
        name = laid.path.stem if laid.only is None else f"{laid.path.stem}-{laid.only}"
        return spool(part, laid.path.with_name(f"{name}.part"))

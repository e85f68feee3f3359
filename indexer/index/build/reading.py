"""The work of a build that workers do: files or posts -> documents -> parts, a batch at a time.

Posts are read in two passes, because words can only be cut once all posts have said what they call things: the first
reads and parses every post and stores the documents in files, the second cuts them into words and inverts them.
To pickle and load the documents costs 7 % of the CPU time of a build of 1,517 posts; to parse them again 47 %.
"""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.index.build.sources import NEVER, REFUSED, digest_of, reason_code, reason_of
from indexer.index.build.survey import Findings, count_names
from indexer.index.format.layout import Int64s, UInt64s, hash_term
from indexer.index.format.string_table import StringTable, encode_texts, take_text
from indexer.index.parts.make_part import VocabularyHashes, make_part
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


_POST = 0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Outcomes of a batch in columns: a site has too many files for an object each.

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
        """Return the outcome of one file, whose id is given."""
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
    """A batch of posts that was read.

    Attributes:
        files: The ids of all, in their order.
        outcomes: One for each.
        path: The file that holds the documents of those that are posts, in the same order.
        findings: What these documents call things.
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


def write_batch(folder: Path, outcomes: Sequence[Outcome], documents: Sequence[Document]) -> ReadBatch:
    """Store the documents of a batch in a file.

    Args:
        folder: Where.
        outcomes: Of every post of the batch, at least one.
        documents: Of those that have an address, in the same order.
    """
    path = folder / f"{hash_term(outcomes[0].id):016x}-{len(outcomes)}.documents"
    path.write_bytes(pickle.dumps(documents, protocol=pickle.HIGHEST_PROTOCOL))
    return ReadBatch(tuple(each.id for each in outcomes), Outcomes.of(outcomes), path, count_names(documents))


@dataclass(frozen=True, slots=True)
class FileBatch:
    """Files of a site, to be read by one task."""

    sources: tuple[SourceFile, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the posts that may come of them."""
        return tuple(source.id for source in self.sources)

    def singles(self) -> list["FileBatch"]:
        """Return a batch for each file."""
        return [FileBatch((source,)) for source in self.sources]


@dataclass(slots=True)
class _DigestingReader:
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
        now: What counts as the future, aware.
        folder: Where the documents are stored.
    """

    rules: Rules
    now: datetime
    admission: IncludePolicy
    folder: Path
    fallbacks: tuple[str, ...] = FALLBACKS

    def __call__(self) -> Callable[[FileBatch], ReadBatch]:
        """Return the function that reads a batch."""
        return self.read

    def read(self, batch: FileBatch) -> ReadBatch:
        """Read a batch of files, and store the documents."""
        outcomes, documents = [], []
        for source in batch.sources:
            read_bytes = _DigestingReader()
            reading = read_post(source, self.rules, self.now, self.admission, self.fallbacks, read_bytes=read_bytes)
            url = left_out = None
            if isinstance(reading.outcome, Post):
                documents.append(compose_document(reading.outcome))
                url = reading.outcome.url
            elif isinstance(reading.outcome, Skipped):
                left_out = reading.outcome.reason
            until = NEVER if reading.until is None else int(reading.until.timestamp())
            outcomes.append(Outcome(reading.id, url, left_out, reading.problems, read_bytes.digest, until))
        return write_batch(self.folder, outcomes, documents)


@dataclass(frozen=True, slots=True)
class PostBatch:
    """Posts that a program gave, in a file, to be read by one task.

    Attributes:
        ids: Of the posts of this task.
        path: The file: a pickled list of posts with their digests.
        only: The place of the one post in it that is meant; None for all.
    """

    ids: tuple[str, ...]
    path: Path
    only: int | None = None

    @classmethod
    def store(cls, path: Path, posts: Sequence[tuple[Post, int]]) -> "PostBatch":
        """Store posts with their digests in a file."""
        path.write_bytes(pickle.dumps(posts, protocol=pickle.HIGHEST_PROTOCOL))
        return cls(tuple(post.id for post, _ in posts), path)

    def load(self) -> list[tuple[Post, int]]:
        """Load the posts with their digests."""
        posts: list[tuple[Post, int]] = pickle.loads(self.path.read_bytes())  # noqa: S301  we wrote it, in a folder of ours
        return posts if self.only is None else [posts[self.only]]

    def singles(self) -> list["PostBatch"]:
        """Return a batch for each post."""
        return [PostBatch((post_id,), self.path, at) for at, post_id in enumerate(self.ids)]


@dataclass(frozen=True, slots=True)
class PostComposer:
    """How posts that a program gave become documents; small, and sent to each worker once.

    Attributes:
        folder: Where the documents are stored.
    """

    folder: Path

    def __call__(self) -> Callable[[PostBatch], ReadBatch]:
        """Return the function that composes a batch."""
        return self.compose

    def compose(self, batch: PostBatch) -> ReadBatch:
        """Turn a batch of posts into documents, and store these."""
        posts = batch.load()
        outcomes = [Outcome(post.id, post.url, digest=digest) for post, digest in posts]
        return write_batch(self.folder, outcomes, [compose_document(post) for post, _ in posts])


@dataclass(frozen=True, slots=True)
class BatchRef:
    """The documents in a file: all of a batch, or one of them."""

    path: Path
    only: int | None = None

    def load(self) -> list[Document]:
        """Load them."""
        documents: list[Document] = pickle.loads(self.path.read_bytes())  # noqa: S301  we wrote it, in a folder of ours
        return documents if self.only is None else [documents[self.only]]


@dataclass(frozen=True, slots=True)
class BatchAnalyzer:
    """How documents are cut into words and inverted; sent to each worker once.

    Attributes:
        time_zone: In which days begin and end.
        taught: Words the segmenter is taught besides those that ship.
    """

    time_zone: tzinfo
    taught: tuple[str, ...]

    def __call__(self) -> Callable[[BatchRef], SpooledPart]:
        """Load dictionaries, and return the function that cuts a batch."""
        return _Inverter(self).invert


@dataclass(slots=True)
class _Inverter:
    """Cuts and inverts batches in one worker; remembers the words of the batches before."""

    analyzer: BatchAnalyzer
    vocabulary: Vocabulary = field(init=False)
    hashes: VocabularyHashes = field(init=False)

    def __post_init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.vocabulary = Vocabulary(segmenter_for(self.analyzer.taught))
        self.hashes = VocabularyHashes(self.vocabulary)

    def invert(self, ref: BatchRef) -> SpooledPart:
        if max(len(self.vocabulary.terms), len(self.vocabulary.latin_words)) > MOST_TERMS:
            self._clear()
        part = make_part(ref.load(), self.vocabulary, self.hashes, self.analyzer.time_zone)
        name = ref.path.stem if ref.only is None else f"{ref.path.stem}-{ref.only}"
        return spool(part, ref.path.with_name(f"{name}.part"))

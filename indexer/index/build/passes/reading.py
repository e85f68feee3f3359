"""The first pass of a build, done in workers: files or posts -> documents, stored in files, a batch at a time.

Posts are read in two passes, because words can only be cut once all posts have said what they call things: the first
reads and parses every post and stores the documents in files, the second (``analysis``) cuts them into words and
inverts them. To pickle and load the documents costs 0.3 s of CPU of the 6.7 s of a build of 3,035 posts; to parse them
again 2.3 s.
"""

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path

import numpy as np

from indexer.index.build.passes.outcomes import Outcome, Outcomes
from indexer.index.build.passes.survey import Findings, count_names
from indexer.index.build.sources import digest_of
from indexer.index.format.layout import hash_term
from indexer.posts.encoding import FALLBACKS
from indexer.posts.generators.base import Rules
from indexer.posts.period import Period
from indexer.posts.post import IncludePolicy, Post, Skipped
from indexer.posts.source_file import SourceFile, read_source
from indexer.text.document import Document


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A batch of posts that was read.

    Attributes:
        files: The ids of all, in their order.
        outcomes: One for each.
        path: The file that holds the documents of those that are posts, in the same order.
        findings: What those of these documents call things that visitors may find now.
    """

    files: tuple[str, ...]
    outcomes: Outcomes
    path: Path
    findings: Findings

    @property
    def ids(self) -> list[str]:
        """The ids of those that are posts."""
        return [self.files[at] for at in np.flatnonzero(self.outcomes.are_posts).tolist()]

    @property
    def posts(self) -> int:
        """How many are posts."""
        return int(self.outcomes.are_posts.sum())


def write_batch(folder: Path, outcomes: Sequence[Outcome], documents: Sequence[Document], now: datetime) -> ReadBatch:
    """Store the documents of a batch in a file.

    Args:
        folder: Where.
        outcomes: Of every post of the batch, at least one.
        documents: Of those that have an address, in the same order.
        now: Posts that are not visible at this time teach no names.
    """
    path = folder / f"{hash_term(outcomes[0].id):016x}-{len(outcomes)}.documents"
    path.write_bytes(pickle.dumps(documents, protocol=pickle.HIGHEST_PROTOCOL))
    visible = (document for document in documents if not document.period.hidden_at(now.timestamp()))
    return ReadBatch(tuple(each.id for each in outcomes), Outcomes.of(outcomes), path, count_names(visible))


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

    patience: float
    digest: int = 0

    def __call__(self, source: SourceFile) -> bytes:
        data = read_source(source, patience=self.patience)
        self.digest = digest_of(data)
        return data


@dataclass(frozen=True, slots=True)
class BatchReader:
    """How the files of one site are read; small, and sent to each worker once.

    Attributes:
        now: What counts as the future, aware.
        folder: Where the documents are stored.
        patience: As of ``read_source``.
    """

    rules: Rules
    now: datetime
    include: IncludePolicy
    folder: Path
    fallbacks: tuple[str, ...] = FALLBACKS
    patience: float = 5.0

    def preload(self) -> None:
        """Import what reads posts, for all workers: whoever reads none does without."""
        _import_readers()

    def __call__(self) -> Callable[[FileBatch], ReadBatch]:
        """Return the function that reads a batch."""
        return self.read

    def read(self, batch: FileBatch) -> ReadBatch:
        """Read a batch of files, and store the documents."""
        from indexer.posts.read import read_post  # noqa: PLC0415  see ``preload``
        from indexer.text.compose import compose_document  # noqa: PLC0415

        outcomes, documents = [], []
        for source in batch.sources:
            read_bytes = _DigestingReader(self.patience)
            reading = read_post(source, self.rules, self.now, self.include, self.fallbacks, read_bytes=read_bytes)
            outcome = Outcome(reading.id, None, None, reading.problems, read_bytes.digest)
            if isinstance(reading.outcome, Post):
                documents.append(compose_document(reading.outcome))
                outcome = _note_post(outcome, reading.outcome.url, documents[-1].period, self.now)
            elif isinstance(reading.outcome, Skipped):
                outcome = replace(outcome, left_out=reading.outcome.reason)
            outcomes.append(outcome)
        return write_batch(self.folder, outcomes, documents, self.now)


def _import_readers() -> None:
    for module in ("indexer.posts.front_matter", "indexer.posts.read", "indexer.text.compose"):
        import_module(module)


def _note_post(outcome: Outcome, url: str, period: Period, now: datetime) -> Outcome:
    return replace(outcome, url=url, left_out=period.hidden_at(now.timestamp()), period=period)


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
        now: What counts as the future, aware.
    """

    folder: Path
    now: datetime

    def preload(self) -> None:
        """Import what composes posts, for all workers."""
        _import_readers()

    def __call__(self) -> Callable[[PostBatch], ReadBatch]:
        """Return the function that composes a batch."""
        return self.compose

    def compose(self, batch: PostBatch) -> ReadBatch:
        """Turn a batch of posts into documents, and store these."""
        from indexer.text.compose import compose_document  # noqa: PLC0415  see ``preload``

        posts = batch.load()
        documents = [compose_document(post) for post, _ in posts]
        outcomes = [
            _note_post(Outcome(post.id, digest=digest), post.url, document.period, self.now)
            for (post, digest), document in zip(posts, documents, strict=True)
        ]
        return write_batch(self.folder, outcomes, documents, self.now)

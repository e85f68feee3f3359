"""Files or posts -> parts, in workers: batch by batch, and post by post where a worker died of a batch."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, Self, TypeVar

import numpy as np

from indexer.index.build.passes.analysis import BatchAnalyzer, BatchRef
from indexer.index.build.passes.outcomes import Outcome, Outcomes, OutcomesById
from indexer.index.build.passes.reading import FileBatch, ReadBatch
from indexer.index.build.passes.survey import Findings
from indexer.index.build.processes.worker import Answer, Limits, Prepare, Task, TaskFailure
from indexer.index.build.processes.workers import answer_apart
from indexer.index.format.string_table import iterate_texts
from indexer.index.parts.merge import LONGEST_LINE, merge_parts
from indexer.index.parts.spool import SpooledPart, spool
from indexer.posts.post import Problem
from indexer.posts.source_file import SourceFile

BATCH_FILES = 128
BATCH_BYTES = 2_000_000
_POSTS_A_WORKER = 16
_BATCHES_EACH, _LAST_FILES = 3, 48
"""The least batches for each worker of the files that are left, so that none is idle for long, and the files of the
last ones. By processor time, the later of two workers ends 1 % after their mean with 3,035 posts, and not 9."""
MERGED_AT_ONCE = 32
"""Parts that are merged in one go: what bounds the memory."""


@dataclass(frozen=True, slots=True)
class WorkerPool:
    """Worker count and limits of each task.

    Attributes:
        workers: Processes.
        limits: For each batch, and for each file of one that failed.
    """

    workers: int
    limits: Limits

    def for_posts(self, posts: int) -> "WorkerPool":
        """Return a pool with no more workers than are worth starting for so few posts."""
        return replace(self, workers=max(1, min(self.workers, posts // _POSTS_A_WORKER)))


@dataclass(frozen=True, slots=True)
class ReadPosts:
    """Documents of files or posts, stored in files, with the outcome of each.

    Attributes:
        batches: In the order of the posts.
        findings: What all of them call things.
    """

    batches: tuple[ReadBatch, ...]
    findings: Findings

    @property
    def posts(self) -> int:
        """The number of posts."""
        return sum(each.posts for each in self.batches)

    def outcomes(self, lost: Sequence[Outcome] = ()) -> Mapping[str, Outcome]:
        """Return what came of each file or post, by its id.

        Args:
            lost: What came of posts that could not be cut.
        """
        batches = [(each.files, each.outcomes) for each in self.batches]
        return OutcomesById(batches, {outcome.id: outcome for outcome in lost})

    def repeated_addresses(self) -> frozenset[int]:
        """Return the hashes of the addresses that stand more than once."""
        urls = (url for each in self.batches for url in iterate_texts(each.outcomes.urls) if url)
        hashes = np.sort(np.fromiter(map(hash, urls), dtype=np.int64))
        return frozenset(hashes[1:][hashes[1:] == hashes[:-1]].tolist())


class Batch(Protocol):
    """Files or posts that one task reads."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids, in order."""
        ...

    def singles(self) -> Sequence[Self]:
        """Return a batch for each."""
        ...


BatchT = TypeVar("BatchT", bound=Batch)


def read_batches(
    batches: Sequence[BatchT],
    reader: Prepare[BatchT, ReadBatch],
    pool: WorkerPool,
    advance: Callable[[int], None],
    meanwhile: Callable[[], None] | None = None,
) -> ReadPosts:
    """Read files or posts, and store their documents.

    Args:
        batches: In order.
        reader: Makes the function that reads a batch.
        pool: Worker count and limits.
        advance: Called with the number of posts that have been read since the last call.
        meanwhile: Called once, when workers have batches enough in hand for half a second.
    """
    read, findings = list[ReadBatch](), Findings()
    for batch, answer in _answer(reader, batches, pool):
        advance(len(batch.ids))
        if meanwhile and not read:
            meanwhile()
        for each in [answer] if isinstance(answer, ReadBatch) else _read_singly(batch, reader, pool):
            findings.add(each.findings)
            read.append(replace(each, findings=Findings()))
        if isinstance(answer, ReadBatch):  # its ids are copies of those that are here
            read[-1] = replace(read[-1], files=batch.ids)
    return ReadPosts(tuple(read), findings)


def _answer(
    prepare: Prepare[Task, Answer], tasks: Sequence[Task], pool: WorkerPool
) -> Iterator[tuple[Task, Answer | TaskFailure]]:
    """Yield each task with its answer."""
    with closing(answer_apart(prepare, tasks, pool.workers, pool.limits)) as answers:
        yield from zip(tasks, answers, strict=True)


def batch_files(sources: Sequence[SourceFile], workers: int) -> list[FileBatch]:
    """Divide files, in order, into batches: the last are smaller, so that all workers end at nearly the same time."""
    fewest = min(_LAST_FILES, _share(len(sources), workers))
    batches: list[list[SourceFile]] = []
    most = size = 0
    for at, source in enumerate(sources):
        if not batches or len(batches[-1]) >= most or size + source.size > BATCH_BYTES:
            batches.append([])
            most = min(BATCH_FILES, max(fewest, _share(len(sources) - at, workers)))
            size = 0
        batches[-1].append(source)
        size += source.size
    return [FileBatch(tuple(batch)) for batch in batches]


def _share(files: int, workers: int) -> int:
    """Return how many of the files that are left go into a batch, at least one."""
    return -(-files // (workers * _BATCHES_EACH)) or 1


def _read_singly(batch: BatchT, reader: Prepare[BatchT, ReadBatch], pool: WorkerPool) -> Iterator[ReadBatch]:
    """Read the posts of a batch that failed one by one, so that only the one that caused it is lost."""
    for single, answer in _answer(reader, batch.singles(), pool):
        if isinstance(answer, ReadBatch):
            yield answer
        else:
            yield ReadBatch(single.ids, Outcomes.of([_refuse(single.ids[0], answer)]), Path(), Findings())


def _refuse(post_id: str, failure: TaskFailure) -> Outcome:
    return Outcome(post_id, problems=(Problem(post_id, 0, f"{failure.cause}; it was left out"),))


@dataclass(frozen=True, slots=True)
class AnalyzedPosts:
    """Documents that were cut into words and inverted.

    Attributes:
        parts: In the order of the documents.
        ids: Of the posts in them, in the same order.
        lost: Outcomes of the posts that could not be cut.
    """

    parts: tuple[SpooledPart, ...]
    ids: tuple[str, ...]
    lost: tuple[Outcome, ...]


def analyze_batches(
    batches: Sequence[ReadBatch], analyzer: BatchAnalyzer, pool: WorkerPool, folder: Path
) -> AnalyzedPosts:
    """Cut stored documents into words, and invert them.

    Args:
        batches: In order.
        analyzer: Makes the function that cuts a batch.
        pool: Worker count and limits.
        folder: Where parts that are merged on the way are stored.
    """
    filled = [batch for batch in batches if batch.posts]
    ids: list[str] = []
    lost: list[Outcome] = []
    merger = _Merger(folder)
    tasks = [BatchRef(batch.path) for batch in filled]
    for batch, (_, answer) in zip(filled, _answer(analyzer, tasks, pool), strict=True):
        if isinstance(answer, SpooledPart):
            merger.add(answer)
            ids += batch.ids
            continue
        for post_id, (_, single) in zip(batch.ids, _answer(analyzer, _singles(batch), pool), strict=True):
            if isinstance(single, SpooledPart):
                merger.add(single)
                ids.append(post_id)
            else:
                lost.append(_refuse(post_id, single))
    return AnalyzedPosts(tuple(merger.parts), tuple(ids), tuple(lost))


def _singles(batch: ReadBatch) -> list[BatchRef]:
    return [BatchRef(batch.path, number) for number in range(batch.posts)]


class _Merger:
    """Collects parts in order, and merges many small ones into a larger one on the way.

    Merged parts lie in files and are merged no more before the end: what is in memory at a time is what
    ``MERGED_AT_ONCE`` batches make.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._merged: list[SpooledPart] = []
        self._small: list[SpooledPart] = []

    def add(self, part: SpooledPart) -> None:
        """Append the next part."""
        if len(self._small) == MERGED_AT_ONCE:
            merged = spool(merge_parts(self._small), self._folder / f"merged-{len(self._merged)}.part")
            for each in self._small:
                each.path.unlink()
            self._merged.append(merged)
            self._small = []
        self._small.append(part)

    @property
    def parts(self) -> list[SpooledPart]:
        """The parts that are left to be merged, in order."""
        return [*self._merged, *self._small]


def group_parts(parts: Sequence[SpooledPart]) -> list[list[SpooledPart]]:
    """Divide parts, in order, into groups that may be one part each; at least one group."""
    groups: list[list[SpooledPart]] = [[]]
    length = 0
    for part in parts:
        if groups[-1] and length + part.length > LONGEST_LINE:
            groups.append([])
            length = 0
        groups[-1].append(part)
        length += part.length
    return groups

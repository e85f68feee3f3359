"""Files -> parts, in workers: batch by batch, and one by one what a worker died of."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import numpy as np

from indexer.index.build.reading import BatchAnalyzer, BatchReader, BatchRef, Outcome, Outcomes, ReadBatch
from indexer.index.build.survey import Findings
from indexer.index.build.workers import Answer, Limits, Prepare, Task, TaskFailure, answer_apart
from indexer.index.format.string_table import iterate_texts
from indexer.index.parts.part_merger import LONGEST_LINE, merge_parts
from indexer.index.parts.spool import SpooledPart, spool
from indexer.posts.files import SourceFile
from indexer.posts.post import Problem

BATCH_FILES = 128
BATCH_BYTES = 2_000_000
_BATCHES_EACH = 3
"""Batches for each worker of a small site, so that none is idle for long."""
MERGED_AT_ONCE = 32
"""Parts that are merged in one go: what bounds the memory."""


@dataclass(frozen=True, slots=True)
class WorkerPool:
    """Who does the work.

    Attributes:
        workers: Processes.
        limits: For each batch, and for each file of one that failed.
    """

    workers: int
    limits: Limits


class OutcomesById(Mapping[str, Outcome]):
    """What came of files, by their ids; looked up in columns, and made anew each time."""

    def __init__(self, drafts: Sequence[ReadBatch], corrected: Mapping[str, Outcome] | None = None) -> None:
        """Join batches.

        Args:
            drafts: Of each file in one of them.
            corrected: What came of some files in the end.
        """
        self._drafts = drafts
        self._corrected = corrected or {}
        self._firsts = [0, *accumulate(len(each.files) for each in drafts)]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {post_id: at for at, post_id in enumerate(post_id for each in self._drafts for post_id in each.files)}

    def __getitem__(self, post_id: str) -> Outcome:
        if post_id in self._corrected:
            return self._corrected[post_id]
        place = self._places[post_id]
        batch = bisect_right(self._firsts, place) - 1
        return self._drafts[batch].outcomes.outcome(place - self._firsts[batch], post_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return self._firsts[-1]


@dataclass(frozen=True, slots=True)
class ReadSite:
    """What came of reading files.

    Attributes:
        drafts: Where the documents lie, in the order of the files.
        findings: What all of them call things.
    """

    drafts: tuple[ReadBatch, ...]
    findings: Findings

    def outcomes(self, lost: Sequence[Outcome] = ()) -> Mapping[str, Outcome]:
        """Return what came of each file, by its id.

        Args:
            lost: What came of posts that could not be cut.
        """
        return OutcomesById(self.drafts, {outcome.id: outcome for outcome in lost})

    def repeated_addresses(self) -> frozenset[int]:
        """Return the hashes of the addresses that stand more than once."""
        urls = (url for each in self.drafts for url in iterate_texts(each.outcomes.urls) if url)
        hashes = np.sort(np.fromiter(map(hash, urls), dtype=np.int64))
        return frozenset(hashes[1:][hashes[1:] == hashes[:-1]].tolist())


def read_files(
    sources: Sequence[SourceFile], reader: BatchReader, crew: WorkerPool, advance: Callable[[int], None]
) -> ReadSite:
    """Read files, and lay their documents by.

    Args:
        sources: In order.
        reader: How.
        crew: Who.
        advance: Told how many more files were read.
    """
    drafts, findings = list[ReadBatch](), Findings()
    for batch, answer in _answer(reader, _make_batches(sources, crew.workers), crew):
        advance(len(batch))
        for each in [answer] if isinstance(answer, ReadBatch) else _read_singly(batch, reader, crew):
            findings.add(each.findings)
            drafts.append(replace(each, findings=Findings()))
        if isinstance(answer, ReadBatch):  # its ids are copies of those that are here
            drafts[-1] = replace(drafts[-1], files=tuple(source.id for source in batch))
    return ReadSite(tuple(drafts), findings)


def _answer(
    prepare: Prepare[Task, Answer], tasks: Sequence[Task], crew: WorkerPool
) -> Iterator[tuple[Task, Answer | TaskFailure]]:
    """Yield each task with its answer."""
    with closing(answer_apart(prepare, tasks, crew.workers, crew.limits)) as answers:
        yield from zip(tasks, answers, strict=True)


def _make_batches(sources: Sequence[SourceFile], workers: int) -> list[tuple[SourceFile, ...]]:
    most = min(BATCH_FILES, -(-len(sources) // (workers * _BATCHES_EACH)) or 1)
    batches: list[list[SourceFile]] = []
    size = 0
    for source in sources:
        if not batches or len(batches[-1]) >= most or size + source.size > BATCH_BYTES:
            batches.append([])
            size = 0
        batches[-1].append(source)
        size += source.size
    return [tuple(batch) for batch in batches]


def _read_singly(batch: Sequence[SourceFile], reader: BatchReader, crew: WorkerPool) -> Iterator[ReadBatch]:
    """Read the files of a batch that failed one by one, so that the one that is to blame costs no other."""
    for (source,), answer in _answer(reader, [(source,) for source in batch], crew):
        if isinstance(answer, ReadBatch):
            yield answer
        else:
            yield ReadBatch((source.id,), Outcomes.of([_lose(source.id, answer)]), Path(), Findings())


def _lose(post_id: str, casualty: TaskFailure) -> Outcome:
    return Outcome(post_id, problems=(Problem(post_id, 0, f"{casualty.cause}; it was left out"),))


@dataclass(frozen=True, slots=True)
class AnalyzedSite:
    """What came of cutting documents.

    Attributes:
        parts: In the order of the documents.
        ids: Of the posts in them, in the same order.
        lost: Outcomes of the posts that could not be cut.
    """

    parts: tuple[SpooledPart, ...]
    ids: tuple[str, ...]
    lost: tuple[Outcome, ...]


def cut_documents(read: ReadSite, cutter: BatchAnalyzer, crew: WorkerPool, folder: Path) -> AnalyzedSite:
    """Cut documents that were laid by, and turn them round.

    Args:
        read: Where they lie.
        cutter: How.
        crew: Who.
        folder: Where parts that are merged on the way lie.
    """
    filled = [drafts for drafts in read.drafts if drafts.posts]
    ids: list[str] = []
    lost: list[Outcome] = []
    merger = _Merger(folder)
    tasks = [BatchRef(drafts.path) for drafts in filled]
    for drafts, (_, answer) in zip(filled, _answer(cutter, tasks, crew), strict=True):
        if isinstance(answer, SpooledPart):
            merger.add(answer)
            ids += drafts.ids
            continue
        for post_id, (_, single) in zip(drafts.ids, _answer(cutter, _singles(drafts), crew), strict=True):
            if isinstance(single, SpooledPart):
                merger.add(single)
                ids.append(post_id)
            else:
                lost.append(_lose(post_id, single))
    return AnalyzedSite(tuple(merger.parts), tuple(ids), tuple(lost))


def _singles(drafts: ReadBatch) -> list[BatchRef]:
    return [BatchRef(drafts.path, number) for number in range(drafts.posts)]


class _Merger:
    """Takes in parts in order; merges many small ones to a larger one on the way.

    Merged parts lie in files and are merged no more before the end: what is in memory at a time is what
    ``MERGED_AT_ONCE`` batches make.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._merged: list[SpooledPart] = []
        self._small: list[SpooledPart] = []

    def add(self, part: SpooledPart) -> None:
        """Take in the next part."""
        self._small.append(part)
        if len(self._small) == MERGED_AT_ONCE:
            merged = spool(merge_parts(self._small), self._folder / f"merged-{len(self._merged)}.part")
            for each in self._small:
                each.path.unlink()
            self._merged.append(merged)
            self._small = []

    @property
    def parts(self) -> list[SpooledPart]:
        """What is left to be merged, in order."""
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

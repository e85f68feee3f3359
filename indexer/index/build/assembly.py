"""Documents -> the files of a whole new generation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from indexer.address_space import allowed_bytes, require_bytes
from indexer.arrays import Int32s
from indexer.index.build.learning import write_pairs
from indexer.index.build.passes.analysis import BatchAnalyzer
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.passes.pipeline import AnalyzedPosts, ReadPosts, WorkerPool, analyze_batches, group_parts
from indexer.index.build.site_info import SiteInfo, make_site
from indexer.index.generations.publish import Staging
from indexer.index.parts.part_reader import PartReader
from indexer.index.parts.part_writer import write_part
from indexer.index.reader.documents import Documents
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.store import part_folder, write_store
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.segmenter import load_dictionaries, segmenter_for

_DICTIONARY_BYTES = 120_000_000
"""Address space that the segmenter's dictionary may take while it is loaded: 48 MB stay, 64 MB were once too few."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The contents of a whole new generation.

    Attributes:
        ids: Of its posts, in the order of the documents.
        lost: Outcomes of the posts that could not be cut.
        index: The documents as they are visible now.
    """

    ids: tuple[str, ...]
    lost: tuple[Outcome, ...]
    index: IndexReader


def load_before() -> None:
    """Load the table by which Chinese characters fold, before workers are forked: they and this process need it."""
    fold_text("漢")


def load_meanwhile() -> None:
    """Load dictionaries while workers read, so that the next pass need not wait; not where memory is limited."""
    if allowed_bytes() is None:
        load_dictionaries()


def assemble(staging: Staging, info: SiteInfo, read: ReadPosts, pool: WorkerPool, now: datetime) -> Assembled:
    """Write a whole index of documents: its parts, and what joins them.

    Args:
        staging: Where.
        info: What is said of all posts.
        read: The documents.
        pool: Worker count and limits.
        now: What counts as the future, aware.
    """
    require_bytes(_DICTIONARY_BYTES)
    site = make_site(info, read.findings)
    segmenter_for(site.taught)  # loaded here, once, for all workers that are forked
    fresh = analyze_batches(read.batches, BatchAnalyzer(site.taught), pool, staging.scratch)
    ranks = _rank_ids(fresh.ids)
    documents = Documents(list(_write_parts(staging.folder, fresh)), ranks=ranks)
    index = IndexReader(documents, site, now.timestamp())
    write_store(staging.folder, site, len(index.parts), deletions=index.deletions, ranks=ranks)
    write_pairs(staging.folder, index, info, read.findings)
    return Assembled(fresh.ids, fresh.lost, index)


def _write_parts(folder: Path, fresh: AnalyzedPosts) -> Iterator[PartReader]:
    """Write one part, or several where one's line of characters would be too long for its numbers."""
    for number, sources in enumerate(group_parts(fresh.parts)):
        part_folder(folder, number).mkdir()
        write_part(part_folder(folder, number), sources)
        yield PartReader(part_folder(folder, number))


def _rank_ids(ids: Sequence[str]) -> Int32s | None:
    """Return the place of each id in their order; None where they are in it."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    if order == list(range(len(ids))):
        return None
    ranks = np.empty(len(ids), dtype=np.int32)
    ranks[order] = np.arange(len(ids), dtype=np.int32)
    return ranks

"""Documents -> the files of a whole new generation."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from indexer.index.build.address_space import require_bytes
from indexer.index.build.analysis import BatchAnalyzer
from indexer.index.build.learning import write_pairs
from indexer.index.build.outcomes import Outcome
from indexer.index.build.pipeline import AnalyzedPosts, ReadPosts, WorkerPool, analyze_batches, group_parts
from indexer.index.build.site_info import SiteInfo, make_site
from indexer.index.format.layout import Details, Int32s
from indexer.index.generations.manifest import Contents
from indexer.index.generations.publish import Staging
from indexer.index.parts.part_writer import write_part
from indexer.index.reader.store import open_store, part_folder, write_store
from indexer.posts.post import HideRule
from indexer.text.analysis.segmenter import segmenter_for

_DICTIONARY_BYTES = 120_000_000
"""Address space that the segmenter's dictionary may take while it is loaded: 48 MB stay, 64 MB were once too few."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The contents of a whole new generation.

    Attributes:
        ids: Of its posts, in the order of the documents.
        lost: Outcomes of the posts that could not be cut.
        languages: Posts by language.
        terms: Different terms, over all fields.
    """

    ids: tuple[str, ...]
    lost: tuple[Outcome, ...]
    languages: Mapping[str, int]
    terms: int

    def describe(
        self,
        info: SiteInfo,
        now: datetime,
        begin: float,
        left_out: Mapping[str, int],
        refused: int,
        *,
        hide_when: Iterable[HideRule] = (),
    ) -> Contents:
        """Return what the new generation says about itself.

        Args:
            info: What is said of all posts.
            now: When it was built.
            begin: When that began, in seconds of the monotonic clock.
            left_out: Files left out on purpose, by reason.
            refused: Posts that could not be read.
            hide_when: The rules by which the site's owner hid posts.
        """
        return Contents(
            site=info.folder,
            built=now,
            posts=len(self.ids),
            languages=self.languages,
            terms=self.terms,
            site_name=info.name,
            base_url=info.base_url,
            left_out=left_out,
            refused=refused,
            seconds=round(time.monotonic() - begin, 3),
            hide_when=tuple(map(str, hide_when)),
        )


def assemble(staging: Staging, info: SiteInfo, read: ReadPosts, pool: WorkerPool) -> Assembled:
    """Write a whole index of documents: its parts, and what joins them.

    Args:
        staging: Where.
        info: What is said of all posts.
        read: The documents.
        pool: Worker count and limits.
    """
    require_bytes(_DICTIONARY_BYTES)
    site = make_site(info, read.findings)
    segmenter_for(site.taught)  # loaded here, once, for all workers that are forked
    fresh = analyze_batches(read.batches, BatchAnalyzer(info.time_zone, site.taught), pool, staging.scratch)
    parts = list(_write_parts(staging.folder, fresh))
    write_store(staging.folder, site, len(parts), ranks=_rank_ids(fresh.ids))
    write_pairs(staging.folder, info, read.findings)
    languages = sum((Counter(details.languages) for details in parts), Counter[str]())
    terms = open_store(staging.folder).terms
    return Assembled(fresh.ids, fresh.lost, dict(sorted(languages.items())), terms)


def _write_parts(folder: Path, fresh: AnalyzedPosts) -> Iterator[Details]:
    """Write one part, or several where one's line of characters would be too long for its numbers."""
    for number, sources in enumerate(group_parts(fresh.parts)):
        part_folder(folder, number).mkdir()
        yield write_part(part_folder(folder, number), sources)


def _rank_ids(ids: Sequence[str]) -> Int32s | None:
    """Return the place of each id in their order; None where they are in it."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    if order == list(range(len(ids))):
        return None
    ranks = np.empty(len(ids), dtype=np.int32)
    ranks[order] = np.arange(len(ids), dtype=np.int32)
    return ranks

"""What is withdrawn is gone: a copy of the live generation without some posts, down to its last byte.

Posts that an author deletes or hides must not come back when the newest index is damaged, nor stay in its files. So an
update builds upon such a copy, and whatever was published before is deleted; the copy stays for readers to fall back
upon.
"""

import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from indexer.arrays import Mask
from indexer.errors import IndexUnusableError, is_passing
from indexer.index.build.changes.base import Base
from indexer.index.build.changes.difference import shows_less
from indexer.index.build.changes.renewal import take_over
from indexer.index.build.changes.revision import Revision, check_revision, find_recut, revise_findings
from indexer.index.build.contents import Absent, describe_index
from indexer.index.build.memory import BuildMemory
from indexer.index.build.passes.pipeline import ReadPosts, WorkerPool
from indexer.index.build.passes.survey import Findings
from indexer.index.build.site_info import SiteInfo, make_site
from indexer.index.build.sources import REFUSED, Sources
from indexer.index.format.arrays import ArrayAllocator, MemoryAllocator
from indexer.index.generations.generation import current_generation, numbers
from indexer.index.generations.publish import PurgedCopy, Staging, Withdrawal
from indexer.index.parts.drop_documents import drop_documents
from indexer.index.parts.part import Part
from indexer.index.parts.part_reader import PartReader
from indexer.index.parts.part_writer import write_part
from indexer.index.parts.published_part import PublishedPart
from indexer.index.reader.documents import Documents
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.store import open_every_document, part_folder
from indexer.whoosh_codec import write_toc

_PURGED, _COPY, _RECUT = "purged", "copy", "recut"
"""Folders in ``Staging.scratch``: parts without the withdrawn documents, the copy that takes them over, and documents
that are cut anew for it, whose files may have the names of those of an update."""


@dataclass(frozen=True, slots=True)
class Purged:
    """The live generation without the posts that are withdrawn.

    Attributes:
        base: What an update builds upon.
        recut: How many of its posts were cut into words anew, for the withdrawn ones taught the segmenter words.
        withdrawal: How it is published.
    """

    base: Base
    recut: int
    withdrawal: Withdrawal


@dataclass(frozen=True, slots=True)
class _Kept:
    """A part that is in memory, to be written."""

    whole: Part

    def part(self, allocator: ArrayAllocator) -> Part:  # noqa: ARG002  its arrays are there already
        return self.whole


def purge(base: Base, withdrawn: Collection[int], info: SiteInfo, pool: WorkerPool, staging: Staging) -> Purged | None:
    """Copy the live generation without some posts, and without all that is dead in it.

    Args:
        base: The live generation.
        withdrawn: The documents of these posts.
        info: What is said of all posts.
        pool: Worker count and limits.
        staging: In the scratch folder of which the copy is built.

    Returns:
        The copy; None where most posts would have to be cut into words anew.

    Raises:
        IndexDamagedError: A part is not as it was written.
    """
    for name in (_PURGED, _COPY, _RECUT):  # what an attempt left that came to nothing
        shutil.rmtree(staging.scratch / name, ignore_errors=True)
        (staging.scratch / name).mkdir()
    revision = _revise_purged(base, withdrawn, info, staging.scratch / _PURGED)
    if revision.is_too_much:
        return None
    fresh = revision.analyze(pool, staging.scratch / _RECUT)
    if fresh.lost:
        return None
    before, folder = base.generation.manifest.contents, staging.scratch / _COPY
    index, _ = revision.write(folder, fresh, revision.base.sources.ids, {})
    write_toc(folder, index)
    absent = Absent(before.left_out, before.refused)
    contents = describe_index(index, info, before.built, time.monotonic(), absent, hide_when=before.hide_when)
    check_revision(folder, contents, index)
    generation = replace(base.generation, path=folder, manifest=replace(base.generation.manifest, contents=contents))
    copy = None if base.lost else PurgedCopy(folder, contents)  # what is mended has more posts than the copy
    return Purged(replace(Base.open(generation), lost=base.lost), len(revision.recut), Withdrawal(copy))


def _revise_purged(base: Base, withdrawn: Collection[int], info: SiteInfo, folder: Path) -> Revision:
    """Write the parts without the withdrawn documents, and work out what else is to become of them."""
    keep = np.ones(base.index.max_doc, dtype=bool)
    keep[[*base.index.documents.dead.tolist(), *withdrawn]] = False
    parts = list(_write_kept_parts(base.index, keep, folder))
    ranks = np.argsort(np.argsort(base.index.id_ranks[keep])).astype(np.int32)
    index = IndexReader(Documents(parts, ranks=ranks), base.index.site, None)
    built = base.generation.manifest.contents.built
    findings = revise_findings(base, withdrawn, built)
    memory = BuildMemory(base.memory.signature, findings)
    without = Base(base.generation, index, base.sources.without(withdrawn), memory, base.lost)
    site, places = make_site(info, findings), np.arange(len(without.sources.docs))
    recut = find_recut(without, site, places, ())
    read = ReadPosts((), Findings())
    return Revision(without, info, site, findings, built, places, read, recut, sorted(recut.values()))


def _write_kept_parts(index: IndexReader, keep: Mask, folder: Path) -> Iterator[PartReader]:
    """Write the parts that still hold documents, one at least; those that lose none are taken over.

    Args:
        index: The live generation.
        keep: bool[N], which documents stay.
        folder: Empty.
    """
    kept = [keep[first:end] for first, end in zip(index.firsts[:-1], index.firsts[1:], strict=True)]
    stay = [number for number, mask in enumerate(kept) if mask.any()] or [0]
    for at, number in enumerate(stay):
        part, target = index.parts[number], part_folder(folder, at)
        if kept[number].all():
            take_over(part.folder, target)
        else:
            target.mkdir()
            left = drop_documents(PublishedPart(part).part(MemoryAllocator()), kept[number])
            write_part(target, [_Kept(left)], heard=_tells_sounds(part))
        yield PartReader(target)


def _tells_sounds(part: PartReader) -> bool:
    return any(pinyin for _, pinyin, _ in part.read_json("sounds"))


def withdraw_missing(staging: Staging, info: SiteInfo, pool: WorkerPool, now: datetime) -> Withdrawal | None:
    """Find out whether a whole new index lacks posts of the live one, or hides them; copy that without them, if so.

    Args:
        staging: Where the new index was built.
        info: What is said of all posts.
        pool: Worker count and limits.
        now: The time of the build, aware.

    Returns:
        None where every post of the live index is in the new one.

    Raises:
        IndexUnreadableError, OSError: The system does not give the live index now.
    """
    try:
        generation = current_generation(staging.root)
        base = Base.open(generation)
        if generation.degraded:  # what the newest held cannot be told
            return Withdrawal()
        withdrawn = _find_missing(base, staging.folder, now)
        if not withdrawn:
            return None
        same_origin = generation.manifest.contents.site == info.folder
        left = len(withdrawn) < base.index.num_docs
        purged = purge(base, withdrawn, info, pool, staging) if same_origin and left else None
    except (IndexUnusableError, OSError, ValueError, KeyError, IndexError) as error:
        if is_passing(error):
            raise
        return Withdrawal() if numbers(staging.root) else None
    return purged.withdrawal if purged else Withdrawal()


def _find_missing(base: Base, folder: Path, now: datetime) -> Sequence[int]:
    """Return the documents of posts that a whole new index does not hold, or may show less long, see ``Period``.

    Args:
        base: The live generation.
        folder: The new one's.
        now: The time of the build, aware.
    """
    after, documents = Sources.read(folder), open_every_document(folder).documents
    docs = dict(zip(after.ids, after.docs.tolist(), strict=True))
    known = [row for row in zip(base.sources.ids, base.sources.docs.tolist(), strict=True) if row[1] >= 0]
    found = {doc: docs.get(post_id, REFUSED) for post_id, doc in known}
    periods = {doc: documents.period_of(new) for doc, new in found.items() if new >= 0}
    return [doc for doc in found if doc not in periods or shows_less(base.index.documents, doc, periods[doc], now)]

"""The parts of a generation that takes over those of the one before."""

import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from indexer.index.build.passes.pipeline import AnalyzedPosts
from indexer.index.parts.merge import LONGEST_LINE, Source
from indexer.index.parts.part_reader import PartReader
from indexer.index.parts.part_writer import write_part
from indexer.index.parts.published_part import PublishedPart
from indexer.index.reader.store import part_folder

_NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV}
"""Errors of a file system that has no hard links, or allows no more of them."""


def write_parts(
    parts: Sequence[PartReader], fresh: AnalyzedPosts, folder: Path, *, in_one: bool = False
) -> list[PartReader]:
    """Take over the parts there are, add one of new documents, and return all of them, open.

    A part whose files were all linked stays open at its old place.

    Later parts that are no larger than what comes behind them are merged with it: there are never more than a few, and
    no document is merged often.

    Args:
        parts: Of the live generation.
        fresh: What is new.
        folder: The new generation's.
        in_one: Whether to merge all of them with what is new, where one part can hold it.

    Raises:
        IndexDamagedError: A part to be taken over is not as it was written: its damage must not be handed on.
    """
    kept, sources, size = list(parts), list[Source](fresh.parts), len(fresh.ids)
    in_one = in_one and sum(map(_length, kept)) + sum(each.length for each in fresh.parts) <= LONGEST_LINE
    while sources and (kept if in_one else len(kept) > 1 and kept[-1].max_doc <= 2 * size):
        size += kept[-1].max_doc
        sources.insert(0, PublishedPart(kept.pop()))
    written = []
    for number, part in enumerate(kept):
        part.require_intact()
        target = part_folder(folder, number)
        written.append(part if take_over(part.folder, target) else PartReader(target))
    if sources:
        target = part_folder(folder, len(kept))
        target.mkdir()
        write_part(target, sources, heard=not kept)
        written.append(PartReader(target))
    return written


def _length(part: PartReader) -> int:
    """Return how long a part's lines are, see ``LONGEST_LINE``."""
    return max(int(part.position_bases[-1]), int(part.offset_bases[-1]))


def take_over(source: Path, target: Path) -> bool:
    """Take over a folder's files by hard links, for published files are never changed; by copies where there are none.

    Returns:
        Whether all were linked, none copied.

    Raises:
        OSError: A file could neither be linked nor copied.
    """
    target.mkdir()
    linked = [take_over_file(Path(entry.path), target / entry.name) for entry in os.scandir(source)]
    return all(linked)


def take_over_file(source: Path, target: Path) -> bool:
    """Take over one file, as ``take_over`` does; return whether it was linked."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copy2(source, target)
        return False
    return True

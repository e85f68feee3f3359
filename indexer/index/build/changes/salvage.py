"""What is left of the live generation when some of its parts are damaged: an update builds upon that.

::

    every file of the generation, compared with the manifest ─► damaged parts
    the others, their documents numbered anew                ─► Base
    posts that the table of sources names and these lack     ─► read from the site again, as if they were new

So the posts of an intact part are neither read nor cut into words again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.arrays import Int64s, Mask
from indexer.errors import IndexDamagedError, IndexUnusableError, is_passing
from indexer.index.build.changes.base import Base, Lost, read_findings
from indexer.index.build.memory import BuildMemory, read_memory
from indexer.index.build.passes.survey import Findings
from indexer.index.build.sources import Sources
from indexer.index.generations.generation import Generation, live_generation
from indexer.index.generations.integrity import find_damaged_files
from indexer.index.generations.manifest import Manifest
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.documents import Documents
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.site import read_site
from indexer.index.reader.store import StoreFiles, part_folder, read_store_files


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a generation, some of which may be damaged.

    Attributes:
        intact: Those of which every byte is as it was written, by their numbers.
        damage: What is wrong with the others, by their numbers.
    """

    intact: Mapping[int, PartReader]
    damage: Mapping[int, str]

    @property
    def can_be_mended(self) -> bool:
        """Whether there is something to mend, and something to build upon."""
        return bool(self.damage and self.intact)


def salvage(root: Path) -> Base | None:
    """Return the intact parts of the live generation to build upon; None where that is all of it, or nothing.

    Raises:
        IndexUnusableError: Something else than parts of it is damaged.
        OSError, ValueError, KeyError: Likewise.
    """
    generation = live_generation(root)
    parts = examine_parts(generation.path, generation.manifest)
    return _build_base(generation, parts) if parts.can_be_mended else None


def examine_parts(folder: Path, manifest: Manifest) -> Parts:
    """Read every byte of a generation's parts.

    Raises:
        IndexDamagedError: Something else than parts is damaged.
    """
    faults: dict[str, list[str]] = defaultdict(list)
    for name, error in find_damaged_files(folder, manifest):
        if "/" not in name:  # of no part: what joins them is not read before all of it is known to be intact
            raise IndexDamagedError(str(error))
        faults[name.split("/")[0]].append(str(error))
    intact: dict[int, PartReader] = {}
    damage: dict[int, str] = {}
    for number in range(read_store_files(folder).parts):
        found = faults.pop(part_folder(folder, number).name, [])
        try:
            part = None if found else _open_intact(part_folder(folder, number))
        except IndexUnusableError as error:
            if is_passing(error):
                raise
            part, found = None, [str(error)]
        if part:
            intact[number] = part
        else:
            damage[number] = found[0]
    for others in faults.values():
        raise IndexDamagedError(others[0])
    return Parts(intact, damage)


def _open_intact(folder: Path) -> PartReader:
    part = PartReader(folder)
    part.require_intact()
    return part


def _build_base(generation: Generation, parts: Parts) -> Base | None:
    folder = generation.path
    store, sources, memory = read_store_files(folder), Sources.read(folder), read_memory(folder)
    max_doc = len(store.ranks) if store.ranks is not None else int(sources.docs.max(initial=-1)) + 1
    ranges = _locate(parts, store.parts, max_doc)
    if not ranges:
        return None
    keep = np.zeros(max_doc, dtype=bool)
    for number, first in ranges.items():
        keep[first : first + parts.intact[number].max_doc] = True
    index = IndexReader(_renumber(store, [parts.intact[number] for number in ranges], keep), read_site(folder), None)
    findings = Findings()
    for doc in range(index.max_doc):
        findings.add(read_findings(index, doc))
    left = sources.keep(_number(keep))
    known = set(left.ids)
    digests = {post_id: digest for post_id, digest in sources.digests_of_posts.items() if post_id not in known}
    lost = Lost(tuple(parts.damage[number] for number in sorted(parts.damage)), digests)
    return Base(generation, index, left, BuildMemory(memory.signature, findings), lost)


def _locate(parts: Parts, count: int, max_doc: int) -> dict[int, int]:
    """Return the first document of each intact part whose place is certain, by its number.

    A damaged part does not tell how many documents it has: what lies before the first of them is counted from the
    beginning, what lies behind the last from the end.
    """
    first_bad, last_bad = min(parts.damage), max(parts.damage)
    sizes = [parts.intact[number].max_doc if number in parts.intact else 0 for number in range(count)]
    before = {number: sum(sizes[:number]) for number in range(first_bad)}
    behind = {number: max_doc - sum(sizes[number:]) for number in range(last_bad + 1, count)}
    return before | behind


def _renumber(store: StoreFiles, parts: Sequence[PartReader], keep: Mask) -> Documents:
    """Join the parts that are left; ``keep`` is bool[N], which of all documents are in them."""
    numbers = _number(keep)
    dead = [int(number) for number in numbers[np.array(store.dead, dtype=np.int64)] if number >= 0]
    ranks = None if store.ranks is None else np.argsort(np.argsort(store.ranks[keep], kind="stable")).astype(np.int32)
    return Documents(parts, dead, ranks)


def _number(keep: Mask) -> Int64s:
    """Return the new number of each document, -1 for those that are lost: int64[N]."""
    return np.where(keep, np.cumsum(keep) - 1, -1)

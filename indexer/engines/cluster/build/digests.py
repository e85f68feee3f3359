"""Ids and digests of a generation's documents, kept part by part: an update makes only those that a cluster lacks.

A part of an index never changes, nor do the documents that are made of it. So they are made once to be sent, and what
they are called and how they differ is kept beside the index in the work folder, in a file for each part.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Mask
from indexer.engines.cluster.build.documents import ClusterDocument
from indexer.engines.cluster.schema import FORMAT, document_id
from indexer.errors import FROM_DAMAGED_BYTES
from indexer.index.generations.durable import make_folder, replace_file
from indexer.index.generations.generation import Generation
from indexer.index.reader.index_reader import IndexReader

_ROW = np.dtype([("id", "S32"), ("digest", "S32")])
_FOLDER, _SUFFIX = "digests", ".npy"


@dataclass(frozen=True, slots=True)
class Inventory:
    """The documents of a generation, as a cluster names and compares them.

    Attributes:
        rows: (id, digest)[N] in hexadecimal; empty where nobody knows it yet, as for documents that are deleted.
        living: bool[N], False for those.
    """

    rows: NDArray[Any]
    living: Mask

    def list_ids(self) -> set[str]:
        """Return the ids of all documents."""
        return {each.decode() for each in self.rows["id"][self.living].tolist()}

    def find_wanted(self, digests: Mapping[str, str]) -> Mask:
        """Return which documents have to be made: those that differ, or may, from what a cluster has.

        Args:
            digests: Of the documents there, by id.
        """
        wanted = self.living.copy()
        for doc in (self.living & (self.rows["digest"] != b"")).nonzero()[0].tolist():
            post_id, digest = self.rows[doc]
            wanted[doc] = digests.get(post_id.decode()) != digest.decode()
        return wanted

    def note(self, wanted: Mask, documents: Iterable[ClusterDocument]) -> Iterator[ClusterDocument]:
        """Yield documents, keeping their digests; ``wanted`` tells which ones they are, in their order."""
        for doc, document in zip(wanted.nonzero()[0].tolist(), documents, strict=True):
            self.rows[doc] = document.id.encode(), document.digest.encode()
            yield document

    def draw(self, most: int) -> dict[str, str]:
        """Return the digests of some documents by their ids, spread evenly over all."""
        docs = self.living.nonzero()[0]
        at = np.unique(np.linspace(0, len(docs) - 1, min(most, len(docs))).astype(np.int64))
        return {post_id.decode(): digest.decode() for post_id, digest in self.rows[docs[at]].tolist()}


class DigestStore:
    """The files of a work folder that keep what is known of parts."""

    def __init__(self, work: Path) -> None:
        self._folder = work / _FOLDER

    def read(self, generation: Generation, reader: IndexReader) -> Inventory:
        """Return what is known of a generation's documents: their ids, and the digests of parts sent before."""
        living = np.ones(reader.max_doc, dtype=bool) if reader.live is None else reader.live
        rows = np.zeros(reader.max_doc, dtype=_ROW)
        for key, number in _name_parts(generation, reader).items():
            begin, end = reader.firsts[number : number + 2].tolist()
            rows[begin:end] = self._read(key, end - begin)
        for doc in (living & (rows["id"] == b"")).nonzero()[0].tolist():
            rows["id"][doc] = document_id(reader.metadata(doc).id).encode()
        return Inventory(rows, living)

    def write(self, generation: Generation, reader: IndexReader, inventory: Inventory) -> None:
        """Keep what is known of a generation's documents."""
        make_folder(self._folder)
        for key, number in _name_parts(generation, reader).items():
            begin, end = reader.firsts[number : number + 2].tolist()
            data = io.BytesIO()
            np.save(data, inventory.rows[begin:end], allow_pickle=False)
            replace_file(self._path(key), data.getvalue())

    def remove_others(self, generations: Iterable[tuple[Generation, IndexReader]]) -> None:
        """Delete what is known of parts that no generation has."""
        kept = {self._path(key) for each in generations for key in _name_parts(*each)}
        for path in self._folder.glob(f"*{_SUFFIX}"):
            if path not in kept:
                path.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}{_SUFFIX}"

    def _read(self, key: str, docs: int) -> NDArray[Any]:
        try:
            rows = np.load(self._path(key), allow_pickle=False)
        except (*FROM_DAMAGED_BYTES, OSError):  # a cache: what is not there is made again
            return np.zeros(docs, dtype=_ROW)
        return rows if rows.dtype == _ROW and len(rows) == docs else np.zeros(docs, dtype=_ROW)


def _name_parts(generation: Generation, reader: IndexReader) -> dict[str, int]:
    """Return the numbers of a generation's parts by a key that is that of all their bytes."""
    files = generation.manifest.files
    named = {}
    for number in range(len(reader.parts)):
        own = sorted(
            (name.partition("/")[2], seal.sha256) for name, seal in files.items() if name.startswith(f"part-{number}/")
        )
        named[blake2b(repr((FORMAT, own)).encode(), digest_size=16).hexdigest()] = number
    return named

"""A work folder -> a cluster that holds the same generations and serves the live one.

The folder is an index like any other, built by the same code: what a build reads, compares, refuses, withdraws and
takes back is decided there. Here the cluster is made to hold the live generation and the one before it, the alias is
moved, and what the folder has no more is deleted. What was killed on the way is done by the next build: a generation
counts only once it is written down as complete.
"""

import logging
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError

from indexer.engines.cluster.build.digests import DigestStore
from indexer.engines.cluster.build.documents import make_documents
from indexer.engines.cluster.build.lease import Lease
from indexer.engines.cluster.build.publishing import (
    SOURCE_ID,
    Clone,
    Shape,
    create_posts,
    fill_posts,
    live_index,
    move_alias,
    read_clone,
    remove_generation,
    seal,
    verify_posts,
    write_tables,
)
from indexer.engines.cluster.client import ClusterClient
from indexer.engines.cluster.manifest import MANIFEST, Manifest
from indexer.engines.cluster.planner import ClusterPlanner
from indexer.engines.cluster.published import SECONDS_BETWEEN_LOOKS
from indexer.engines.cluster.queries.retrieval import Retrieval
from indexer.engines.cluster.schema import posts_index, tables_index
from indexer.engines.cluster.searcher import ClusterSearcher
from indexer.engines.cluster.tables.chunks import count_chunks, make_chunks
from indexer.engines.cluster.tables.table_counts import read_tables
from indexer.engines.cluster.tables.table_making import make_tables
from indexer.engines.cluster.tables.tables import Tables
from indexer.engines.sending import SendProgress
from indexer.errors import ClusterUnreachableError, IndexUnusableError, SearchIndexError
from indexer.index.generations.contents import Contents, decode_contents, encode_contents
from indexer.index.generations.generation import Generation, current_generation, previous_generation
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.store import open_every_document
from indexer.search.tuning import Tuning

_NUMBERED = re.compile(r".*-g([0-9]+)")
_TRIES, _PAUSE = 15, 2.0
"""How often an index is asked that does not answer, and the seconds in between."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """What an index of a cluster mirrors.

    Attributes:
        name: Of the local generation, which no other ever has.
        contents: What that says about itself.
    """

    name: str
    contents: Contents


def read_source(client: OpenSearch, index: str) -> Source | None:
    """Return what an index of posts mirrors; None where nothing says so."""
    try:
        values = client.get(index=tables_index(index), id=SOURCE_ID)["_source"]
    except NotFoundError:
        return None
    return Source(values["source"], decode_contents(values["contents"]))


def local_generations(root: Path) -> list[Generation]:
    """Return what a work folder holds: the live generation last, before it the one that a rollback serves again."""
    live = current_generation(root)
    try:
        return [previous_generation(root), live]
    except SearchIndexError:
        return [live]


@dataclass(frozen=True, slots=True)
class Mirror:
    """Makes a cluster hold what a work folder holds.

    Attributes:
        client: The cluster.
        lease: The right to write to the index there.
        shape: Of its indexes.
        digests: What the work folder knows of the documents that it sent.
        progress: Receives the progress of sending.
    """

    client: ClusterClient
    lease: Lease
    shape: Shape
    digests: DigestStore
    progress: SendProgress

    def sweep(self) -> None:
        """Delete what killed builds left, and take note of a live index that nothing is written down of."""
        for number in self.lease.state.list_unfinished():
            self._remove(number)
        live = live_index(self.client.raw, self.lease.name)
        match = _NUMBERED.fullmatch(live or "")
        if live and match and str(int(match[1])) not in self.lease.state.generations:
            source = read_source(self.client.raw, live)
            self.lease.adopt(int(match[1]), source.name if source else live)

    def find_live(self) -> Source | None:
        """Return what the live index mirrors; None where there is none."""
        live = live_index(self.client.raw, self.lease.name)
        return read_source(self.client.raw, live) if live else None

    def follow(self, root: Path) -> None:
        """Make the cluster hold the generations of a work folder, serve the live one, and hold no others.

        Raises:
            SearchIndexError: Something failed. The alias stays where it is, or is where it shall be.
        """
        generations = local_generations(root)
        numbers = [self._find(each) or self._publish(each) for each in generations]
        self.lease.change(lambda state: state)  # raises where another writer has taken over
        before, live = live_index(self.client.raw, self.lease.name), posts_index(self.lease.name, numbers[-1])
        move_alias(self.client.raw, self.lease.name, live)
        if before and before != live:
            time.sleep(2 * SECONDS_BETWEEN_LOOKS)  # by then nobody shows answers that were given before it moved
        for number in self.lease.state.list_complete():
            if number not in numbers:
                self._remove(number)
        self.digests.remove_others((each, open_every_document(each.path)) for each in generations)

    def _find(self, generation: Generation) -> int | None:
        """Return the number under which the cluster has a generation; None where it has it not, or must have it anew.

        It is written anew where posts came or went by the clock since: the tables count those that may be found.
        """
        number = self.lease.state.find(generation.name)
        if number is None:
            return None
        index = posts_index(self.lease.name, number)
        try:
            self.client.raw.indices.get(index=index)
            manifest = Manifest.from_source(self.client.raw.get(index=tables_index(index), id=MANIFEST)["_source"])
        except (NotFoundError, IndexUnusableError):
            return None
        is_fresh = manifest.until is None or manifest.until > time.time()
        return number if is_fresh else None

    def _publish(self, generation: Generation) -> int:
        """Write a generation, and return its number."""
        reader = open_every_document(generation.path)
        inventory = self.digests.read(generation, reader)
        clone = self._choose_clone(inventory.list_ids())
        wanted = inventory.find_wanted(clone.digests if clone else {})
        number = self.lease.begin()
        index = posts_index(self.lease.name, number)
        create_posts(self.client.raw, index, self.shape, clone)
        if wanted.any():
            self.progress.start_sending(int(wanted.sum()))
        documents = inventory.note(wanted, make_documents(reader, wanted))
        sent = fill_posts(self.client.raw, index, documents, clone, self.progress)
        verify_posts(self.client.raw, index, inventory)
        self.digests.write(generation, reader, inventory)
        _log.debug("%s: %d documents, of which %d were sent", index, reader.num_docs, sent)
        moment = time.time()
        tables = make_tables(reader, moment)
        write_tables(self.client.raw, index, self.shape, _list_tables(generation, reader, number, tables, moment))
        seal(self.client.raw, index)
        self._probe(index, read_tables(tables).tables(), moment)
        self.lease.complete(number, generation.name)
        return number

    def _choose_clone(self, ids: Collection[str]) -> Clone | None:
        """Return the newest complete index to begin with; None where none will do."""
        complete = self.lease.state.list_complete()
        return (
            read_clone(self.client.raw, posts_index(self.lease.name, complete[-1]), self.shape, ids)
            if complete
            else None
        )

    def _probe(self, index: str, tables: Tables, moment: float) -> None:
        """Ask an index what visitors will ask, once for each copy: it answers, and they need not wait for it to load.

        Raises:
            ClusterUnreachableError: It does not, for half a minute.
        """
        searcher = ClusterSearcher(ClusterPlanner(Retrieval(self.client, index), tables, Tuning(), moment))
        for _ in range(1 + self.shape.replicas):
            _insist(searcher.warm_up)

    def _remove(self, number: int) -> None:
        remove_generation(self.client.raw, self.lease.name, number)
        self.lease.forget(number)


def _list_tables(
    generation: Generation, every: IndexReader, number: int, tables: Mapping[str, bytes], moment: float
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the documents of the tables; the manifest, which says that all are there, last."""
    reader = every.at(moment)
    yield from make_chunks(tables)
    yield SOURCE_ID, {"source": generation.name, "contents": encode_contents(generation.manifest.contents)}
    manifest = Manifest(
        generation=f"g-{number}",
        posts=every.num_docs,
        chunks={name: count_chunks(packed) for name, packed in tables.items()},
        moment=moment,
        since=reader.since if isfinite(reader.since) else None,
        until=reader.until if isfinite(reader.until) else None,
        built=generation.manifest.contents.built,
    )
    yield MANIFEST, manifest.to_source()


def _insist(ask: Callable[[], None]) -> None:
    """Ask again while the cluster does not answer: where a node was lost, another copy takes over soon."""
    for left in reversed(range(_TRIES)):
        try:
            return ask()
        except ClusterUnreachableError:
            if not left:
                raise
        time.sleep(_PAUSE)
    return None

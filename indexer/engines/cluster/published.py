"""Find the index that an alias of a cluster names, and read what it says of itself: its manifest and its tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.engines.cluster.client import ClusterClient
from indexer.engines.cluster.manifest import MANIFEST, Manifest
from indexer.engines.cluster.schema import tables_index
from indexer.engines.cluster.tables.chunks import chunk_id, read_chunk
from indexer.engines.cluster.tables.table_counts import TableCounts, read_tables
from indexer.errors import IndexDamagedError

SECONDS_BETWEEN_LOOKS = 1.0
"""How often those who serve an index look for another: what a build that withdraws posts waits for."""


@dataclass(frozen=True, slots=True)
class PublishedIndex:
    """One index on a cluster, without its posts.

    Attributes:
        index: The name of the index of its posts.
        counts: Its tables, at the moment of the manifest.
    """

    index: str
    manifest: Manifest
    counts: TableCounts


def find_index(client: ClusterClient) -> str:
    """Return the name of the index that the alias names.

    Raises:
        IndexMissingError: There is none.
        IndexUnusableError: The cluster does not answer.
    """
    with client.errors():
        found: Mapping[str, Any] = client.raw.indices.get_alias(index=client.address.name)
    return max(found)  # while an alias is moved there is but one: this is done in one step


def read_published(client: ClusterClient, index: str) -> PublishedIndex:
    """Read the tables of an index.

    Raises:
        IndexMissingError: They are gone: another index is published.
        IndexDamagedError: They are not as they were written.
        IndexVersionError: Another version of this program wrote them.
        IndexUnusableError: The cluster does not answer.
    """
    tables = tables_index(index)
    with client.errors():
        manifest = Manifest.from_source(client.raw.get(index=tables, id=MANIFEST)["_source"])
        packed = {
            name: b"".join(
                _read_piece(client.raw.get(index=tables, id=chunk_id(name, number))) for number in range(count)
            )
            for name, count in manifest.chunks.items()
        }
    return PublishedIndex(index, manifest, read_tables(packed))


def _read_piece(answer: Mapping[str, Any]) -> bytes:
    if "_source" not in answer:
        raise IndexDamagedError("a table of the index is missing; run search-index rebuild")
    return read_chunk(answer["_source"])

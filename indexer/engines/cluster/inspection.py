"""What a cluster says of an index: for ``stats``, and for ``doctor``, which reads every post and every table."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import AuthorizationException, NotFoundError

from indexer.engines.cluster.build.mirror import Source, read_source
from indexer.engines.cluster.build.publishing import live_index
from indexer.engines.cluster.client import ClusterClient
from indexer.engines.cluster.manifest import MANIFEST, Manifest
from indexer.engines.cluster.schema import tables_index
from indexer.engines.cluster.tables.chunks import chunk_id, read_chunk
from indexer.engines.cluster.tables.table_counts import read_tables
from indexer.errors import FROM_DAMAGED_BYTES, IndexDamagedError, IndexMissingError, IndexUnusableError
from indexer.index.format.compression import decompress

_PAGE = 200
"""Posts that are read at once: some megabytes."""
_LANGUAGES = 1000
_READ_ONLY, _SEALED = "read_only_allow_delete", "write"


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """What is served, as the cluster counts it.

    Attributes:
        index: The index of posts.
        source: What it was built of; None where nothing says so.
        posts: That can be found now.
        languages: Of them, by language.
        documents: All there are.
        shards: Pieces, copies not counted.
        bytes: On the disks, copies not counted; None where this user may not ask.
        blocks: What is forbidden to all: ``write`` for an index that is sealed.
    """

    index: str
    source: Source | None
    posts: int
    languages: Mapping[str, int]
    documents: int
    shards: int
    bytes: int | None
    blocks: frozenset[str]

    @property
    def is_sealed(self) -> bool:
        """Whether it can no longer be changed, as everything that is published."""
        return _SEALED in self.blocks

    @property
    def is_full(self) -> bool:
        """Whether the cluster has closed it because its disks are nearly full."""
        return _READ_ONLY in self.blocks


def read_facts(client: ClusterClient, now: float) -> ClusterFacts:
    """Ask a cluster what it serves.

    Raises:
        IndexMissingError: Nothing.
        IndexUnusableError: It does not answer, or may not be asked.
    """
    raw = client.raw
    with client.errors():
        index = live_index(raw, client.address.name)
        if index is None:
            raise IndexMissingError(f"{client.address}: there is no index yet. Make one: search-index rebuild SITE")
        settings = raw.indices.get(index=index)[index]["settings"]["index"]
        visible = [{"range": {"visible_from": {"lte": int(now)}}}, {"range": {"visible_until": {"gt": int(now)}}}]
        found = raw.search(
            index=index,
            body={
                "size": 0,
                "track_total_hits": True,
                "query": {"bool": {"filter": visible}},
                "aggs": {"lang": {"terms": {"field": "lang", "size": _LANGUAGES}}},
            },
        )
        return ClusterFacts(
            index,
            read_source(raw, index),
            found["hits"]["total"]["value"],
            {each["key"]: each["doc_count"] for each in found["aggregations"]["lang"]["buckets"]},
            raw.count(index=index)["count"],
            int(settings["number_of_shards"]),
            _read_size(raw, index),
            frozenset(name for name, value in settings.get("blocks", {}).items() if value == "true"),
        )


def _read_size(raw: OpenSearch, index: str) -> int | None:
    with suppress(AuthorizationException):
        stats = raw.indices.stats(index=f"{index},{tables_index(index)}", metric="store")
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])
    return None


def find_damage(client: ClusterClient, index: str) -> Iterator[str]:
    """Read every table and every post of an index; yield what is not as it was written, in words.

    Raises:
        IndexUnusableError: The cluster does not answer.
    """
    with client.errors():
        try:
            manifest = _read_manifest(client.raw, index)
            read_tables({name: _read_table(client.raw, index, name, count) for name, count in manifest.chunks.items()})
        except (IndexDamagedError, NotFoundError) as error:
            yield f"the tables of {index} are not all there: {error}"
            return
        except IndexUnusableError as error:
            yield str(error)
            return
        total = 0
        for post_id, digest, stored in _read_posts(client.raw, index):
            total += 1
            if not _is_intact(digest, stored):
                yield f"{post_id}: is not as it was written"
        if total != manifest.posts:
            yield f"{index}: holds {total} documents, {manifest.posts} were written"


def _read_manifest(raw: OpenSearch, index: str) -> Manifest:
    return Manifest.from_source(raw.get(index=tables_index(index), id=MANIFEST)["_source"])


def _read_table(raw: OpenSearch, index: str, name: str, count: int) -> bytes:
    chunks = (raw.get(index=tables_index(index), id=chunk_id(name, number)) for number in range(count))
    return b"".join(read_chunk(chunk["_source"]) for chunk in chunks)


def _read_posts(raw: OpenSearch, index: str) -> Iterator[tuple[str, str, str]]:
    """Yield id, digest and stored form of every document."""
    body: dict[str, Any] = {"size": _PAGE, "docvalue_fields": ["id", "digest"], "sort": ["id"]}
    while hits := raw.search(index=index, body=body)["hits"]["hits"]:
        for hit in hits:
            yield hit["fields"]["id"][0], hit["fields"]["digest"][0], hit["_source"]["stored"]
        body["search_after"] = hits[-1]["sort"]


def _is_intact(digest: str, stored: str) -> bool:
    try:
        packed = decompress(base64.b64decode(stored, validate=True))
    except FROM_DAMAGED_BYTES:
        return False
    return blake2b(packed, digest_size=len(digest) // 2).hexdigest() == digest

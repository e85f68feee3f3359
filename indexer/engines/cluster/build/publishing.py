"""One generation of a work folder -> one generation of a cluster: an index of posts and one of tables, both sealed.

A new index is made beside the live one. Where every post of a complete index is still there, it begins as a clone of
that, by hard links inside the cluster, and only documents that differ are sent; where one is gone it begins empty, so
that no segment holds anything of what was withdrawn. Both are refreshed, compared with what was to be written, and
closed for writing. Only then may the alias be moved.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError, TransportError

from indexer.engines.cluster.build.bulk import Operation, send_all, send_to
from indexer.engines.cluster.build.digests import Inventory
from indexer.engines.cluster.build.documents import ClusterDocument
from indexer.engines.cluster.schema import posts_body, posts_index, tables_body, tables_index
from indexer.engines.sending import SendProgress
from indexer.errors import SearchIndexError, UsageError

SOURCE_ID = "writer-source"
"""The document of the tables that says what an index mirrors."""
_DIGEST = {"_source": False, "docvalue_fields": ["digest"]}
_SEAL = {"index.blocks.write": True}
_PROBES = 64
"""Documents that are read back before an index is published, spread over all of them."""
_PAGE = 10_000
_COPIED = {"timeout": "60s", "wait_for_active_shards": "all"}
"""How long a cluster may look for room for a new index: for all copies, or what is sent is lost with the first node."""
_MINUTES = 10 * 60
"""Seconds that a request may take which copies or writes files."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shape:
    """How an index of posts is spread over the nodes.

    Attributes:
        shards: Pieces that can lie on different nodes.
        replicas: Copies of each piece besides the first, where there are as many more nodes to hold them.
    """

    shards: int = 1
    replicas: int = 1


@dataclass(frozen=True, slots=True)
class Clone:
    """A complete index to begin with.

    Attributes:
        index: Its name.
        digests: Of its documents, by id.
    """

    index: str
    digests: Mapping[str, str]


def read_clone(client: OpenSearch, index: str, shape: Shape, ids: Collection[str]) -> Clone | None:
    """Return a complete index to begin a new one with; None where it has a document that must go, or another form.

    Args:
        client: The cluster.
        index: Of posts.
        shape: That the new one is to have.
        ids: Of all documents of the new one.
    """
    try:
        found = client.indices.get(index=index)[index]
    except NotFoundError:
        return None
    body = posts_body(shape.shards, shape.replicas)
    shards = int(found["settings"]["index"]["number_of_shards"])
    if shards != shape.shards or found["mappings"] != body["mappings"]:
        return None
    digests = dict(_read_digests(client, index))
    return Clone(index, digests) if digests.keys() <= set(ids) else None


def _read_digests(client: OpenSearch, index: str) -> Iterator[tuple[str, str]]:
    """Yield id and digest of every document of a sealed index, a page at a time."""
    body: dict[str, object] = {"size": _PAGE, **_DIGEST, "sort": ["id"], "track_total_hits": False}
    while hits := client.search(index=index, body=body)["hits"]["hits"]:
        for hit in hits:
            yield hit["_id"], hit["fields"]["digest"][0]
        body["search_after"] = hits[-1]["sort"]


def create_posts(client: OpenSearch, index: str, shape: Shape, clone: Clone | None) -> None:
    """Make an index of posts, which may be there in part already: a try whose answer was lost is made again.

    Raises:
        SearchIndexError: No node has room for it.
    """
    remove_index(client, index)
    if clone is None:
        _create(client, index, posts_body(shape.shards, shape.replicas))
        return
    settings = {"index.blocks.write": None, "index.auto_expand_replicas": f"0-{shape.replicas}"}
    found = client.indices.clone(
        index=clone.index,
        target=index,
        body={"settings": settings},
        params=_COPIED,
        request_timeout=_MINUTES,
    )
    _require_room(client, index, found)


def _create(client: OpenSearch, index: str, body: Mapping[str, Any]) -> None:
    found = client.indices.create(index=index, body=body, params=_COPIED, request_timeout=_MINUTES)
    _require_room(client, index, found)


def _require_room(client: OpenSearch, index: str, answer: Mapping[str, Any]) -> None:
    """Refuse to go on where a new index has not all its pieces; it may lack copies, as where a node is lost.

    Raises:
        SearchIndexError: No node has room for it.
    """
    if not (answer["shards_acknowledged"] or _is_whole(client, index)):
        raise SearchIndexError(
            f"{index}: no node of the cluster takes the new index; its disks may be nearly full. "
            "The live index is untouched; make room on the nodes, and run the command again"
        )


def _is_whole(client: OpenSearch, index: str) -> bool:
    try:
        return not client.count(index=index)["_shards"]["failed"]
    except TransportError:  # none of its pieces answers
        return False


def fill_posts(
    client: OpenSearch,
    index: str,
    documents: Iterable[ClusterDocument],
    clone: Clone | None,
    progress: SendProgress,
) -> int:
    """Send what an index lacks of some documents, make all of it visible, and return how many were sent."""
    known = clone.digests if clone else {}
    same = 0

    def changed() -> Iterator[Operation]:
        nonlocal same
        for document in documents:
            if known.get(document.id) == document.digest:
                same += 1
            else:
                yield Operation(document.id, document.source)

    sent = send_all(changed(), send_to(client, index), delivered=progress.advance_sending)
    if same:
        progress.advance_sending(same)
    client.indices.refresh(index=index, request_timeout=_MINUTES)
    return sent


def write_tables(
    client: OpenSearch, index: str, shape: Shape, documents: Iterable[tuple[str, Mapping[str, object]]]
) -> None:
    """Make the index of tables that belongs to an index of posts.

    Args:
        client: The cluster.
        index: Of posts.
        shape: Of which the tables take the copies.
        documents: Ids and sources; the last, which says that all are there, is sent alone.
    """
    tables = tables_index(index)
    remove_index(client, tables)
    _create(client, tables, tables_body(shape.replicas))
    operations = [Operation(key, source) for key, source in documents]
    send_all(operations[:-1], send_to(client, tables))
    client.indices.refresh(index=tables)
    if client.count(index=tables)["count"] != len(operations) - 1:
        raise SearchIndexError(f"{tables}: holds other tables than were sent. The live index is untouched")
    send_all(operations[-1:], send_to(client, tables))
    client.indices.refresh(index=tables)


def seal(client: OpenSearch, index: str) -> None:
    """Close an index and its tables for writing: what is published never changes."""
    for each in (index, tables_index(index)):
        client.indices.flush(index=each, request_timeout=_MINUTES)
        client.indices.put_settings(index=each, body=_SEAL)


def live_index(client: OpenSearch, name: str) -> str | None:
    """Return the index that an alias names; None where there is none.

    Raises:
        UsageError: The name is that of an index.
    """
    try:
        (index,) = client.indices.get_alias(index=name)
    except NotFoundError:
        return None
    if index == name:
        raise UsageError(f"{name}: is an index of its own and no alias; choose another name in the address")
    return str(index)


def move_alias(client: OpenSearch, name: str, index: str) -> None:
    """Let an alias name an index, in one step; done again it does nothing."""
    live = live_index(client, name)
    if live == index:
        return
    leave = [{"remove": {"index": live, "alias": name, "must_exist": True}}] if live else []
    client.indices.update_aliases(body={"actions": [*leave, {"add": {"index": index, "alias": name}}]})
    _log.debug("%s: %s instead of %s", name, index, live)


def remove_generation(client: OpenSearch, name: str, number: int) -> None:
    """Delete both indexes of a generation, or what there is of them."""
    index = posts_index(name, number)
    for each in (tables_index(index), index):
        remove_index(client, each)


def remove_index(client: OpenSearch, index: str) -> None:
    """Delete an index, where there is one."""
    client.indices.delete(index=index, params={"ignore_unavailable": "true"})


def verify_posts(client: OpenSearch, index: str, inventory: Inventory) -> None:
    """Make sure that an index holds what it has to, as a search finds it.

    Raises:
        SearchIndexError: It does not.
    """
    found, total = client.count(index=index)["count"], int(inventory.living.sum())
    if found != total:
        raise SearchIndexError(
            f"{index}: holds {found} documents, {total} were sent. The live index is untouched; run the command again"
        )
    probes = inventory.draw(_PROBES)
    body = {"query": {"ids": {"values": list(probes)}}, "size": _PROBES, **_DIGEST}
    hits = client.search(index=index, body=body)["hits"]["hits"]
    if {hit["_id"]: hit["fields"]["digest"][0] for hit in hits} != probes:
        raise SearchIndexError(
            f"{index}: documents come back otherwise than they were sent. "
            "The live index is untouched; run the command again"
        )

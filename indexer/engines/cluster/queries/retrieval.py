"""Ask a cluster for posts: several questions in one request, and the stored documents of what was found."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from indexer.cache import BoundedCache
from indexer.engines.cluster.client import ClusterClient
from indexer.engines.cluster.queries.clauses import NOTHING, Query, all_of
from indexer.engines.cluster.stored_document import StoredForm
from indexer.errors import ClusterUnreachableError, IndexDamagedError
from indexer.index.format.compression import decompress
from indexer.search.deadline import check_deadline, seconds_left

Body = dict[str, Any]
"""One search, as the cluster is asked it."""

_CACHED_BYTES = 128_000_000
"""Of the documents read last: some thousand posts, of which most queries find some again."""
_SECONDS = 10.0
"""One request may take so long where the search as a whole may take longer."""
_AT_ONCE = 256
"""Documents of one request: about ten megabytes of long posts."""
_OVERHEAD_BYTES = 4000
"""Memory of a document besides its arrays, roughly."""


class Batch:
    """Searches that are asked together.

    Attributes:
        bodies: In the order in which they were added, and answered.
    """

    def __init__(self) -> None:
        self.bodies: list[Body] = []

    def add(self, body: Body) -> int:
        """Add a search; return the number of its answer."""
        self.bodies.append(body)
        return len(self.bodies) - 1


def _size_of(form: StoredForm) -> int:
    return form.size + _OVERHEAD_BYTES


class Retrieval:
    """Searches the posts of one index. Safe to be shared by threads; documents stay good whatever is published."""

    def __init__(self, client: ClusterClient, index: str = "") -> None:
        """Get ready.

        Args:
            client: The cluster.
            index: Of posts; empty for the one that the alias names.
        """
        self._client = client
        self._index = index or client.address.name
        self._forms: BoundedCache[str, StoredForm] = BoundedCache(_CACHED_BYTES, _size_of)

    def search(self, bodies: Sequence[Body]) -> list[Mapping[str, Any]]:
        """Ask several questions at once; answers come in their order.

        Raises:
            IndexUnusableError: The cluster does not answer.
        """
        check_deadline()
        if not bodies:
            return []
        lines = [line for body in bodies for line in ({}, body)]
        with self._client.errors():
            limits = {"max_concurrent_searches": len(bodies), "request_timeout": min(seconds_left(), _SECONDS)}
            found = self._client.raw.msearch(body=lines, index=self._index, params=limits)
        for each in found["responses"]:
            self._require_whole(each)
        return list(found["responses"])

    def _require_whole(self, answer: Mapping[str, Any]) -> None:
        """Refuse what only some shards answered: it would tell that posts are gone which are there.

        Raises:
            ClusterUnreachableError: A shard failed, or all did.
        """
        failed = answer.get("error") or answer["_shards"].get("failed") or answer.get("timed_out")
        if failed:
            error = answer.get("error")
            why = error.get("type") if isinstance(error, Mapping) else "some shards do not answer"
            raise ClusterUnreachableError(f"{self._client.address}: the cluster cannot answer now ({why})")

    def read(self, digests: Sequence[str]) -> list[StoredForm]:
        """Return the documents of some digests, each once; those that are gone meanwhile are left out.

        Raises:
            IndexDamagedError: What is stored is not what was written.
            IndexUnusableError: The cluster does not answer.
        """
        found = self._forms.find(digests)
        missing = [digest for digest in dict.fromkeys(digests) if digest not in found]
        pieces = [missing[at : at + _AT_ONCE] for at in range(0, len(missing), _AT_ONCE)]
        bodies = [_fetch(piece) for piece in pieces]
        fresh = {digest: form for answer in self.search(bodies) for digest, form in read_forms(answer).items()}
        self._forms.keep(fresh)
        every = found | fresh
        return [every[digest] for digest in dict.fromkeys(digests) if digest in every]


def _fetch(digests: Sequence[str]) -> Body:
    query = {"bool": {"filter": [{"terms": {"digest": list(digests)}}]}}
    return {"size": len(digests), "query": query, "_source": ["stored"], "docvalue_fields": ["digest"]}


def read_forms(answer: Mapping[str, Any]) -> dict[str, StoredForm]:
    """Return the documents that were found by their digests, in their order."""
    return {hit["fields"]["digest"][0]: _unpack(hit["_source"]["stored"]) for hit in answer["hits"]["hits"]}


def _unpack(stored: str) -> StoredForm:
    try:
        return StoredForm.unpack(decompress(base64.b64decode(stored)))
    except (KeyError, TypeError, ValueError) as error:
        raise IndexDamagedError(f"a post on the cluster cannot be read ({error}); run search-index rebuild") from error


def find_best(query: Query, size: int) -> Body:
    """Return a search for the best posts by score."""
    return _list_digests(query, size) | {"track_total_hits": False}


def find_newest(query: Query, size: int) -> Body:
    """Return a search for the newest posts, undated ones last, of equal dates by id."""
    order = [{"date": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]
    return _list_digests(query, size) | {"sort": order, "track_total_hits": False}


def _list_digests(query: Query, size: int) -> Body:
    fields = ["digest", "translation"]
    return {"size": size, "query": query, "_source": False, "stored_fields": "_none_", "docvalue_fields": fields}


def count(query: Query, aggregations: Mapping[str, Any]) -> Body:
    """Return a search that only counts."""
    return {"size": 0, "query": query, "track_total_hits": True, "aggs": dict(aggregations)}


def count_each(within: Sequence[Query], queries: Sequence[Query]) -> Body:
    """Return a search that counts the posts of each of some queries, among those that others leave."""
    filters = {str(number): query for number, query in enumerate(queries or [NOTHING])}
    return count(all_of(within), {"each": {"filters": {"filters": filters}}})


def read_each(answer: Mapping[str, Any]) -> list[int]:
    """Return what ``count_each`` asked; of no query one 0."""
    buckets = answer["aggregations"]["each"]["buckets"]
    return [int(buckets[str(number)]["doc_count"]) for number in range(len(buckets))]


def read_digests(answer: Mapping[str, Any]) -> list[str]:
    """Return the digests of what was found, best first."""
    return [hit["fields"]["digest"][0] for hit in answer["hits"]["hits"]]


def read_translations(answer: Mapping[str, Any]) -> list[str]:
    """Return what the translations of posts that were found share, for those that have any."""
    return [key for hit in answer["hits"]["hits"] for key in hit["fields"].get("translation", ())]

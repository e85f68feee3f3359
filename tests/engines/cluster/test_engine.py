"""The engine of a cluster: what it serves when another index is published, or nothing answers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cluster_stand_in import StandIn
from small_index import make_post, write_index

from indexer.engines.cluster.documents import make_documents
from indexer.engines.cluster.manifest import Manifest
from indexer.engines.cluster.tables import make_tables, read_tables
from indexer.errors import ClusterUnreachableError, ConfigurationError, IndexMissingError
from indexer.index.reader.store import open_every_document, open_store
from indexer.search.results import SearchRequest
from indexer.search.tuning import Tuning
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.load import CLUSTER_PASSWORD
from indexer.settings.settings import Settings

pytest.importorskip("opensearchpy")
from indexer.engines.cluster import engine as module
from indexer.engines.cluster.client import connect
from indexer.engines.cluster.published import PublishedIndex

ADDRESS = ClusterAddress.parse("https://localhost:9200/posts")
BUILT = datetime(2026, 1, 1, tzinfo=UTC)


class Cluster:
    """Indexes in memory, one of which is published.

    Attributes:
        live: The number of the published one.
        error: What each request raises; None while it is well.
    """

    def __init__(self, folder):
        self.live, self.error, self.indexes = 0, None, []
        for number, word in enumerate(("istio", "envoy")):
            write_index(folder / str(number), [make_post(f"post {number}", word)], name="Blog")
            documents = make_documents(open_every_document(folder / str(number)))
            tables = read_tables(make_tables(open_store(folder / str(number))))
            self.indexes.append((StandIn(documents), tables))

    def find_index(self, _client):
        self._fail()
        return f"posts-g{self.live:06}"

    def read_published(self, _client, index):
        self._fail()
        return PublishedIndex(index, Manifest(index, 1, {}, built=BUILT), self.indexes[self.live][1])

    def search(self, bodies):
        self._fail()
        return self.indexes[self.live][0].search(bodies)

    def read(self, digests):
        return self.indexes[self.live][0].read(digests)

    def _fail(self):
        if self.error:
            raise self.error


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    cluster = Cluster(tmp_path)
    monkeypatch.setattr(module, "find_index", cluster.find_index)
    monkeypatch.setattr(module, "read_published", cluster.read_published)
    monkeypatch.setattr(module, "Retrieval", lambda _client: cluster)
    monkeypatch.setattr(module, "SECONDS_BETWEEN_LOOKS", 0.0)
    return cluster


@pytest.fixture
def engine(cluster):
    engine = module.ClusterEngine(ADDRESS, Settings(Path(), ADDRESS), Tuning())
    yield engine
    engine.close()


def find(engine, text=""):
    return [hit.id for hit in engine.search(SearchRequest(text)).hits]


def test_another_index_is_taken_up_with_the_next_question(engine, cluster):
    assert find(engine) == ["post 0.md"]
    cluster.live = 1
    assert find(engine) == ["post 1.md"]
    assert engine.health().generation == "posts-g000001"


def test_another_index_is_taken_up_in_the_background(engine, cluster, monkeypatch):
    monkeypatch.setattr(module, "SECONDS_BETWEEN_LOOKS", 0.01)
    engine.start()
    assert find(engine) == ["post 0.md"]
    cluster.live = 1
    while engine.health().generation != "posts-g000001":
        pass
    assert find(engine, "envoy") == ["post 1.md"]


def test_a_cluster_that_does_not_answer_is_told_and_recovers_by_itself(engine, cluster):
    cluster.error = ClusterUnreachableError("no node answers")
    with pytest.raises(ClusterUnreachableError):
        find(engine)
    cluster.error = None
    assert find(engine) == ["post 0.md"]
    cluster.error = ClusterUnreachableError("no node answers")
    with pytest.raises(ClusterUnreachableError):
        find(engine)
    cluster.error = None
    assert find(engine) == ["post 0.md"]


def test_an_index_that_is_gone_is_served_no_more(engine, cluster):
    assert find(engine)
    cluster.error = IndexMissingError("there is no index yet")
    with pytest.raises(IndexMissingError):
        find(engine)


def test_health_tells_of_the_index_and_is_asked_of_the_cluster_now_and_then_only(engine, cluster):
    health = engine.health()
    assert (health.posts, health.site_name, health.built) == (1, "Blog", BUILT)
    asked = len(cluster.indexes[0][0].asked)
    assert engine.health() == health
    assert len(cluster.indexes[0][0].asked) == asked


def test_plain_http_is_for_this_machine_alone_unless_a_setting_says_otherwise():
    far = ClusterAddress.parse("http://search.example.org/posts")
    with pytest.raises(ConfigurationError, match="cluster_plaintext"):
        connect(far, Settings(Path(), far))
    connect(far, Settings(Path(), far, cluster_plaintext=True)).close()
    connect(ClusterAddress.parse("http://127.0.0.1/posts"), Settings(Path(), far)).close()


def test_a_user_needs_a_password_from_a_file_or_the_environment(tmp_path):
    settings = Settings(Path(), ADDRESS, cluster_user="ann")
    with pytest.raises(ConfigurationError, match=CLUSTER_PASSWORD):
        connect(ADDRESS, settings, {})
    connect(ADDRESS, settings, {CLUSTER_PASSWORD: "secret"}).close()
    missing = Settings(Path(), ADDRESS, cluster_user="ann", cluster_password_file=tmp_path / "none")
    with pytest.raises(ConfigurationError, match="none: the password"):
        connect(ADDRESS, missing, {})


def test_certificates_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"ca\.pem: cannot be read"):
        connect(ADDRESS, Settings(Path(), ADDRESS, cluster_ca=tmp_path / "ca.pem"))

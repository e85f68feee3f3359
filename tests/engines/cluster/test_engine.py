"""The engine of a cluster: what it serves when another index is published, or nothing answers."""

import multiprocessing
import os
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path

import pytest
from cluster_stand_in import StandIn
from small_index import make_post, write_index
from titled_index import wait_until

from indexer.engines.cluster.build.documents import make_documents
from indexer.engines.cluster.manifest import Manifest
from indexer.engines.cluster.tables.table_counts import read_tables
from indexer.engines.cluster.tables.table_making import make_tables
from indexer.errors import ClusterUnreachableError, ConfigurationError, IndexMissingError, ProgramUnfitError
from indexer.index.reader.store import open_every_document
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
        self.live, self.error, self.indexes, self.bounds = 0, None, [], (None, None)
        for number, word in enumerate(("istio", "envoy")):
            write_index(folder / str(number), [make_post(f"post {number}", word)], name="Blog")
            documents = make_documents(open_every_document(folder / str(number)))
            tables = read_tables(make_tables(open_every_document(folder / str(number)), BUILT.timestamp()))
            self.indexes.append((StandIn(documents), tables))

    def find_index(self, _client):
        self._fail()
        return f"posts-g{self.live:06}"

    def read_published(self, _client, index):
        self._fail()
        return PublishedIndex(
            index, Manifest(index, 1, {}, BUILT.timestamp(), *self.bounds, BUILT), self.indexes[self.live][1]
        )

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


class Clock:
    """Tells the time that a test says."""

    def __init__(self):
        self.now = BUILT.timestamp()

    def __call__(self):
        return self.now


@pytest.fixture
def timed(cluster, tmp_path):
    """An engine whose clock is set by hand; a post goes a minute after the build, another comes in an hour."""
    minute, hour = BUILT + timedelta(minutes=1), BUILT + timedelta(hours=1)
    posts = [make_post("comes", "istio", visible_from=hour), make_post("goes", "quokka", visible_until=minute)]
    write_index(tmp_path / "timed", posts, name="Blog")
    every = open_every_document(tmp_path / "timed")
    cluster.indexes = [(StandIn(make_documents(every)), read_tables(make_tables(every, BUILT.timestamp())))]
    cluster.bounds = -inf, minute.timestamp()
    clock = Clock()
    engine = module.ClusterEngine(ADDRESS, Settings(Path(), ADDRESS), Tuning(), clock)
    yield engine, clock
    engine.close()


def suggest(engine, text):
    return [each.text for each in engine.suggest(SearchRequest(text))]


def test_posts_their_words_and_counts_come_and_go_by_the_clock(timed):
    engine, clock = timed
    assert (find(engine), suggest(engine, "quo"), suggest(engine, "ist")) == (["goes.md"], ["quokka"], [])
    assert engine.search(SearchRequest("qoukka")).suggestion == "quokka"
    assert engine.health().seconds_left == 60
    clock.now += 60
    assert (find(engine), suggest(engine, "quo"), suggest(engine, "ist")) == ([], [], [])
    assert engine.search(SearchRequest("qoukka")).suggestion is None
    assert (engine.health().posts, engine.health().seconds_left) == (0, 3540)
    clock.now += 3540
    assert (find(engine), suggest(engine, "quo"), suggest(engine, "ist")) == (["comes.md"], [], ["istio"])
    clock.now -= 3590
    assert (find(engine), suggest(engine, "quo")) == (["goes.md"], ["quokka"])


def test_what_answers_next_is_prepared_beforehand(timed, cluster, monkeypatch):
    monkeypatch.setattr(module, "SECONDS_BETWEEN_LOOKS", 0.01)
    engine, clock = timed
    engine.start()
    assert find(engine) == ["goes.md"]
    clock.now += 40
    end = time.monotonic() + 60
    while not (following := engine._served.moments._following):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert find(engine) == ["goes.md"]
    asked = len(cluster.indexes[0][0].asked)
    clock.now += 20
    assert find(engine) == []
    assert engine._served.moments.latest is following
    assert len(cluster.indexes[0][0].asked) - asked <= 2


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no process is forked here")
def test_a_process_that_is_forked_amid_a_look_looks_for_itself(engine, cluster, monkeypatch):
    parent, begun, go_on = os.getpid(), threading.Event(), threading.Event()

    def find_index(client):
        if os.getpid() == parent:
            begun.set()
            assert go_on.wait(300)
        return cluster.find_index(client)

    monkeypatch.setattr(module, "find_index", find_index)
    monkeypatch.setattr(module, "_PATIENCE", 300)
    starting = threading.Thread(target=engine.start)
    starting.start()
    assert begun.wait(300)
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=lambda: theirs.send(find(engine)))
    child.start()
    try:
        assert ours.poll(120)
        assert ours.recv() == ["post 0.md"]
    finally:
        go_on.set()
        child.kill()
        child.join()
        starting.join()
    assert find(engine) == ["post 0.md"]


def test_a_mistake_is_told_as_such_once_in_the_log_and_passes_by_itself(engine, cluster, monkeypatch, caplog):
    monkeypatch.setattr(module, "SECONDS_BETWEEN_LOOKS", 0.01)
    with monkeypatch.context() as context:
        context.setattr(module, "read_published", lambda *_: {}["a mistake"])
        engine.start()
        for _ in range(2):
            with pytest.raises(ProgramUnfitError, match="because of an error in this program or in a library"):
                find(engine)

    def is_found():
        with suppress(ProgramUnfitError):
            return find(engine) == ["post 0.md"]

    wait_until(is_found)
    assert [record.message.partition(" (")[0] for record in caplog.records] == ["looking after the index failed"]


def test_health_tells_of_a_mistake_for_as_long_as_it_keeps_what_is_new_from_being_served(engine, monkeypatch):
    monkeypatch.setattr(module, "SECONDS_BETWEEN_LOOKS", 0.01)
    engine.start()
    assert (find(engine), engine.health().degraded) == (["post 0.md"], "")
    with monkeypatch.context() as context:
        context.setattr(module, "find_index", lambda *_: {}["a mistake"])
        wait_until(lambda: engine.health().degraded.startswith("looking after the index failed (KeyError"))
        assert find(engine) == ["post 0.md"]
    wait_until(lambda: not engine.health().degraded)


def test_each_question_is_told_by_an_error_of_its_own_why_there_is_no_answer(engine, cluster):
    cluster.error = ClusterUnreachableError("no node answers")
    engine.start()
    told = []
    for _ in range(2):
        with pytest.raises(ClusterUnreachableError, match="no node answers") as raised:
            find(engine)
        told.append(raised.value)
    assert told[0] is not told[1]


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

"""Serving from three nodes: one is lost, all are gone, and what was withdrawn is found no more."""

import time
from contextlib import closing

import pytest

import search_app
from indexer.engines.opening import open_engine
from indexer.settings.load import load_settings

pytestmark = pytest.mark.slow


@pytest.fixture
def builder(three_nodes, tmp_path):
    from cluster.builder import Builder, wipe

    three_nodes.start()
    wipe(three_nodes)
    builder = Builder(three_nodes, tmp_path)
    builder.rebuild()
    yield builder
    three_nodes.start()
    wipe(three_nodes)


@pytest.fixture
def client(builder):
    """A client of the web app, which reads with the role that only reads."""
    from cluster.nodes import READER

    password = builder.work.parent / "password"
    password.write_text(builder.cluster.passwords[READER])
    reading = {"SEARCH_CLUSTER_USER": READER, "SEARCH_CLUSTER_PASSWORD_FILE": str(password), "SEARCH_DEADLINE": "10"}
    settings = load_settings(options={"index": builder.address}, environment=builder.environment | reading)
    with closing(open_engine(settings)) as engine:
        app = search_app.create_app(engine, settings=settings)
        engine.start()
        yield app.test_client()


def ask(client, text="istio"):
    answer = client.get("/api/search", query_string={"q": text})
    return answer.status_code, answer


def wait_until(condition, what, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def test_searches_go_on_when_a_node_is_lost(builder, client):
    assert ask(client)[0] == 200
    builder.cluster.wait("green")
    for lost in builder.cluster.nodes[:2]:
        lost.kill()
        wait_until(lambda: ask(client)[0] == 200, "no answer from the nodes that are left")
        _, answer = ask(client)
        assert answer.json["total"] == 8
        builder.cluster.start()
        builder.cluster.wait("green")


def test_where_no_node_answers_visitors_are_asked_to_come_again_and_it_recovers_by_itself(builder, client):
    assert ask(client)[0] == 200
    for node in builder.cluster.nodes:
        node.kill()
    status, answer = ask(client, "envoy")
    assert status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.content_type == "application/problem+json"
    builder.cluster.start()
    wait_until(lambda: ask(client)[0] == 200, "it does not recover")


def test_what_was_withdrawn_is_found_by_nobody_once_an_update_has_returned(builder, client):
    builder.write("canary", "Quokka 袋鼠 canary", tags=["quokkatag"])
    builder.update()
    wait_until(lambda: ask(client, "quokka")[1].json["total"] == 1, "it is not taken up")
    builder.delete("canary")
    builder.update()
    for text in ("quokka", "袋鼠", "title:canary", "quokka*", "tag:quokkatag"):
        hits = ask(client, text)[1].json["hits"]
        assert "canary.md" not in {hit["id"] for hit in hits}
    suggested = lambda: client.get("/api/suggest", query_string={"q": "quok"}).json["suggestions"]  # noqa: E731
    wait_until(lambda: not suggested(), "its words are suggested", 10)

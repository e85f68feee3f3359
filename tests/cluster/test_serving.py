"""What visitors get from three nodes while some of them, or all, are lost."""

import time

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def builder(three_nodes, tmp_path):
    from cluster.builder import Builder, wipe

    three_nodes.start()
    wipe(three_nodes)
    yield Builder(three_nodes, tmp_path)
    three_nodes.start()
    wipe(three_nodes)


@pytest.fixture
def visitor(builder, monkeypatch):
    """A client of the web app, which has the role that only reads."""
    from cluster.builder import Builder
    from cluster.nodes import READER

    from indexer.engines.opening import open_engine
    from indexer.settings.load import load_settings
    from search_app import create_app

    builder.rebuild()
    reading = Builder(builder.cluster, builder.site.parent, posts=0, user=READER)
    monkeypatch.setenv("SEARCH_CLUSTER_PASSWORD", reading.environment["SEARCH_CLUSTER_PASSWORD"])
    settings = load_settings(options={"index": reading.address}, environment=reading.environment)
    engine = open_engine(settings)
    yield create_app(engine, settings=settings).test_client()
    engine.close()


def ask(visitor, text="istio"):
    answer = visitor.get("/api/search", query_string={"q": text})
    return answer.status_code, answer.json.get("total"), answer.headers.get("Retry-After")


def wait_for(visitor, expected, text="istio", seconds=120):
    end = time.monotonic() + seconds
    while (found := ask(visitor, text)[:2]) != expected:
        assert time.monotonic() < end, found
        time.sleep(0.1)


def test_the_reading_role_suffices_for_all_that_visitors_ask(visitor):
    assert ask(visitor) == (200, 8, None)
    assert visitor.get("/api/suggest", query_string={"q": "abo"}).status_code == 200
    assert "post1.md" in visitor.get("/api/search", query_string={"q": "word1"}).text
    assert visitor.get("/search", query_string={"q": "服务网格"}).status_code == 200
    assert visitor.get("/healthz").json["posts"] == 8
    assert visitor.get("/metrics").status_code == 200


def test_an_update_is_taken_up_by_itself(builder, visitor):
    wait_for(visitor, (200, 8))
    builder.write("post9", "Istio quokka 服务网格")
    builder.update()
    wait_for(visitor, (200, 9))
    wait_for(visitor, (200, 1), "quokka")
    builder.delete("post9")
    builder.update()
    assert ask(visitor, "quokka")[:2] == (200, 0)  # at once


@pytest.mark.parametrize("lost", [0, 2])
def test_visitors_are_answered_while_a_node_is_lost(builder, visitor, lost):
    builder.cluster.wait("green")
    wait_for(visitor, (200, 8))
    found = []
    for number in range(60):
        if number == 20:
            builder.cluster.nodes[lost].kill()
        found.append(ask(visitor, f"istio word{number % 8}")[0])
    assert found[:20] == [200] * 20
    assert found.count(200) >= 58  # what the node was answering just then may be lost
    assert found[-20:] == [200] * 20


def test_visitors_are_told_to_come_back_while_all_nodes_are_lost(builder, visitor):
    wait_for(visitor, (200, 8))
    for node in builder.cluster.nodes:
        node.kill()
    status, _, later = ask(visitor, "word3")  # which nobody has asked: what is remembered may still be answered
    assert status == 503
    assert int(later) >= 1
    assert visitor.get("/search", query_string={"q": "word4"}).status_code == 503
    builder.cluster.start()
    wait_for(visitor, (200, 1), "word5")

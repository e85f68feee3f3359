"""The harness itself: what a user may do, and that a node that was killed comes back with what it had."""

import pytest

READER, WRITER = "search-reader", "search-writer"


@pytest.fixture
def posts(one_node):
    """An index with one post, made by the role that builds."""
    assert one_node.call("PUT", "/posts-g999999", {}, WRITER)[0] == 200
    assert one_node.call("PUT", "/posts-g999999/_doc/1?refresh=true", {"title": "istio"}, WRITER)[0] == 201
    yield "/posts-g999999"
    assert one_node.call("DELETE", "/posts-g999999", user=WRITER) == (200, {"acknowledged": True})


def found(cluster, posts, user):
    status, answer = cluster.call("GET", f"{posts}/_search?q=istio", user=user)
    return answer["hits"]["total"]["value"] if status == 200 else status


def test_the_reading_role_finds_and_cannot_write(one_node, posts):
    assert found(one_node, posts, READER) == 1
    assert one_node.call("PUT", f"{posts}/_doc/2", {"title": "istio"}, READER)[0] == 403
    assert one_node.call("DELETE", posts, user=READER)[0] == 403


def test_neither_role_touches_an_index_of_another_name(one_node):
    for user, name in ((READER, "/others"), (WRITER, "/others"), (WRITER, "/posts-gallery")):
        assert one_node.call("PUT", name, {}, user)[0] == 403
        assert one_node.call("GET", f"{name}/_search", user=user)[0] == 403


def test_a_wrong_password_is_refused(one_node, posts, monkeypatch):
    monkeypatch.setitem(one_node.passwords, READER, "wrong")
    assert found(one_node, posts, READER) == 401


def test_a_killed_node_comes_back_with_what_it_had(one_node, posts):
    one_node.nodes[0].kill()
    with pytest.raises(OSError):
        found(one_node, posts, READER)
    one_node.start()
    assert found(one_node, posts, READER) == 1

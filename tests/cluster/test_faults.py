"""Three nodes, of which some are lost, full, or not who they seem: what is served stays, and what is wrong is told."""

import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.slow

MANY = 600
"""Posts of a rebuild that lasts long enough to lose a node in the midst of it."""


@pytest.fixture
def builder(three_nodes, tmp_path):
    from cluster.builder import Builder, wipe

    three_nodes.start()
    wipe(three_nodes)
    yield Builder(three_nodes, tmp_path)
    three_nodes.start()
    wipe(three_nodes)


def documents(cluster, index, node):
    status, found = cluster.call("GET", f"/{index}/_stats/indexing", node=node)
    # An index whose pieces are not ready yet has no figures.
    return found["_all"]["primaries"].get("indexing", {}).get("index_total", 0) if status == 200 else 0


def wait_until(condition, what, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


@pytest.mark.parametrize("lost", [0, 1])
def test_a_rebuild_goes_on_when_a_node_is_lost(builder, lost):
    """The first node is the one that the builder asks first."""
    from cluster.builder import holding, served

    builder.rebuild()
    for number in range(8, MANY):
        builder.write(f"post{number}", f"Istio word{number} 服务网格 " * 200)
    running = builder.start("rebuild", str(builder.site))
    left = builder.cluster.nodes[2]
    wait_until(
        lambda: documents(builder.cluster, "posts-g000002", left) > 0 or running.poll() is not None, "no rebuild"
    )
    builder.cluster.nodes[lost].kill()
    said, _ = running.communicate(timeout=300)
    assert running.returncode == 0, said
    builder.cluster.start()
    assert served(builder.cluster) == "posts-g000002"
    _, found = builder.cluster.call("GET", "/posts/_count")
    assert found["count"] == MANY
    assert holding(builder.cluster, "word599") == ["post599.md"]


def test_a_rebuild_that_was_killed_leaves_what_is_served_and_the_next_clears_up(builder):
    from cluster.builder import holding, indexes, served

    builder.rebuild()
    for number in range(8, MANY):
        builder.write(f"post{number}", f"Istio word{number} 服务网格 " * 200)
    running = builder.start("rebuild", str(builder.site))
    wait_until(lambda: "posts-g000002" in indexes(builder.cluster), "no rebuild")
    running.kill()
    running.communicate()
    assert served(builder.cluster) == "posts-g000001"
    assert len(holding(builder.cluster, "istio")) == 8
    builder.update()
    assert served(builder.cluster) > "posts-g000002"
    assert "posts-g000002" not in indexes(builder.cluster)
    assert len(indexes(builder.cluster)) == 4
    _, found = builder.cluster.call("GET", "/posts/_count")
    assert found["count"] == MANY


def test_nothing_is_written_where_no_node_answers_and_all_is_well_again_afterwards(builder):
    from cluster.builder import holding

    builder.rebuild()
    builder.write("post1", "Istio quokka 服务网格")
    for node in builder.cluster.nodes:
        node.kill()
    status, said = builder.run("update", str(builder.site))
    assert status == 75
    assert "no node of the cluster answers" in said
    builder.cluster.start()
    assert len(holding(builder.cluster, "istio")) == 8
    builder.update()
    assert holding(builder.cluster, "quokka") == ["post1.md"]


def test_full_disks_are_told_and_leave_what_is_served(builder):
    """Watermarks of a byte stand for a full disk; taken back, they are the control."""
    from cluster.builder import holding

    builder.rebuild()
    builder.write("post1", "Istio quokka 服务网格")
    _set_watermarks(builder.cluster, "100000gb")
    try:
        wait_until(lambda: _is_blocked(builder.cluster), "the cluster takes no note of full disks")
        status, said = builder.run("update", str(builder.site))
        assert status == 1
        assert "disks are" in said
        assert len(holding(builder.cluster, "istio")) == 8
    finally:
        _set_watermarks(builder.cluster, None)
        wait_until(lambda: not _is_blocked(builder.cluster), "the cluster takes no note of disks that are free again")
    builder.update()
    assert holding(builder.cluster, "quokka") == ["post1.md"]


def _set_watermarks(cluster, free):
    """Let disks be full that have less than so much left; None for hardly anything."""
    levels = {f"cluster.routing.allocation.disk.watermark.{level}": free for level in ("low", "high", "flood_stage")}
    body = {"persistent": levels | {"cluster.info.update.interval": "10s"}}
    assert cluster.call("PUT", "/_cluster/settings", body)[0] == 200


def _is_blocked(cluster):
    """Whether the cluster has closed an index for want of space, or makes no new ones."""
    _, found = cluster.call("GET", "/posts/_settings")
    (settings,) = found.values()
    _, blocks = cluster.call("GET", "/_cluster/settings?flat_settings=true")
    return (
        settings["settings"]["index"].get("blocks", {}).get("read_only_allow_delete") == "true"
        or blocks["persistent"].get("cluster.blocks.create_index") == "true"
    )


def test_a_wrong_password_is_told(builder):
    from cluster.builder import served

    status, said = builder.run("rebuild", str(builder.site), SEARCH_CLUSTER_PASSWORD="wrong")
    assert status == 1
    assert "the cluster does not know this user and password" in said
    assert served(builder.cluster) is None
    builder.rebuild()


def test_the_reading_role_cannot_build(builder):
    from cluster.builder import Builder, served
    from cluster.nodes import READER

    reader = Builder(builder.cluster, builder.site.parent, user=READER)
    status, said = reader.run("rebuild", str(builder.site))
    assert status == 1
    assert "the cluster does not allow this user to do that" in said
    assert served(builder.cluster) is None
    builder.rebuild()


class Front:
    """Answers TLS with a certificate of its own in front of a node."""

    def __init__(self, node, pair):
        import socket

        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pair.certificate, pair.key)
        self.node, self._context = node, context
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client):
        import socket

        try:
            with self._context.wrap_socket(client, server_side=True) as inner:
                trusting = ssl.create_default_context()
                trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
                with trusting.wrap_socket(socket.create_connection(("127.0.0.1", self.node.http))) as outer:
                    back = threading.Thread(target=_copy, args=(outer, inner), daemon=True)
                    back.start()
                    _copy(inner, outer)
        except OSError:
            pass

    def close(self):
        self._socket.close()


def _copy(source, target):
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
    except OSError:
        pass


@pytest.mark.parametrize("days", [-1, 1])
def test_a_certificate_that_has_expired_is_told_and_one_that_has_not_is_taken(builder, monkeypatch, days):
    from cluster.builder import Builder, served

    pair = builder.cluster.authority.sign(f"front{days}", until=datetime.now(UTC) + timedelta(days=days))
    front = Front(builder.cluster.nodes[0], pair)
    monkeypatch.setattr(Builder, "address", f"https://127.0.0.1:{front.port}/posts")
    status, said = builder.run("rebuild", str(builder.site))
    front.close()
    if days > 0:
        assert status == 0, said
        return
    assert status == 1
    assert "the certificate of the cluster is not trusted" in said
    assert "expired" in said
    assert served(builder.cluster) is None

"""What the commands that write do to a cluster: all of it or nothing, and nothing of what was withdrawn."""

import json
import time

import pytest


@pytest.fixture
def builder(one_node, tmp_path):
    from cluster.builder import Builder, wipe

    wipe(one_node)
    yield Builder(one_node, tmp_path)
    wipe(one_node)


def test_a_rebuild_publishes_every_post_under_the_alias(builder):
    from cluster.builder import holding, indexes, served

    builder.rebuild()
    assert served(builder.cluster) == "posts-g000001"
    assert indexes(builder.cluster) == ["posts-g000001", "posts-g000001.tables"]
    assert holding(builder.cluster, "istio") == [f"post{number}.md" for number in range(8)]


@pytest.mark.parametrize("shards", ["1", "3"])
def test_an_update_sends_only_what_changed(builder, monkeypatch, shards):
    from cluster.builder import holding, sent, served

    monkeypatch.setenv("SEARCH_CLUSTER_SHARDS", shards)
    builder.rebuild()
    assert sent(builder.cluster, "posts-g000001") == 8
    builder.write("post3", "Istio changed 服务网格")
    builder.write("post9", "Istio added 服务网格")
    builder.update()
    assert served(builder.cluster) == "posts-g000002"
    assert sent(builder.cluster, "posts-g000002") == 2
    assert holding(builder.cluster, "word3") == []
    assert holding(builder.cluster, "chang") == ["post3.md"]
    assert len(holding(builder.cluster, "istio")) == 9
    assert "nothing has changed" in builder.update()
    assert served(builder.cluster) == "posts-g000002"


def test_another_number_of_shards_begins_with_an_empty_index(builder, monkeypatch):
    from cluster.builder import holding, sent, served

    builder.rebuild()
    monkeypatch.setenv("SEARCH_CLUSTER_SHARDS", "2")
    builder.write("post9", "Istio added 服务网格")
    builder.update()
    index = served(builder.cluster)
    assert sent(builder.cluster, index) == 9
    assert len(holding(builder.cluster, "istio")) == 9
    _, found = builder.cluster.call("GET", f"/{index}/_settings")
    assert found[index]["settings"]["index"]["number_of_shards"] == "2"


def test_what_was_withdrawn_is_in_no_index_and_no_rollback_brings_it_back(builder):
    from cluster.builder import holding, indexes, served

    builder.write("secret", "Istio quokka 服务网格")
    builder.rebuild()
    builder.write("post1", "Istio other 服务网格")
    builder.update()
    assert holding(builder.cluster, "quokka") == ["secret.md"]
    builder.delete("secret")
    builder.update()
    live = served(builder.cluster)
    assert len(indexes(builder.cluster)) == 4
    assert holding(builder.cluster, "quokka", "posts-g*") == []
    status, said = builder.run("rollback")
    assert status == 0, said
    assert served(builder.cluster) > live
    assert holding(builder.cluster, "quokka", "posts-g*") == []
    assert len(holding(builder.cluster, "istio")) == 8


def test_a_rollback_serves_what_was_served_before(builder):
    from cluster.builder import holding

    builder.rebuild()
    builder.write("post3", "Istio mistake 服务网格")
    builder.update()
    assert holding(builder.cluster, "mistak") == ["post3.md"]
    status, said = builder.run("rollback")
    assert status == 0, said
    assert holding(builder.cluster, "mistak") == []
    assert holding(builder.cluster, "word3") == ["post3.md"]
    status, said = builder.run("rollback")
    assert status == 1
    assert "there is nothing to roll back to" in said


def test_another_machine_goes_on_where_the_first_one_was(builder, tmp_path):
    from cluster.builder import holding, sent, served

    builder.rebuild()
    builder.work = tmp_path / "another"
    builder.write("post3", "Istio changed 服务网格")
    builder.update()
    assert sent(builder.cluster, served(builder.cluster)) == 1
    assert holding(builder.cluster, "chang") == ["post3.md"]


def test_a_far_smaller_index_and_that_of_another_site_are_refused(builder, tmp_path):
    from cluster.builder import Builder, holding

    builder.rebuild()
    builder.work = tmp_path / "another"
    for number in range(5):
        builder.delete(f"post{number}")
    status, said = builder.run("rebuild", str(builder.site))
    assert status == 1
    assert "3 posts found, the live index holds 8" in said
    other = Builder(builder.cluster, tmp_path / "other")
    status, said = other.run("rebuild", str(other.site))
    assert status == 1
    assert f"the cluster serves the index of {builder.site}, and not of {other.site}" in said
    assert len(holding(builder.cluster, "istio")) == 8
    other.rebuild("--force")


def test_an_index_that_was_deleted_behind_its_back_is_written_anew(builder):
    from cluster.builder import holding, indexes, wipe

    builder.rebuild()
    wipe(builder.cluster)
    builder.update()
    assert len(holding(builder.cluster, "istio")) == 8
    assert len(indexes(builder.cluster)) == 2


def test_a_second_writer_is_told(builder, tmp_path, writer):
    from indexer.engines.cluster.build.lease import hold_lease

    with hold_lease(writer, "posts", "another machine", wait=0):
        status, said = builder.run("rebuild", str(builder.site))
    assert status == 75
    assert "is writing this index. Try again later" in said
    builder.rebuild()


def test_what_is_served_is_counted_and_looked_over(builder):
    builder.write("later", "Istio 服务网格", date="2999-01-01")
    builder.rebuild()
    status, said = builder.run("stats", "--json")
    assert status == 0, said
    found = json.loads(said)
    assert (found["posts"], found["languages"], found["site"]) == (8, {"zh": 8}, str(builder.site))
    assert found["bytes"] > 1000
    assert "posts-g000001" in builder.run("stats")[1]
    status, said = builder.run("doctor", str(builder.site))
    assert status == 0, said
    assert "posts-g000001, 8 posts: every table and every post of it read" in said
    assert builder.run("words")[0] == 0


def test_a_post_that_somebody_changed_on_the_cluster_is_found_damaged(builder):
    builder.rebuild()
    cluster = builder.cluster
    _, found = cluster.call("GET", "/posts/_search?q=id:post1.md")
    (hit,) = found["hits"]["hits"]
    cluster.call("PUT", "/posts-g000001/_settings", {"index.blocks.write": None})
    changed = {"stored": "bm90aGluZw==", "id": "post1.md", "digest": "0" * 32}
    assert cluster.call("PUT", f"/posts-g000001/_doc/{hit['_id']}?refresh=true", changed)[0] == 200
    status, said = builder.run("doctor", str(builder.site))
    assert status == 1
    assert "post1.md: is not as it was written" in said
    assert "is not closed for writing" in said


@pytest.mark.slow
def test_a_watch_publishes_what_is_saved(builder):
    from cluster.builder import holding

    builder.rebuild()
    watching = builder.start("watch", str(builder.site))
    try:
        builder.write("post3", "Istio quokka 服务网格")
        end = time.monotonic() + 120
        while holding(builder.cluster, "quokka") != ["post3.md"]:
            assert watching.poll() is None, watching.communicate()[0]
            assert time.monotonic() < end
            time.sleep(0.1)
        # It is told once those who serve have had time to see it.
        assert any("published g-" in line for line in watching.stdout)
    finally:
        watching.terminate()
        said, _ = watching.communicate(timeout=60)
    assert watching.returncode == 0, said

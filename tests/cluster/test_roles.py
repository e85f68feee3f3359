"""Who may ask and how they say who they are, as ``docs/cluster.md`` tells it."""

import json
import re
from pathlib import Path

import pytest
import yaml


@pytest.fixture
def builder(one_node, tmp_path):
    from cluster.builder import Builder, wipe

    wipe(one_node)
    yield Builder(one_node, tmp_path)
    wipe(one_node)


def test_a_client_certificate_does_without_a_password(builder):
    from cluster.builder import holding

    pair = builder.cluster.authority.sign("search-writer")
    shown = {"SEARCH_CLUSTER_CERTIFICATE": str(pair.certificate), "SEARCH_CLUSTER_KEY": str(pair.key)}
    nobody = builder.cluster.authority.sign("nobody")
    other = {"SEARCH_CLUSTER_CERTIFICATE": str(nobody.certificate), "SEARCH_CLUSTER_KEY": str(nobody.key)}
    unnamed = {"SEARCH_CLUSTER_USER": "", "SEARCH_CLUSTER_PASSWORD": ""}
    assert builder.run("rebuild", str(builder.site), **unnamed)[0] == 1
    assert builder.run("rebuild", str(builder.site), **unnamed, **other)[0] == 1
    status, said = builder.run("rebuild", str(builder.site), **unnamed, **shown)
    assert status == 0, said
    assert len(holding(builder.cluster, "istio")) == 8


def test_the_role_of_a_site_finds_nothing_of_another(builder, tmp_path):
    from cluster.builder import Builder
    from cluster.nodes import READER

    other = Builder(builder.cluster, tmp_path / "other", posts=3)
    status, said = builder.run("rebuild", f"a={builder.site}", f"b={other.site}")
    assert status == 0, said
    documented = (Path(__file__).resolve().parents[2] / "docs" / "cluster.md").read_text()
    role = yaml.safe_load(re.search(r"```yaml\n(blog_a_reader:.*?)```", documented, re.DOTALL)[1])["blog_a_reader"]
    word = "Istio-Quokka-8841-Lantern"
    api = "/_plugins/_security/api"
    for path, body in (
        ("roles/blog_a_reader", role),
        ("internalusers/blog-a", {"password": word}),
        ("rolesmapping/blog_a_reader", {"users": ["blog-a"]}),
    ):
        status, answer = builder.cluster.call("PUT", f"{api}/{path}", body)
        assert status in {200, 201}, answer
    everything = Builder(builder.cluster, tmp_path / "unused", posts=0, user=READER)
    login = {"SEARCH_CLUSTER_USER": "blog-a", "SEARCH_CLUSTER_PASSWORD": word}
    assert count(everything.run("query", "istio", "--json")) == 11
    assert count(everything.run("query", "istio", "--json", **login)) == 8


def count(done):
    status, said = done
    assert status == 0, said
    return json.loads(said)["total"]

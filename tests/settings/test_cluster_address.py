"""Addresses of an index on a cluster."""

import pytest

from indexer.errors import ConfigurationError, UsageError
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.load import load_settings


@pytest.mark.parametrize(
    ("text", "hosts", "name"),
    [
        ("https://search.example.org/posts", (("search.example.org", 9200),), "posts"),
        ("https://a:9201,b:9202/my-posts/", (("a", 9201), ("b", 9202)), "my-posts"),
        ("http://[::1]:9200/p", (("::1", 9200),), "p"),
    ],
)
def test_nodes_and_the_name_of_an_index_are_read_from_an_address(text, hosts, name):
    address = ClusterAddress.parse(text)
    assert (address.hosts, address.name) == (hosts, name)
    assert ClusterAddress.parse(str(address)) == address


@pytest.mark.parametrize(
    ("text", "is_loopback"),
    [
        ("http://127.0.0.1/posts", True),
        ("http://localhost:9200,[::1]:9200/posts", True),
        ("http://127.0.0.1,10.0.0.1/posts", False),
        ("http://localhost.example.org/posts", False),
    ],
)
def test_only_addresses_of_this_machine_are_loopback(text, is_loopback):
    assert ClusterAddress.parse(text).is_loopback is is_loopback


def test_an_address_is_an_index_but_no_folder(tmp_path):
    settings = load_settings(options={"index": "https://search.example.org/posts"}, environment={})
    assert settings.index == ClusterAddress.parse("https://search.example.org/posts")
    with pytest.raises(UsageError, match="this command reads an index in a folder"):
        _ = settings.index_folder


def test_a_password_in_an_address_is_refused_and_not_repeated():
    with pytest.raises(ConfigurationError) as raised:
        load_settings(options={"index": "https://ann:s3cr3t@example.org/posts"}, environment={})
    assert "'https://…@example.org/posts'; it must be" in str(raised.value)
    assert "s3cr3t" not in str(raised.value)

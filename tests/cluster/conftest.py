"""Real OpenSearch nodes for the tests of this folder; these are left out unless asked for: ``make test-cluster``.

Nothing that only these tests need is imported before one of them runs.
"""

from contextlib import contextmanager
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(_FOLDER):
            item.add_marker(pytest.mark.cluster)


@contextmanager
def run_nodes(factory, count):
    """Run some nodes; skip where the machine cannot have them."""
    try:
        from cluster.nodes import running_cluster
        from cluster.parts import PartsMissingError, have_parts

        have_parts()
    except ImportError as error:
        pytest.skip(f"no OpenSearch: pip install -e '.[cluster-tests]' ({error})")
    except PartsMissingError as error:
        pytest.skip(f"no OpenSearch: {error}")
    with running_cluster(factory.mktemp("cluster"), count) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def one_node(tmp_path_factory):
    """A cluster of one node, the same for all tests, which leave it running."""
    with run_nodes(tmp_path_factory, 1) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def three_nodes(tmp_path_factory):
    """A cluster of three nodes, the same for all tests of a file; those that stop a node start it again."""
    with run_nodes(tmp_path_factory, 3) as cluster:
        yield cluster


@pytest.fixture
def connect():
    """A function that returns a client of a cluster for one of its users."""
    from opensearchpy import OpenSearch

    clients = []

    def make(cluster, user="search-writer"):
        login, authority = (user, cluster.passwords[user]), str(cluster.authority.certificate)
        clients.append(OpenSearch([node.url for node in cluster.nodes], http_auth=login, ca_certs=authority))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def writer(one_node, connect):
    """A client of one node with the role that builds."""
    return connect(one_node)

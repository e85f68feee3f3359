"""Choose the engine by where the index is: in a folder, or on a cluster."""

from indexer.engines.base import Engine
from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.target import require_client
from indexer.search.tuning import Tuning
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.settings import Settings


def open_engine(settings: Settings) -> Engine:
    """Return the engine that settings describe.

    Raises:
        ConfigurationError: They name a cluster, and what that needs is not installed, or not said.
    """
    tuning = Tuning(recency=settings.recency)
    if isinstance(settings.index, ClusterAddress):
        return _open_cluster(settings.index, settings, tuning)
    return EmbeddedEngine(settings.index, tuning, verify_hours=settings.verify_hours)


def _open_cluster(address: ClusterAddress, settings: Settings, tuning: Tuning) -> Engine:
    require_client(address)
    from indexer.engines.cluster.engine import ClusterEngine  # noqa: PLC0415  comes with an extra of its own

    return ClusterEngine(address, settings, tuning)

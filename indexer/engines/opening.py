"""Choose the engine by where the index is."""

from indexer.engines.base import Engine
from indexer.engines.embedded import EmbeddedEngine
from indexer.search.tuning import Tuning
from indexer.settings.settings import Settings


def open_engine(settings: Settings) -> Engine:
    """Return the engine that settings describe."""
    return EmbeddedEngine(settings.index_folder, Tuning(recency=settings.recency), verify_hours=settings.verify_hours)

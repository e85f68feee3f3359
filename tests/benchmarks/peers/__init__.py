"""The peers: each a module with ``build`` and ``Service``, imported only when it is asked for.

A peer is loaded by name, so that a process that measures one of them loads no other.
"""

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

OURS = "ours"
REFERENCE = "tantivy"
"""What ratios are against: the plainest form of the fastest peer."""
STEMMED = "tantivy_stemmed"
NAMES = (OURS, REFERENCE, STEMMED, "fts5", "stock_whoosh")
HITS = 10
"""On a page."""


class Service(Protocol):
    """An opened index."""

    def answer(self, text: str) -> bytes:
        """Return the first ``HITS`` hits with snippets as JSON, and how many there are in all."""
        ...


class Peer(Protocol):
    """A search engine.

    Attributes:
        EVERY: It answers every so many queries of a round: the slow ones fewer.
    """

    EVERY: int

    def build(self, site: Path, folder: Path) -> None:
        """Read the posts of a site into a new index in a folder, which is there and empty."""
        ...

    def Service(self, folder: Path) -> Service:  # noqa: N802  a class
        """Open an index."""
        ...


def load_peer(name: str) -> Peer:
    """Import a peer.

    Raises:
        ImportError: What it needs is not installed.
    """
    return cast("Peer", import_module(f"benchmarks.peers.{name}"))

"""Where a command builds: in the folder of an index, or for a cluster's index in a work folder that it then mirrors."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.engines.sending import SendProgress
from indexer.errors import ConfigurationError, IndexMissingError
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.folders import default_index
from indexer.settings.settings import Settings

if TYPE_CHECKING:
    from indexer.index.build.options import BuildOptions  # what reads posts: a query is to start without it


@contextmanager
def open_target(
    settings: Settings, options: "BuildOptions | None" = None, progress: SendProgress | None = None
) -> Iterator[Path]:
    """Give the folder to build an index in; where the index is a cluster's, publish there what was built.

    Args:
        settings: Of which the index, and how a cluster is reached.
        options: Of the build; None where there is none, as with ``rollback``.
        progress: Receives that of sending posts to a cluster.

    Yields:
        The folder. Where the block raises, or the process ends, the cluster serves what it served before.

    Raises:
        ConfigurationError: The index is a cluster's, and its client is not installed.
        IndexBusyError: Another writer is at work.
        PublishRefusedError: The cluster serves another site, or far more posts; see ``BuildOptions.force``.
        SearchIndexError: Something failed. What is served is untouched.
    """
    if isinstance(settings.index, Path):
        yield settings.index
        return
    require_client(settings.index)
    from indexer.engines.cluster.build.building import build_for  # noqa: PLC0415  its libraries may not be there

    with build_for(settings, local_root(settings), options, progress) as root:
        yield root


def local_root(settings: Settings) -> Path:
    """Return the folder that an index is built in: its own, or for a cluster's that in its work folder."""
    if isinstance(settings.index, Path):
        return settings.index
    return _work_folder(settings, str(settings.index)) / "index"


def require_client(index: Path | ClusterAddress) -> None:
    """Refuse the address of a cluster where what talks to clusters is not installed.

    Raises:
        ConfigurationError: It is not; says how to have it.
    """
    if isinstance(index, ClusterAddress) and find_spec("opensearchpy") is None:
        from indexer.requirements import install_extra  # noqa: PLC0415  rare

        raise ConfigurationError(
            f"{index}: the client of search clusters is not installed; run {install_extra('cluster')}"
        )


def require_local_root(settings: Settings) -> Path:
    """Return the folder that an index is built in, for a command that reads it and nothing else.

    Raises:
        IndexMissingError: The index is a cluster's, and another machine builds it.
    """
    root = local_root(settings)
    if not (isinstance(settings.index, Path) or root.is_dir()):
        raise IndexMissingError(
            f"{settings.index}: this command reads the folder that the index is built in, and {root} is not there. "
            "Run it on the machine that builds the index, or name its folder with the setting cluster_folder"
        )
    return root


def _work_folder(settings: Settings, address: str) -> Path:
    if settings.cluster_folder:
        return settings.cluster_folder
    name = re.sub(r"[^a-z0-9]+", "-", address.lower().partition("://")[2]).strip("-")
    return default_index().parent / "search-index-clusters" / name

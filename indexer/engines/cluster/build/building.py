"""The frame of a command that writes an index of a cluster: the lease, the work folder, and the mirror at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from indexer.engines.cluster.build.digests import DigestStore
from indexer.engines.cluster.build.lease import hold_lease
from indexer.engines.cluster.build.mirror import Mirror, Source, local_generations
from indexer.engines.cluster.build.publishing import Shape
from indexer.engines.cluster.client import connect
from indexer.engines.sending import NullSendProgress, SendProgress
from indexer.errors import IndexUnusableError, PublishRefusedError
from indexer.index.build.approval import approve
from indexer.index.build.options import BuildOptions
from indexer.index.generations.contents import Contents
from indexer.index.generations.durable import make_folder, write_file
from indexer.index.generations.generation import current_generation
from indexer.index.generations.lock import WAIT_SECONDS, hold_lock
from indexer.settings.settings import Settings

_SECONDS = 120.0
"""A request that writes may take so long: the cluster may have other things to do."""
_WRITER = "WRITER"
"""The file of a work folder that holds its name among the writers of a cluster."""


@contextmanager
def build_for(
    settings: Settings, root: Path, options: BuildOptions | None, progress: SendProgress | None
) -> Iterator[Path]:
    """Give a folder to build in, and make the cluster serve what it holds at the end; see ``open_target``."""
    address = settings.index
    assert not isinstance(address, Path)
    client = connect(address, settings, seconds=_SECONDS)
    work = root.parent
    if not work.exists():
        make_folder(work)
    with (
        client.errors(),
        hold_lock(work),
        hold_lease(client.raw, address.name, _name_of(work), WAIT_SECONDS) as lease,
    ):
        shape = Shape(settings.cluster_shards, settings.cluster_replicas)
        mirror = Mirror(client, lease, shape, DigestStore(work), progress or NullSendProgress())
        mirror.sweep()
        others = _find_others(mirror, root)
        yield root
        if others and options:
            _approve(current_generation(root).manifest.contents, options, others.contents, address.name)
        mirror.follow(root)


def _name_of(work: Path) -> str:
    """Return the name of a work folder, which no other has."""
    path = work / _WRITER
    if not path.exists():
        write_file(path, uuid4().hex.encode())
    return path.read_text()


def _find_others(mirror: Mirror, root: Path) -> Source | None:
    """Return what the cluster serves, where that was built elsewhere than in this work folder."""
    live = mirror.find_live()
    try:
        own = {each.name for each in local_generations(root)}
    except IndexUnusableError:  # a build finds out what is wrong with it
        own = set()
    return live if live and live.name not in own else None


def _approve(contents: Contents, options: BuildOptions, live: Contents, name: str) -> None:
    """Refuse to replace an index that was built elsewhere by one of another site, or by a far smaller one.

    Raises:
        PublishRefusedError: Says why, and how to have it all the same.
    """
    is_same = live.site == contents.site or (bool(live.base_url) and live.base_url == contents.base_url)
    if not (is_same or options.force):
        raise PublishRefusedError(
            f"{name}: the cluster serves the index of {live.site or 'posts that a program gave'}, and not of "
            f"{contents.site or 'these'}. It is untouched; give the other site a name of its own in the address, or "
            "replace this one with --force"
        )
    approve(contents, options, live)

"""``search-index serve``, altered: ``python altered_server.py WAY serve …``.

=========== ===========================================================================
hasty       looks after its index more often than usual, so that tests need not wait
unverified  the same, and takes every checksum for right: a control
held        opens no index while the file ``held`` is in the folder that ``HELD_OPENING`` names, but makes ``began``
            there when it would
unfollowed  the same, and a question opens what was published: a control
keeping     never lets go of an index that it opened: a control
=========== ===========================================================================
"""

import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from indexer.cli import search_index
from indexer.engines import follower, renewal
from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.opener import IndexOpener
from indexer.index.format import block_file
from indexer.search.searcher import Searcher


class _AnyChecksum:
    """Equal to every checksum."""

    __hash__ = None

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def be_hasty():
    follower._SECONDS_BETWEEN_LOOKS = 0.02
    renewal._SECONDS_BETWEEN_TRIES = 0.05


def verify_nothing():
    be_hasty()
    block_file.zlib = SimpleNamespace(crc32=lambda _: _AnyChecksum())


def hold_openings():
    warm_up, folder = Searcher.warm_up, Path(os.environ["HELD_OPENING"])

    def warm_up_when_it_may(searcher):
        while (folder / "held").exists():
            (folder / "began").touch()
            time.sleep(0.01)
        warm_up(searcher)

    Searcher.warm_up = warm_up_when_it_may


def follow_nothing():
    hold_openings()
    EmbeddedEngine.follow = lambda _: None
    EmbeddedEngine.start = lambda engine: engine.health()


def keep_all():
    opened, kept = IndexOpener.open_newest, []

    def open_and_keep(opener, live):
        kept.append(opened(opener, live))
        return kept[-1]

    IndexOpener.open_newest = open_and_keep


WAYS = {
    "hasty": be_hasty,
    "unverified": verify_nothing,
    "held": hold_openings,
    "unfollowed": follow_nothing,
    "keeping": keep_all,
}


def main(way, *arguments):
    WAYS[way]()
    search_index.main(arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""``search-index serve``, altered: ``python altered_server.py WAY serve …``.

=========== ===========================================================================
hasty       looks after its index more often than usual, so that tests need not wait
unverified  the same, and takes every checksum for right: a control
slow        takes ``OPENING_SECONDS`` to open an index, but for the first
unfollowed  the same, and a question opens what was published: a control
keeping     never lets go of an index that it opened: a control
=========== ===========================================================================
"""

import sys
import time
from types import SimpleNamespace

from indexer.cli import search_index
from indexer.engines import follower, renewal
from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.opener import IndexOpener
from indexer.index.format import block_file
from indexer.search.searcher import Searcher

OPENING_SECONDS = 6.0


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


def be_slow():
    warm_up, first = Searcher.warm_up, []

    def warm_up_slowly(searcher):
        if first:
            time.sleep(OPENING_SECONDS)
        first.append(True)
        warm_up(searcher)

    Searcher.warm_up = warm_up_slowly


def follow_nothing():
    be_slow()
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
    "slow": be_slow,
    "unfollowed": follow_nothing,
    "keeping": keep_all,
}


def main(way, *arguments):
    WAYS[way]()
    search_index.main(arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])

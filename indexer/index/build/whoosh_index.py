"""Make what was built a Whoosh index too."""

from pathlib import Path

from indexer.index.build.report import BuildLog
from indexer.index.reader.index_reader import IndexReader
from indexer.posts.post import Problem
from indexer.whoosh_codec import write_toc
from indexer.whoosh_codec.installation import find_whoosh_problem


def make_whoosh_index(folder: Path, index: IndexReader, log: BuildLog) -> None:
    """Write Whoosh's table of contents into a store, and warn of an installation of Whoosh that is about to break."""
    write_toc(folder, index)
    if problem := find_whoosh_problem():
        log.report(Problem("whoosh", 0, problem, refused=False))

"""Make what was built a Whoosh index too."""

from pathlib import Path

from indexer.index.build.report import BuildLog
from indexer.index.reader.index_reader import IndexReader
from indexer.posts.post import Problem
from indexer.whoosh_codec import write_toc
from indexer.whoosh_codec.installation import find_overwritten_whoosh, find_whoosh_problem
from indexer.whoosh_codec.renewed_contents import take_over_toc


def make_whoosh_index(folder: Path, index: IndexReader, log: BuildLog, before: Path | None = None) -> None:
    """Write Whoosh's table of contents into a store, and warn of an installation of Whoosh that is about to break.

    Args:
        folder: The store's.
        index: The store, open.
        log: Receives the warning.
        before: The store that it builds upon, where the same words were taught: Whoosh need not be loaded then.
    """
    if before and take_over_toc(before, folder, index):
        problem = find_overwritten_whoosh()
    else:
        write_toc(folder, index)
        problem = find_whoosh_problem()
    if problem:
        log.report(Problem("whoosh", 0, problem, refused=False))

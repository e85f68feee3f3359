"""Publish what was built: nothing of withdrawn posts stays in the index, nor in the log of queries."""

from itertools import pairwise

from indexer.analytics.query_log import QueryLog, Withdrawn
from indexer.errors import SearchIndexError
from indexer.index.build.report import BuildLog
from indexer.index.build.sources import Sources
from indexer.index.generations.contents import Contents
from indexer.index.generations.generation import Generation
from indexer.index.generations.publish import Staging, Withdrawal
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.store import open_store
from indexer.patterns import compile_later
from indexer.posts.post import Problem
from indexer.text.analysis.analyzer import Analyzer
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import HAN
from indexer.text.analysis.segmenter import LazySegmenter

_HAN_RUN = compile_later(rf"[{HAN}]+")


class _KnownWords:
    """Tells whether all words of a query stand in a post."""

    def __init__(self, index: IndexReader) -> None:
        self._index = index
        self._analyzer = Analyzer(LazySegmenter(index.site.taught))

    def __call__(self, query: str) -> bool:
        terms = (token.term for token in self._analyzer.analyze(query).words)
        pairs = (first + second for run in _HAN_RUN.findall(fold_text(query)) for first, second in pairwise(run))
        return all(self._index.find_term(term) >= 0 for term in terms) and all(
            self._index.find_gram(pair) >= 0 for pair in pairs
        )


def publish(
    staging: Staging, contents: Contents, withdrawal: Withdrawal | None, query_log: QueryLog | None, log: BuildLog
) -> Generation:
    """Publish what was built, and delete from the log of queries what that makes unfit to be kept.

    Args:
        staging: Where it was built.
        contents: What it says about itself.
        withdrawal: Of posts, if any is withdrawn.
        query_log: None where there is no log.
        log: Is told where the log of queries cannot be cleaned: what is published stays so.

    Raises:
        SearchIndexError: As ``Staging.publish``.
    """
    generation = staging.publish(contents, withdrawal)
    _clean(query_log, generation, log, is_new=True, withdraws=withdrawal is not None)
    return generation


def keep(generation: Generation, query_log: QueryLog | None, log: BuildLog) -> Generation:
    """Return what stays published, and clean the log of queries where the withdrawal before could not.

    Args:
        generation: What is live.
        query_log: As in ``publish``.
        log: Likewise.
    """
    _clean(query_log, generation, log)
    return generation


def _clean(
    query_log: QueryLog | None, generation: Generation, log: BuildLog, *, is_new: bool = False, withdraws: bool = False
) -> None:
    """Delete the choices of posts that are no more and, where posts were withdrawn since, queries that they answered.

    Those are all that posts had answered and in which there is a word, or a pair of Chinese characters, that none of
    the others has. A command that is interrupted while it waits for readers leaves that to the next one.
    """
    if query_log is None:
        return
    withdrawn = Withdrawn(str(generation.path.parent.resolve()), generation.manifest.floor)
    try:
        is_clean = not withdraws and query_log.has_forgotten(withdrawn)
        if is_new or not is_clean:
            _forget(query_log, generation, None if is_clean else withdrawn)
    except (SearchIndexError, OSError) as error:
        message = f"it may hold words of posts that were withdrawn: {error}"
        log.report(Problem(str(query_log.path), 0, message, refused=False))


def _forget(query_log: QueryLog, generation: Generation, withdrawn: Withdrawn | None) -> None:
    if query_log.path.exists():
        posts = Sources.read(generation.path).digests_of_posts.keys()
        known = _KnownWords(open_store(generation.path)) if withdrawn else None
        query_log.forget(posts.__contains__, known, withdrawn)

"""What the log of queries proposes for the glossary: words to learn, posts to pin, queries without an answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.analytics.usage import QueryUsage, Usage
from indexer.index.reader.index_reader import IndexReader
from indexer.search.searcher import Searcher
from indexer.text.analysis.scripts import HAN
from indexer.text.analysis.segmenter import Segmenter
from indexer.text.lexicon.site_glossary import Glossary
from indexer.text.lexicon.word_lists import stop_words
from indexer.words.evidence import Sentence, find_run, find_sentences

_RUN = re.compile(rf"(?<![{HAN}])[{HAN}]{{2,8}}(?![{HAN}])")
"""Chinese that was typed in one piece, and may be a word."""
_POSTS = 2
"""That must hold a word for it to be worth learning."""
_CHOICES = 3
"""Of a post, before it is proposed to be pinned."""
_SHARE = 0.5
"""Of all choices after a query, which a pinned post must have."""
_DEPTH = 20
"""Hits among which the place of a post is looked for."""


@dataclass(frozen=True, slots=True)
class WordProposal:
    """A word that visitors type and posts hold, and that no dictionary knows: the segmenter cuts it to pieces."""

    word: str
    asked: int
    pieces: tuple[str, ...]
    posts: int
    evidence: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class PinProposal:
    """A post that most choose after a query, though it does not come first.

    Attributes:
        chosen: How often it was.
        choices: Of how many.
        place: Where it stands, from 1; 0 for behind the first 20.
    """

    query: str
    post: str
    chosen: int
    choices: int
    place: int


def propose_words(
    usage: Usage, reader: IndexReader, segmenter: Segmenter, glossary: Glossary
) -> Iterator[WordProposal]:
    """Yield the words that no dictionary knows, those of the most frequent queries first."""
    asked: dict[str, int] = {}
    for query in usage.queries:
        for run in dict.fromkeys(_RUN.findall(query.query)):
            asked[run] = asked.get(run, 0) + query.asked
    decided = {*glossary.learnt, *glossary.not_learnt}
    for run, count in sorted(asked.items(), key=lambda row: (-row[1], row[0])):
        pieces = tuple(segmenter.segment(run))
        if run in decided or not _is_cut_up(pieces):
            continue
        docs = find_run(reader, run)
        evidence = find_sentences(reader, (run,), docs.tolist())
        if len(evidence) >= _POSTS:
            yield WordProposal(run, count, pieces, len(docs), evidence)


def _is_cut_up(pieces: tuple[str, ...]) -> bool:
    """Tell whether a word may have been cut: some pieces are single characters, and none is a word of grammar."""
    return len(pieces) > 1 and any(len(piece) == 1 for piece in pieces) and not stop_words() & set(pieces)


def propose_pins(usage: Usage, searcher: Searcher) -> Iterator[PinProposal]:
    """Yield the posts that most choose after a query, and that do not come first.

    Args:
        usage: What was asked and chosen.
        searcher: Finds them, with the pins that there are.
    """
    for query in usage.queries:
        post, chosen = query.chosen[0] if query.chosen else ("", 0)
        is_chosen = chosen >= _CHOICES and chosen >= query.choices * _SHARE
        if is_chosen and searcher.reader.find_document(post) >= 0:
            found = searcher.find(query.query, _DEPTH)
            place = found.index(post) + 1 if post in found else 0
            if place != 1:
                yield PinProposal(query.query, post, chosen, query.choices, place)


def find_unanswered(usage: Usage, searcher: Searcher) -> Iterator[QueryUsage]:
    """Yield the queries that found nothing, and still do."""
    return (query for query in usage.nothing if not searcher.find(query.query, 1))

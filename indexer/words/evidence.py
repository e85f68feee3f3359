"""The sentences of posts from which a word or a pair of names was learnt: read anew, so nothing is kept besides."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice, pairwise

import numpy as np

from indexer.arrays import Int32s
from indexer.index.reader.index_reader import IndexReader
from indexer.text.analysis.folding import fold_text

SENTENCES = 2
"""That are shown of each word or pair."""
_CHARACTERS = 60
"""Of a sentence, about."""
_MOST_READ = 20
"""Posts that are read to find them."""
_SENTENCE_END = re.compile(r"(?<=[。！？!?；;])|\n")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a post, or as much of it as shows what was looked for."""

    post: str
    text: str


def find_sentences(reader: IndexReader, words: Sequence[str], docs: Iterable[int]) -> tuple[Sentence, ...]:
    """Return the first sentences that hold some words, one a post.

    Args:
        reader: The index.
        words: Folded.
        docs: Where to look.
    """
    found = (_find_sentence(reader, words, doc) for doc in islice(docs, _MOST_READ))
    return tuple(islice(filter(None, found), SENTENCES))


def find_posts(reader: IndexReader, ids: Iterable[str]) -> Iterator[int]:
    """Yield the documents of posts that are still there."""
    return (doc for doc in map(reader.find_document, ids) if doc >= 0)


def find_run(reader: IndexReader, run: str) -> Int32s:
    """Return the documents in which every pair of neighbours of some Chinese characters stands, ascending."""
    numbers = [reader.find_gram(first + second) for first, second in pairwise(run)]
    found = [reader.gram_postings(each).entries if each >= 0 else np.empty(0, dtype=np.int32) for each in numbers]
    return reduce(np.intersect1d, found)


def _find_sentence(reader: IndexReader, words: Sequence[str], doc: int) -> Sentence | None:
    for sentence in _SENTENCE_END.split(reader.text(doc)):
        folded = fold_text(sentence)
        if all(word in folded for word in words):
            return Sentence(reader.metadata(doc).id, _cut(sentence, min(folded.find(word) for word in words)))
    return None


def _cut(sentence: str, at: int) -> str:
    """Return what stands around a place; folding moves that by a few characters at most."""
    begin = max(at - _CHARACTERS // 3, 0)
    shown = " ".join(sentence[begin : begin + _CHARACTERS].split())
    return f"{'…' if begin else ''}{shown}{'…' if begin + _CHARACTERS < len(sentence) else ''}"

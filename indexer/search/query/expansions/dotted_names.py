"""Foreign names in Chinese, written in one piece where posts part them by a dot: 费雯丽 is 费雯·丽."""

from collections.abc import Iterable, Iterator

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import PhraseNode, WordNode, is_han
from indexer.search.query.words import WordReader

_DOTS = "·•‧・"
"""The Mainland's, and what is typed for it; Taiwan's and Japan's. GB/T 15834-2011, 4.15."""
_LENGTHS = range(3, 9)
"""Characters of a name that is one word to the segmenter."""


def expand_dotted_names(
    absent: Iterable[WordNode], words: WordReader, lookup: Lookup, weight: float
) -> Iterator[Expansion]:
    """Yield, for each Chinese word that no post has, the names that it is without their dots.

    Longer names are several words to the segmenter, which a dot parts anyway.

    Args:
        absent: Words that no post has.
        words: Cuts the parts.
        lookup: Tells which parts posts have.
        weight: Against the word typed.
    """
    for word in absent:
        if not weight or len(word.text) not in _LENGTHS or not is_han(word.text):
            continue
        names = [name for at in range(1, len(word.text)) for name in _part(word, at, words, lookup)]
        if names:
            yield Expansion((word,), tuple(names), ExpansionKind.NUMBERED, weight)


def _part(word: WordNode, at: int, words: WordReader, lookup: Lookup) -> Iterator[PhraseNode]:
    """Yield a word with a dot at a place, if posts have what stands before and behind it."""
    text = word.text
    parts = tuple(part for half in (text[:at], text[at:]) for part in words.read(half, in_title=word.in_title))
    if all(lookup.match(part).found for part in parts):
        yield from (PhraseNode(f"{text[:at]}{dot}{text[at:]}", parts, word.in_title) for dot in _DOTS)

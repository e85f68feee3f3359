"""English words made of two, in one piece or apart: ``code base`` is ``codebase``, ``typeclass`` is ``type class``.

Source:
    Lucene's ``WordBreakSpellChecker``.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.cache import BoundedCache
from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import Node, PhraseNode, WordNode
from indexer.search.query.words import WordReader
from indexer.text.lexicon.english import is_english

_SHORTEST_JOINED = 6
"""Letters of a word that two make: shorter ones are too often another word (``in to``, ``a way``)."""
_SHORTEST_PART = 3
"""Letters of a part that is looked for in a word; where two words were typed, one less."""
_CACHED = 1 << 10
"""Words whose pairs are kept."""


class WordBreakExpander:
    """Find how words are written that more posts of one index have otherwise. Safe to be shared by threads.

    A word that no post has is parted where spelling is corrected, and visitors are told.
    """

    def __init__(self, words: WordReader, weight: float) -> None:
        """Get ready.

        Args:
            words: Cuts what is written otherwise.
            weight: What that counts against what was typed; 0 turns it off.
        """
        self._words = words
        self._weight = weight
        self._pairs = BoundedCache[str, tuple[PhraseNode, ...]](_CACHED)

    def expand(self, typed: Sequence[Node], folded: str, lookup: Lookup) -> Iterator[Expansion]:
        """Yield what stands for words in one piece, then for two words apart.

        Args:
            typed: The nodes of a query in the order typed, stop words left out.
            folded: Its text.
            lookup: Of the query.
        """
        plain = list_alphanumeric(typed) if self._weight else []
        for node in dict.fromkeys(filter(None, plain)):
            pairs = self._find_pairs(node, lookup)  # before posts are counted: few words have any
            count = _count(node, lookup) if pairs else 0
            parts = [each for each in pairs if count < _bound(each, lookup) and count < _count(each, lookup)]
            if count and parts:
                yield Expansion((node,), tuple(parts), ExpansionKind.NUMBERED, self._weight)
        for left, right in list_neighbours(plain, folded):
            if _may_be_one(left, right, lookup):
                (joined,) = self._words.read(left.text + right.text)
                if _is_commoner(joined, PhraseNode(f"{left.text} {right.text}", (left, right)), lookup):
                    yield Expansion((left, right), (joined,), ExpansionKind.NUMBERED, self._weight)

    def _find_pairs(self, word: WordNode, lookup: Lookup) -> tuple[PhraseNode, ...]:
        """Return the pairs of words that a word may be made of, if posts have it and it is none in general use."""
        if len(word.text) < _SHORTEST_JOINED or not word.text.isalpha():
            return ()
        return self._pairs.get(word.text, lambda _: tuple(_part(word, self._words, lookup)))


def list_alphanumeric(typed: Sequence[Node]) -> list[WordNode | None]:
    """Return the words of ASCII's letters and digits that may stand anywhere in a post; None for any other node."""
    words = (node if isinstance(node, WordNode) and not node.in_title else None for node in typed)
    return [word if word and word.text.isascii() and word.text.isalnum() else None for word in words]


def list_neighbours(plain: Sequence[WordNode | None], folded: str) -> Iterator[tuple[WordNode, WordNode]]:
    """Yield the words between which nothing but a space was typed."""
    for left, right in pairwise(plain):
        if left and right and f"{left.text} {right.text}" in folded:
            yield left, right


def _is_commoner(word: WordNode, apart: PhraseNode, lookup: Lookup) -> bool:
    """Say whether more posts have two words as one than apart; the row is only counted where it may decide."""
    posts = _count(word, lookup)
    return posts > 0 and (posts > _bound(apart, lookup) or posts > _count(apart, lookup))


def _part(word: WordNode, words: WordReader, lookup: Lookup) -> Iterator[PhraseNode]:
    text = word.text
    if is_english(text) or lookup.terms.find(word.terms[0]) < 0:
        return
    for at in range(_SHORTEST_PART, len(text) - _SHORTEST_PART + 1):
        (left,) = words.read(text[:at])
        if lookup.terms.find(left.terms[0]) < 0:
            continue
        (right,) = words.read(text[at:])
        if lookup.terms.find(right.terms[0]) >= 0:
            yield PhraseNode(f"{left.text} {right.text}", (left, right))


def _may_be_one(left: WordNode, right: WordNode, lookup: Lookup) -> bool:
    """Say whether two neighbouring words may make one; where no post has one of them, a short one too (``ma po``)."""
    lengths = len(left.text), len(right.text)
    if min(lengths) < _SHORTEST_PART - 1 or not (left.text.isalpha() and right.text.isalpha()):
        return False
    return sum(lengths) >= _SHORTEST_JOINED or not (lookup.match(left).found and lookup.match(right).found)


def _count(node: WordNode | PhraseNode, lookup: Lookup) -> int:
    """Return how many posts have a word, or words one behind the other."""
    if isinstance(node, PhraseNode):
        return lookup.count_row(node)
    return lookup.match(node).exact_count if lookup.terms.find(node.terms[0]) >= 0 else 0


def _bound(pair: PhraseNode, lookup: Lookup) -> int:
    """Return how many posts have two words one behind the other at most: nothing is read for it."""
    return min(map(lookup.count_places, pair.words))

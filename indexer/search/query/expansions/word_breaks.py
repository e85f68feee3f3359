"""English words made of two, in one piece or apart: ``code base`` is ``codebase``, ``typeclass`` is ``type class``.

Source:
    Lucene's ``WordBreakSpellChecker``.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import Node, PhraseNode, WordNode
from indexer.search.query.words import WordReader
from indexer.text.lexicon.english import is_english

_SHORTEST_JOINED = 6
"""Letters of a word that two make: shorter ones are too often another word (``in to``, ``a way``)."""
_SHORTEST_PART = 3
"""Letters of a part that is looked for in a word; where two words were typed, one less."""


def expand_word_breaks(
    typed: Sequence[Node], folded: str, words: WordReader, lookup: Lookup, weight: float
) -> Iterator[Expansion]:
    """Yield how words are written that more posts have otherwise; nothing if ``weight`` is 0.

    A word that no post has is parted where spelling is corrected, and visitors are told.

    Args:
        typed: The nodes of a query in the order typed, stop words left out.
        folded: Its text.
        words: Cuts what is written otherwise.
        lookup: Of the query.
        weight: What that counts against what was typed.
    """
    plain = list_alphanumeric(typed) if weight else []
    for node in dict.fromkeys(filter(None, plain)):
        pairs = list(_part(node, words, lookup))  # before posts are counted: few words have any
        count = _count(node, lookup) if pairs else 0
        parts = [each for each in pairs if count < _bound(each, lookup) and count < _count(each, lookup)]
        if count and parts:
            yield Expansion((node,), tuple(parts), ExpansionKind.NUMBERED, weight)
    for left, right in list_neighbours(plain, folded):
        if _may_be_one(left, right, lookup):
            (joined,) = words.read(left.text + right.text)
            if _is_commoner(joined, PhraseNode(f"{left.text} {right.text}", (left, right)), lookup):
                yield Expansion((left, right), (joined,), ExpansionKind.NUMBERED, weight)


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
    """Yield the pairs of words that a word may be made of, if posts have it and it is none in general use."""
    text = word.text
    if len(text) < _SHORTEST_JOINED or not text.isalpha() or is_english(text) or lookup.terms.find(word.terms[0]) < 0:
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

"""Numbers that things are counted by, in digits or letters: ``lesson 2`` is ``lesson two``, ``part ii`` ``part 2``."""

from collections.abc import Iterator, Sequence

from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.expansions.word_breaks import list_alphanumeric, list_neighbours
from indexer.search.query.nodes import Node, WordNode
from indexer.search.query.words import WordReader

_NUMBERS = (
    ("2", "two", "ii"), ("3", "three", "iii"), ("4", "four", "iv"), ("5", "five"), ("6", "six", "vi"),
    ("7", "seven", "vii"), ("8", "eight", "viii"), ("9", "nine", "ix"), ("10", "ten"), ("11", "eleven", "xi"),
    ("12", "twelve", "xii"),
)  # fmt: skip
"""Each as it is written; v and x alone are letters as often."""
_OTHERS = {way: [other for other in ways if other != way] for ways in _NUMBERS for way in ways}


def expand_number_words(typed: Sequence[Node], folded: str, words: WordReader, weight: float) -> Iterator[Expansion]:
    """Yield neighbours one of which is a number as that is written otherwise; nothing if ``weight`` is 0.

    Args:
        typed: The nodes of a query in the order typed, stop words left out.
        folded: Its text.
        words: Cuts what is written otherwise.
        weight: What that counts against what was typed.
    """
    if not weight or not any(node.text in _OTHERS for node in typed):  # as mostly
        return
    for left, right in list_neighbours(list_alphanumeric(typed), folded):
        others = tuple(_list_others(left, right, words))
        if others:
            yield Expansion((left, right), others, ExpansionKind.NUMBERED, weight)


def _list_others(left: WordNode, right: WordNode, words: WordReader) -> Iterator[Node]:
    """Yield a number and the word beside it as they are written otherwise; two numbers are left alone."""
    if right.text.isalpha() and right.text not in _OTHERS:
        for number in _OTHERS.get(left.text, ()):
            yield words.read_phrase(f"{number} {right.text}")
    if left.text.isalpha() and left.text not in _OTHERS:
        for number in _OTHERS.get(right.text, ()):
            yield words.read_phrase(f"{left.text} {number}")

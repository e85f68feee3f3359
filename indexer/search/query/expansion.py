"""Other nodes that a plan accepts in place of words typed."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from indexer.search.matching.lookup import Lookup
from indexer.search.query.nodes import Node, WordNode


class ExpansionKind(StrEnum):
    """The reason why nodes stand for words typed; values but ``EVERYDAY`` and ``LEARNT`` are the kinds of notes."""

    SYNONYM = "synonym"
    """A glossary's entry, the shipped one's or the site's."""
    EVERYDAY = "everyday"
    """An everyday word of the other language; visitors are told of it as of any synonym."""
    LEARNT = "learnt"
    """A pair of names that the site's posts teach; visitors are told of it as of any synonym."""
    REGIONAL = "regional"
    """The word of another region: Taiwan or the Mainland."""
    CORRECTED = "corrected"
    """A better spelling of a word that no post has."""
    PREFIX = "prefix"
    """Words that begin like the half-typed last one."""
    INFLECTED = "inflected"
    """Another form of the same word, in a language whose forms the index keeps apart."""
    NUMBERED = "numbered"
    """The same name with its number, or the same compound, written together or apart; a number in digits or letters."""
    VERSION = "version"
    """Versions that begin as one typed does."""
    PIECE = "piece"
    """Words that contain a word that no post has."""


# Tuples, not sets: these would hash their members by a function of Python.
_SAYING_THE_SAME = (
    ExpansionKind.SYNONYM,
    ExpansionKind.EVERYDAY,
    ExpansionKind.REGIONAL,
    ExpansionKind.NUMBERED,
    ExpansionKind.VERSION,
)
_BELOW_EXACT = (ExpansionKind.PREFIX, ExpansionKind.LEARNT, ExpansionKind.VERSION)
_UNTOLD = (ExpansionKind.PREFIX, ExpansionKind.INFLECTED, ExpansionKind.NUMBERED, ExpansionKind.VERSION)


class Expansion(NamedTuple):
    """Nodes that stand for some words of a query.

    Attributes:
        covers: The words typed.
        nodes: Any of these stands for all of them.
        weight: What the score of a node is multiplied by, against that of the words typed.
    """

    covers: tuple[WordNode, ...]
    nodes: tuple[Node, ...]
    kind: ExpansionKind
    weight: float

    @property
    def stays_below_exact(self) -> bool:
        """True if no document may score by it as high as one that has the words typed, see ``Plan`` for several."""
        return self.kind in _BELOW_EXACT

    @property
    def finds_nothing_alone(self) -> bool:
        """True if it only adds to the scores of documents that the rest of the query finds."""
        return self.kind is ExpansionKind.LEARNT

    @property
    def says_the_same(self) -> bool:
        """True if its nodes say the same in other words, of this language or of another, or written otherwise."""
        return self.kind in _SAYING_THE_SAME

    @property
    def is_told(self) -> bool:
        """True if a visitor is told: not of words still being typed, nor of forms of the same word."""
        return self.kind not in _UNTOLD

    def __str__(self) -> str:
        typed = " ".join(node.text for node in self.covers)
        return f"{typed} = {' | '.join(node.text for node in self.nodes)}"


def keep_found(expansions: Iterable[Expansion], lookup: Lookup) -> Iterator[Expansion]:
    """Drop nodes that no post has: they cost time, and a visitor would be told of them for nothing."""
    for expansion in expansions:
        if len(expansion.nodes) > 1:
            lookup.match_words(expansion.nodes)
        if kept := keep_matched(expansion, lookup):
            yield kept


def keep_matched(expansion: Expansion, lookup: Lookup) -> Expansion | None:
    """Return an expansion without the nodes that no post has; None where none is left."""
    nodes = tuple([node for node in expansion.nodes if lookup.match(node).found])
    if len(nodes) == len(expansion.nodes):
        return expansion
    return expansion._replace(nodes=nodes) if nodes else None

"""How many documents of the whole site have something, whichever of them are here.

On one machine all documents are here, and what was found among them is the answer. Of a cluster only the candidates
are: it counts the others, and what it counted is looked up here.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from indexer.search.query.nodes import Node, WordNode
from indexer.units import DocFreq, DocFreqs, TermIds


class Counting(Enum):
    """The way in which documents have something."""

    TERMS = auto()
    """Any of some terms: ``what`` is a ``TermsKey``."""
    CHARACTERS = auto()
    """A run of characters, anywhere: a text."""
    TITLE_CHARACTERS = auto()
    """A run of characters in the title."""
    PAIR = auto()
    """Two words next to each other: two nodes."""
    ROW = auto()
    """Words one behind the other, whatever scripts they are of: a ``PhraseNode``."""
    NODE = auto()
    """A node, in any way."""
    EXACT = auto()
    """A node as a word, in the way in which most documents do."""


Counted = tuple[tuple[str, ...], bool] | str | tuple[WordNode, WordNode] | Node


@dataclass(frozen=True, slots=True)
class Countable:
    """Something of which it can be asked how many documents have it."""

    way: Counting
    what: Counted


class Statistics(Protocol):
    """Counts of documents of the whole site, where these are not all here."""

    def doc_freq(self, countable: Countable, here: int) -> DocFreq:
        """Return how many documents have something, ``here`` of which are here."""
        ...

    def doc_freqs(self, terms: TermIds) -> DocFreqs:
        """Return the document frequencies of some terms."""
        ...

    def count_complete(self, here: int) -> int:
        """Return how many documents have every word of the query, ``here`` of which are here."""
        ...

    def main_language(self, here: str) -> str:
        """Return the language of most documents; ``here`` is that of most of those that are here."""
        ...

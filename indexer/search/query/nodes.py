"""The nodes of a plan: words, prefixes, phrases, and combinations of these."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from indexer.text.analysis.scripts import HAN, PICTURE_RUN, SIGNS, UNSPACED

HAN_RUN = re.compile(rf"[{HAN}]+")


class WordNode(NamedTuple):
    """One word: a named tuple, as a query compares and hashes its words some hundred times.

    Attributes:
        text: As typed, folded.
        terms: Its term first, then other forms of the same (``v1.18`` and ``1.18``, ``node.js`` and ``nodejs``).
        compound_parts: The terms of a compound's parts, which together stand for it where it is not written so.
        in_title: True to match titles only.
    """

    text: str
    terms: tuple[str, ...]
    compound_parts: tuple[str, ...] = ()
    in_title: bool = False

    @property
    def terms_by_position(self) -> tuple[tuple[str, ...], ...]:
        """For each position that the word takes, the terms that may stand there: a compound takes several."""
        if not self.compound_parts or is_unspaced(self.text):
            return (self.terms,)
        return tuple((part,) for part in self.compound_parts)

    def __str__(self) -> str:
        forms = " | ".join(self.terms)
        parts = f" | ({' & '.join(self.compound_parts)})" if self.compound_parts else ""
        return f"{'title:' if self.in_title else ''}{forms}{parts}"


@dataclass(frozen=True, slots=True)
class PrefixNode:
    """Any word that begins with a text."""

    text: str
    in_title: bool = False

    def __str__(self) -> str:
        return f"{'title:' if self.in_title else ''}{self.text}*"


@dataclass(frozen=True, slots=True)
class PhraseNode:
    """Words that stand one after the other.

    Attributes:
        text: Folded, single spaces.
        words: Their nodes, stop words included.
    """

    text: str
    words: tuple[WordNode, ...]
    in_title: bool = False

    @property
    def has_positions(self) -> bool:
        """Whether it is found by the positions of its words: no part of it is of a script without spaces."""
        return self.text.isascii() or not UNSPACED.search(self.text)

    def __str__(self) -> str:
        return f'{"title:" if self.in_title else ""}"{self.text}"'


@dataclass(frozen=True, slots=True)
class AllNode:
    """Nodes that must all match."""

    nodes: "tuple[Node, ...]"

    @property
    def text(self) -> str:
        """The text looked for, for people."""
        return " ".join(node.text for node in self.nodes)

    def __str__(self) -> str:
        return f"({' & '.join(map(str, self.nodes))})"


@dataclass(frozen=True, slots=True)
class AnyNode:
    """Nodes of which one is enough.

    Attributes:
        share: What all but the first count, against it.
    """

    nodes: "tuple[Node, ...]"
    share: float = 1.0

    @property
    def text(self) -> str:
        """The text looked for, for people."""
        return " | ".join(node.text for node in self.nodes)

    def __str__(self) -> str:
        return f"({' OR '.join(map(str, self.nodes))})"


@dataclass(frozen=True, slots=True)
class Run:
    """Han characters typed in one piece, and the words they were cut into."""

    text: str
    words: frozenset[WordNode]


LeafNode = WordNode | PrefixNode | PhraseNode
"""A node that is no combination of others."""
Node = LeafNode | AllNode | AnyNode


def list_leaves(node: Node) -> Iterator[LeafNode]:
    """Yield the nodes that a combination is made of; any other node is its own."""
    if isinstance(node, AnyNode | AllNode):
        for each in node.nodes:
            yield from list_leaves(each)
    else:
        yield node


def is_han(text: str) -> bool:
    """Check whether a folded text is one run of Han characters."""
    return not text.isascii() and HAN_RUN.fullmatch(text) is not None


def is_unspaced(text: str) -> bool:
    """Check whether a folded text is found by its characters wherever they are: of an unspaced script, or signs."""
    return is_signs(text) if text.isascii() else UNSPACED.fullmatch(text) is not None


def is_signs(text: str) -> bool:
    """Check whether a text is signs alone: two of ASCII or more, as ``->`` and ``::``, or emoji and their like."""
    return not text.isalnum() and (SIGNS if text.isascii() else PICTURE_RUN).fullmatch(text) is not None

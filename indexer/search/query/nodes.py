"""What a plan is made of: words, beginnings, phrases, and combinations of these."""

import re
from dataclasses import dataclass

from indexer.text.analysis.analyzer import HAN, UNSPACED

HAN_RUN = re.compile(rf"[{HAN}]+")


@dataclass(frozen=True, slots=True)
class WordNode:
    """One word.

    Attributes:
        text: As typed, folded.
        terms: Its term first, then other forms of the same (``v1.18`` and ``1.18``, ``node.js`` and ``nodejs``).
        atoms: The terms of a compound's pieces, which together stand for it where it is not written so.
        in_title: Only in titles.
    """

    text: str
    terms: tuple[str, ...]
    atoms: tuple[str, ...] = ()
    in_title: bool = False

    @property
    def pieces(self) -> tuple[tuple[str, ...], ...]:
        """For each position that the word takes, the terms that may stand there: a compound takes several."""
        if is_unspaced(self.text) or not self.atoms:
            return (self.terms,)
        return tuple((atom,) for atom in self.atoms)

    def __str__(self) -> str:
        forms = " | ".join(self.terms)
        atoms = f" | ({' & '.join(self.atoms)})" if self.atoms else ""
        return f"{'title:' if self.in_title else ''}{forms}{atoms}"


@dataclass(frozen=True, slots=True)
class PrefixNode:
    """Every word that begins so."""

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

    def __str__(self) -> str:
        return f'{"title:" if self.in_title else ""}"{self.text}"'


@dataclass(frozen=True, slots=True)
class AllNode:
    """Several nodes that must all be there."""

    nodes: "tuple[Node, ...]"

    @property
    def text(self) -> str:
        """What is looked for, for people."""
        return " ".join(node.text for node in self.nodes)

    def __str__(self) -> str:
        return f"({' & '.join(map(str, self.nodes))})"


@dataclass(frozen=True, slots=True)
class AnyNode:
    """Several nodes of which one is enough."""

    nodes: "tuple[Node, ...]"

    @property
    def text(self) -> str:
        """What is looked for, for people."""
        return " | ".join(node.text for node in self.nodes)

    def __str__(self) -> str:
        return f"({' OR '.join(map(str, self.nodes))})"


@dataclass(frozen=True, slots=True)
class Run:
    """Han characters typed in one piece, and the words they were cut into."""

    text: str
    words: frozenset[WordNode]


Node = WordNode | PrefixNode | PhraseNode | AllNode | AnyNode


def is_han(text: str) -> bool:
    """Say whether a folded text is one run of Han characters."""
    return HAN_RUN.fullmatch(text) is not None


def is_unspaced(text: str) -> bool:
    """Say whether a folded text is one run of a script without spaces: found by its characters, wherever they stand."""
    return UNSPACED.fullmatch(text) is not None

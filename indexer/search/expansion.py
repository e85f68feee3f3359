"""Other words for what was typed: synonyms, the other language, the other region."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.search.nodes import AllNode, Node, PhraseNode, WordNode
from indexer.text.folding import fold_text
from indexer.text.glossary import Entry

LONGEST_TERM = 6
"""Words of the longest glossary term that is recognised in a query."""

ReadWords = Callable[[str], Sequence[WordNode]]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What else is looked for in place of some words of a query.

    Attributes:
        covers: The words typed.
        nodes: Any of these stands for all of them.
        kind: ``synonym``, ``regional``, ``corrected`` or ``begun``: words that begin so.
        weight: What it counts against the words typed.
    """

    covers: tuple[WordNode, ...]
    nodes: tuple[Node, ...]
    kind: str
    weight: float

    def __str__(self) -> str:
        typed = " ".join(node.text for node in self.covers)
        return f"{typed} = {' | '.join(node.text for node in self.nodes)}"


class Thesaurus:
    """Finds glossary terms among the words of a query. Looked up by terms, so inflected forms are found too."""

    def __init__(self, entries: Iterable[tuple[Entry, float]], read_words: ReadWords) -> None:
        """Learn what means the same.

        Args:
            entries: Each with what its words count against those typed.
            read_words: How a text becomes the words of a query.
        """
        self._forms: dict[tuple[str, ...], list[_Forms]] = {}
        for entry, weight in entries:
            nodes = {_key(words): _node(form, words) for form in entry if (words := read_words(form))}
            for key in nodes:
                self._forms.setdefault(key, []).append(_Forms(nodes, weight))

    def expand(self, words: Sequence[WordNode]) -> Iterator[Expansion]:
        """Yield expansions for each glossary term in a query, the longest first."""
        begin = 0
        while begin < len(words):
            taken = next((n for n in range(LONGEST_TERM, 0, -1) if _key(words[begin : begin + n]) in self._forms), 0)
            covers = tuple(words[begin : begin + taken])
            for forms in self._forms.get(_key(covers), ()) if taken else ():
                others = tuple(node for key, node in forms.nodes.items() if key != _key(covers))
                if others:
                    yield Expansion(covers, others, "synonym", forms.weight)
            begin += max(taken, 1)


@dataclass(frozen=True, slots=True)
class _Forms:
    """The nodes of a glossary entry by their terms, and what they count."""

    nodes: dict[tuple[str, ...], Node]
    weight: float


def _key(words: Sequence[WordNode]) -> tuple[str, ...]:
    return tuple(word.terms[0] for word in words)


def _node(form: str, words: Sequence[WordNode]) -> Node:
    return words[0] if len(words) == 1 else PhraseNode(fold_text(form), tuple(words))


def expand_region(covers: Sequence[WordNode], words: Sequence[WordNode], weight: float) -> Expansion:
    """Return the expansion of words by the same said in another region's words."""
    node: Node = words[0] if len(words) == 1 else AllNode(tuple(words))
    return Expansion(tuple(covers), (node,), "regional", weight)

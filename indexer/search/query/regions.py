"""Chinese said in another region's words: 程式 in Taiwan is 程序 on the Mainland."""

from collections.abc import Callable, Iterator, Sequence

from indexer.cache import BoundedCache
from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.grammar import Words
from indexer.search.query.nodes import HAN_RUN, AllNode, Node, WordNode
from indexer.search.query.words import WordReader
from indexer.text.lexicon.glossary import mainland_forms, regional_forms

_CACHED = 1 << 10
"""Runs of Chinese whose other forms are kept: OpenCC takes some tens of microseconds for each."""
_RARER = 10
"""How many times as frequent as Taiwan's word in Simplified characters the Mainland's has to be to stand for it."""


class RegionalForms:
    """Find how else Chinese is said in Taiwan or on the Mainland. Safe to be shared by threads."""

    def __init__(self, words: WordReader, weight: float) -> None:
        """Read other forms as queries are; a ``weight`` of 0 turns them off."""
        self._words = words
        self._weight = weight
        self._forms = BoundedCache[str, tuple[str, ...]](_CACHED)
        self._mainland_forms = BoundedCache[str, tuple[str, ...]](_CACHED)

    def expand(self, leaf: Words) -> Iterator[Expansion]:
        """Yield an expansion for each other way to say a run of Chinese."""
        return self._expand(leaf, lambda run: self._forms.get(run, regional_forms))

    def expand_rare(self, leaf: Words, lookup: Lookup) -> Iterator[Expansion]:
        """Yield expansions for Taiwan's words in Simplified characters where posts mostly have the Mainland's."""
        for each in self._expand(leaf, lambda run: self._mainland_forms.get(run, mainland_forms)):
            if _count(lookup, each.covers) * _RARER <= _count(lookup, each.nodes):
                yield each

    def _expand(self, leaf: Words, list_forms: Callable[[str], tuple[str, ...]]) -> Iterator[Expansion]:
        for run in HAN_RUN.findall(leaf.text) if self._weight and not leaf.text.isascii() else ():
            for form in list_forms(run):
                covers = self._words.read_meaningful(run, in_title=leaf.in_title)
                words = self._words.read_meaningful(form, in_title=leaf.in_title)
                for typed, node in _pair(covers, words):
                    yield Expansion(typed, (node,), ExpansionKind.REGIONAL, self._weight)


def _count(lookup: Lookup, nodes: Sequence[Node]) -> int:
    """Return how many posts have the rarest word of some nodes."""
    words = (word for node in nodes for word in (node.nodes if isinstance(node, AllNode) else (node,)))
    return min(lookup.match(word).exact_count for word in words)


def _pair(covers: Sequence[WordNode], words: Sequence[WordNode]) -> Iterator[tuple[tuple[WordNode, ...], Node]]:
    """Yield the words that are said another way, each with how: all of them as one, unless they are as many."""
    if len(covers) == len(words):
        yield from (((here,), there) for here, there in zip(covers, words, strict=True) if here != there)
    elif covers and words:
        yield tuple(covers), words[0] if len(words) == 1 else AllNode(tuple(words))

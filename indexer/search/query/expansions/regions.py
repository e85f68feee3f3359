"""Chinese said in another region's words: 程式 in Taiwan is 程序 on the Mainland."""

from collections.abc import Callable, Container, Iterator, Sequence
from itertools import accumulate, product
from typing import NamedTuple

from indexer.cache import BoundedCache
from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import HAN_RUN, Node, WordNode
from indexer.search.query.parsing.query_tree import Words
from indexer.search.query.words import WordReader
from indexer.text.lexicon.glossary import mainland_forms, may_be_said_otherwise, prepare_regional_forms, regional_forms

_CACHED = 1 << 10
"""Runs of Chinese whose other forms are kept: OpenCC takes some tens of microseconds for each."""
_RARER = 10
"""How many times as frequent as Taiwan's word in Simplified characters the Mainland's has to be to stand for it."""
_LONGEST = 3
"""Words that are said another way only together, as 存取 alone is 访问 and 随机存取 is too."""

_ListForms = Callable[[str], tuple[str, ...]]
"""Returns how else a text is said, folded."""


class _Said(NamedTuple):
    """Neighbouring words of a run, and how they are said elsewhere, folded."""

    typed: tuple[WordNode, ...]
    other: str


class RegionalForms:
    """Find how else Chinese is said in Taiwan or on the Mainland. Safe to be shared by threads."""

    def __init__(self, words: WordReader, weight: float) -> None:
        """Read other forms as queries are; a ``weight`` of 0 turns them off."""
        self._words = words
        self._weight = weight
        self._forms = BoundedCache[str, tuple[str, ...]](_CACHED)
        self._mainland_forms = BoundedCache[str, tuple[str, ...]](_CACHED)

    def prepare(self) -> None:
        """Find out which words are said otherwise, for which the first Chinese query would not wait."""
        prepare_regional_forms()

    def concern(self, folded: str) -> bool:
        """Check whether anything in a folded text may be said otherwise, at next to no cost: mostly nothing is."""
        return self._weight > 0 and not folded.isascii() and may_be_said_otherwise(folded)

    def expand(self, leaf: Words) -> Iterator[Expansion]:
        """Yield an expansion for each other way to say a run of Chinese."""
        return self._expand(leaf, lambda run: self._forms.get(run, regional_forms))

    def expand_rare(self, leaf: Words, lookup: Lookup) -> Iterator[Expansion]:
        """Yield expansions for Taiwan's words in Simplified characters where posts mostly have the Mainland's."""
        for each in self._expand(leaf, lambda run: self._mainland_forms.get(run, mainland_forms)):
            if _count(lookup, each.covers) * _RARER <= _count(lookup, each.nodes):
                yield each

    def _expand(self, leaf: Words, list_forms: _ListForms) -> Iterator[Expansion]:
        for run in HAN_RUN.findall(leaf.text) if self._weight and not leaf.text.isascii() else ():
            told = set[tuple[tuple[WordNode, ...], str]]()
            for form in list_forms(run):
                words = self._words.read(run, in_title=leaf.in_title)
                ends = set(accumulate(len(word.text) for word in self._words.read(form)))
                for said in _join(_align(words, run, form, list_forms), ends):
                    covers = tuple(word for word in said.typed if not self._words.is_stop_word(word))
                    is_other = said.other != "".join(word.text for word in said.typed)
                    if covers and is_other and (covers, said.other) not in told:
                        told.add((covers, said.other))
                        node = self._words.read_phrase(said.other, in_title=leaf.in_title)
                        yield Expansion(covers, (node,), ExpansionKind.REGIONAL, self._weight)


def _count(lookup: Lookup, nodes: Sequence[Node]) -> int:
    """Return how many posts have the rarest of some nodes."""
    return min(lookup.match(node).exact_count for node in nodes)


def _join(pieces: Sequence[_Said], ends: Container[int]) -> Iterator[_Said]:
    """Yield the pieces of a form as its own words have it: two make one where no word ends between them (网络|策略).

    Args:
        pieces: In order.
        ends: The offsets in the form at which one of its words ends.
    """
    at, typed, other = 0, tuple[WordNode, ...](), ""
    for piece in pieces:
        typed, other, at = typed + piece.typed, other + piece.other, at + len(piece.other)
        if at in ends or piece is pieces[-1]:
            yield _Said(typed, other)
            typed, other = (), ""


def _align(words: tuple[WordNode, ...], run: str, form: str, list_forms: _ListForms) -> Sequence[_Said]:
    """Return the words of a run, each with how it is said elsewhere: several as one only where that is needed.

    Args:
        words: Those that the run was cut into.
        run: As typed.
        form: All of it as it is said elsewhere, folded.
        list_forms: Returns how else a part of it is said.
    """
    if sum(len(word.text) for word in words) != len(run):
        return [_Said(words, form)]
    one_by_one = _find_way(words, run, form, list_forms, longest=1)
    return one_by_one or _find_way(words, run, form, list_forms, longest=_LONGEST) or [_Said(words, form)]


def _find_way(
    words: tuple[WordNode, ...], run: str, form: str, list_forms: _ListForms, *, longest: int
) -> Sequence[_Said]:
    """Return the words of a run, each with how it is said, up to so many as one; nothing where that is not the form."""
    begins = list(accumulate((len(word.text) for word in words), initial=0))
    ways: list[dict[int, list[_Said]]] = [{0: []}, *({} for _ in words)]
    """By how many words are said already, and how many characters of the form are used up."""
    for begin, reached in enumerate(ways[:-1]):
        for end in range(begin + 1, min(begin + longest, len(words)) + 1) if reached else ():
            others = (*list_forms(run[begins[begin] : begins[end]]), "".join(word.text for word in words[begin:end]))
            for (at, way), other in product(reached.items(), others):
                past, known = at + len(other), ways[end].get(at + len(other), ())
                if form.startswith(other, at) and len(known) <= len(way):
                    ways[end][past] = [*way, _Said(words[begin:end], other)]
    return ways[-1].get(len(form), [])

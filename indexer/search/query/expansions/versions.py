"""Versions that begin as one typed does: ``1.18`` stands for ``1.18.3``, ``v18`` and ``node 18`` for ``v18.2.0``.

A number without a dot is a version only behind a name, where no other word was typed, or with a ``v`` before it that no
post has so: the ``v1`` of an API is not the beginning of all versions.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import nlargest
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from indexer.search.matching.lookup import Lookup
from indexer.search.query.clauses import Clauses
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.expansions.numbered_names import (
    are_groups,
    list_decimal_terms,
    list_plain_words,
    split_numbered,
)
from indexer.search.query.nodes import AllNode, AnyNode, Node, PhraseNode, WordNode
from indexer.search.query.words import WordReader
from indexer.text.analysis.word_forms import is_version

_MOST = 24
"""Versions that one stands for: the most frequent ones."""
_IS_BEGUN = re.compile(r"(v?)([0-9]{1,4}(?:\.[0-9]+)*)(\.x)?").fullmatch
_IS_NAME = re.compile(r"(?=.*[a-z]{2})[a-z][a-z0-9.+#_-]*").fullmatch
_JS = "js"
"""Names are typed without it and written with it: ``node 18``, "Node.js v18.2.0"."""


class _Begun(NamedTuple):
    """A version as it was typed.

    Attributes:
        number: Without what stands before and behind it: ``18`` of ``v18`` and of ``18.x``.
        has_v: Whether a ``v`` stands before it.
        has_x: Whether ``.x`` stands behind it.
    """

    number: str
    has_v: bool = False
    has_x: bool = False

    @property
    def has_dot(self) -> bool:
        """Whether a dot stands in it or behind it."""
        return self.has_x or "." in self.number

    def list_terms(self, lookup: Lookup, *, is_sure: bool) -> tuple[str, ...]:
        """Return the terms of versions that begin so, and it with a ``v`` or without one; not what it is itself.

        Args:
            lookup: Of the query.
            is_sure: Whether it is known to be a version. Else ``18.5`` is none, but ``v18.5`` and ``18.5.0`` are.
        """
        begun = [lookup.reader.frequent_terms(f"{mark}{self.number}.", 2 * _MOST) for mark in ("v", "")]
        versions = [(term, count) for terms in begun for term, count in terms if is_version(term)]
        if not is_sure:
            versions = [each for each in versions if each[0].startswith("v") or each[0].count(".") == len("..")]
        most = nlargest(_MOST, versions, key=itemgetter(1)) if len(versions) > _MOST else versions
        itself = (self.number, f"v{self.number}") if is_sure and (self.has_x or "." not in self.number) else ()
        return (*itself, *[term for term, _ in most])


def expand_versions(typed: Sequence[Node], words: WordReader, lookup: Lookup, weight: float) -> Iterator[Expansion]:
    """Yield versions that begin as those typed do, whether a post has them or not; nothing if ``weight`` is 0.

    Args:
        typed: The nodes of a query in the order typed.
        words: Cuts names with a number behind them.
        lookup: Of the query.
        weight: What such a version counts against the one typed.
    """
    plain = list_plain_words(typed) if weight else []
    for node in dict.fromkeys(plain):
        begun = _read(node)
        is_alone = len(typed) == 1 or (begun and begun.has_v and node and not lookup.match(node).found)
        if node and begun and (begun.has_dot or is_alone):
            terms = begun.list_terms(lookup, is_sure=begun.has_dot)
            yield from _stand_for((node,), [_replace_terms(node, begun, terms)] if terms else [], weight)
        apart = split_numbered(node.text) if node else None
        if node and apart and not words.is_stop_word(name := words.read(apart[0])[0]):
            number = _Begun(apart[1])
            found = [*_list_apart(name, number, lookup), *_list_together(name, number, lookup)]
            yield from _stand_for((node,), found, weight)
    for left, right in pairwise(plain):
        begun = _read(right)
        if left and right and begun and _IS_NAME(left.text):
            apart_nodes = [] if begun.has_dot else _list_apart(left, begun, lookup)  # else found by itself, see above
            yield from _stand_for((left, right), [*apart_nodes, *_list_together(left, begun, lookup)], weight)


def widen_versions(clauses: Clauses, lookup: Lookup, weight: float) -> Clauses:
    """Return clauses in which versions in phrases and titles stand for those that begin so, too, which count less.

    So do long numbers in phrases for those with decimals: ``"12,500"`` for 12,500.75.

    Args:
        clauses: Of a query.
        lookup: Of the query.
        weight: What such a version counts against the one typed; 0 leaves all as it is.
    """
    if not weight:
        return clauses
    every = (*clauses.typed, *clauses.excluded)
    if all(isinstance(node, WordNode) and not node.in_title for node in every):  # as mostly
        return clauses
    known = {node: _widen(node, lookup, weight) for node in dict.fromkeys((*every, *clauses.required))}
    if all(node is wide for node, wide in known.items()):
        return clauses
    typed, required, excluded = (
        tuple(map(known.__getitem__, nodes)) for nodes in (clauses.typed, clauses.required, clauses.excluded)
    )
    return clauses.retype(typed)._replace(required=required, excluded=excluded)


def _read(node: WordNode | None) -> _Begun | None:
    """Return the version that a word may be, or None."""
    found = _IS_BEGUN(node.text) if node else None
    return _Begun(found[2], has_v=bool(found[1]), has_x=bool(found[3])) if found else None


def _stand_for(covers: tuple[WordNode, ...], nodes: Sequence[Node], weight: float) -> Iterator[Expansion]:
    if nodes:
        yield Expansion(covers, tuple(nodes), ExpansionKind.VERSION, weight)


def _list_apart(name: WordNode, begun: _Begun, lookup: Lookup) -> list[Node]:
    """Return how a name is written with a version that begins so behind it, or behind its ``.js``."""
    versions = begun.list_terms(lookup, is_sure=True)
    if not versions:
        return []
    later = WordNode(f"{begun.number}.x", versions)
    nodes = [PhraseNode(f"{name.text} {later.text}", (name, later))]
    if not name.compound_parts and lookup.terms.find(f"{name.text}.{_JS}") >= 0:
        nodes.append(PhraseNode(f"{name.text}.js {later.text}", (name, WordNode(_JS, (_JS,)), later)))
    return [*nodes]


def _list_together(name: WordNode, begun: _Begun, lookup: Lookup) -> list[Node]:
    """Return the terms in which a version that begins so is written together with a name: ``go1.20.3``."""
    begin = f"{name.text}{begun.number}."
    terms = [term for term, _ in lookup.reader.frequent_terms(begin, _MOST) if is_version(term[len(name.text) :])]
    return [WordNode(f"{begin}x", tuple(terms))] if terms else []


def _widen(node: Node, lookup: Lookup, weight: float) -> Node:
    """Return a node with what stands for it; itself where it holds no version, or no post has one that begins so."""
    if isinstance(node, AnyNode | AllNode):
        nodes = tuple([_widen(each, lookup, weight) for each in node.nodes])
        is_same = all(each is own for each, own in zip(nodes, node.nodes, strict=True))
        return node if is_same else replace(node, nodes=nodes)
    wide: Node = node
    if isinstance(node, PhraseNode) and node.has_positions:
        pairs = pairwise((None, *node.words))
        words = tuple([_widen_in_phrase(left, word, node.text, lookup) for left, word in pairs if word])
        wide = node if words == node.words else replace(node, text=f"{node.text}.x", words=words)
    elif isinstance(node, WordNode) and node.in_title:
        wide = _widen_word(None, node, lookup)
    return AnyNode((node, wide), weight) if wide is not node and lookup.match(wide).found else node


def _widen_in_phrase(left: WordNode | None, word: WordNode, phrase: str, lookup: Lookup) -> WordNode:
    """Return a word of a phrase, with the versions that begin as it does, or the decimals of a number in groups."""
    if not left or not are_groups(left, word, phrase):
        return _widen_word(left, word, lookup)
    decimals = list_decimal_terms(word, lookup)
    return word._replace(text=f"{word.text}.x", terms=(*word.terms, *decimals)) if decimals else word


def _widen_word(left: WordNode | None, word: WordNode, lookup: Lookup) -> WordNode:
    """Return a word of a phrase, with the versions that begin as it does."""
    begun = _read(word)
    if not begun or not (begun.has_dot or begun.has_v or (left and _IS_NAME(left.text))):
        return word
    terms = begun.list_terms(lookup, is_sure=True)
    return word if set(terms) <= set(word.terms) else _replace_terms(word, begun, (*word.terms, *terms))


def _replace_terms(word: WordNode, begun: _Begun, terms: Sequence[str]) -> WordNode:
    return word._replace(text=f"{begun.number}.x", terms=tuple(dict.fromkeys(terms)), compound_parts=())

"""Names with a number behind them, numbers with a unit, and long numbers, written together or apart.

``vue3`` is ``vue 3``, ``go1.14`` is ``go 1.14``, ``16gb`` is ``16 gb``, and ``1000000`` is ``1,000,000``. Numbers of
one digit have a zero before them or none: ``day 2`` is ``day02``, 第2章 is 第02章.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import TypeAlias

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import Node, PhraseNode, WordNode, is_han
from indexer.search.query.words import WordReader

_Way: TypeAlias = tuple[tuple[WordNode, ...], tuple[Node, ...]]
"""Words typed, and how they are written otherwise."""
_NUMBER = r"[0-9]+(?:\.[0-9]+)*"
_IS_NAME = re.compile(r"[a-z]{2,}").fullmatch
"""One letter with a number behind it is no name of a version: ``s3``, ``x86``."""
_IS_NUMBER = re.compile(_NUMBER).fullmatch
_IS_DIGIT = re.compile(r"(0?)([1-9])").fullmatch
_IS_LONG = re.compile(r"((?!(?:19|20)..$)[1-9][0-9]{3,})(\.[0-9]+)?").fullmatch
"""A number that may be written in groups; a year is not."""
_BEGINS_GROUPS, _IS_GROUP = re.compile(r"[1-9][0-9]{0,2}").fullmatch, re.compile(r"[0-9]{3}(\.[0-9]+)?").fullmatch
_IS_DECIMAL = re.compile(r"[0-9]+\.[0-9]+").fullmatch
_MOST = 64
"""Terms that begin with a number, of which decimals are kept: the most frequent ones."""
_UNITS = "bps|cm|fps|gb|gbps|ghz|hz|kb|kbps|kg|khz|km|kw|kwh|mah|mb|mbps|mg|mhz|mm|ms|nm|ns|pb|px|qps|rpm|tb|tps|us"
_IS_UNIT = re.compile(_UNITS).fullmatch
"""What is written behind a number, with a space or without; two letters at least, as 5g and 3d are names."""
_IS_SIZE = re.compile(rf"({_NUMBER})({_UNITS})").fullmatch
_IS_BOTH = re.compile(rf"([a-z]{{2,}})({_NUMBER})").fullmatch


def split_numbered(text: str) -> tuple[str, str] | None:
    """Return the name and the number that a folded word is made of, or None."""
    both = None if text.isalpha() else _IS_BOTH(text)
    return (both[1], both[2]) if both else None


def list_plain_words(typed: Sequence[Node]) -> list[WordNode | None]:
    """Return the words of a query that may stand anywhere in a post, None for all else; none if it has no number."""
    if all(node.text.isalpha() for node in typed):  # as mostly
        return []
    return [node if isinstance(node, WordNode) and not node.in_title else None for node in typed]


def expand_numbered(typed: Sequence[Node], words: WordReader, lookup: Lookup, weight: float) -> Iterator[Expansion]:
    """Yield how numbers with a name or unit, and long ones, are written otherwise; nothing if ``weight`` is 0.

    Args:
        typed: The nodes of a query in the order typed.
        words: Cuts what is written otherwise.
        lookup: Of the query; it tells the decimals of long numbers.
        weight: What that counts against what was typed.
    """
    plain = list_plain_words(typed) if weight else []
    if plain:  # as few queries have
        ways = (
            _write_apart(plain, words),
            _write_together(plain, words),
            _group_digits(plain, words, lookup),
            _join_digits(plain, words, lookup),
            _pad_digits(plain, words, lookup),
        )
        for covers, nodes in chain.from_iterable(ways):
            yield Expansion(covers, nodes, ExpansionKind.NUMBERED, weight)


def _write_apart(plain: Sequence[WordNode | None], words: WordReader) -> Iterator[_Way]:
    """Yield names and their numbers, and numbers and their units, with a space between them."""
    for node in filter(None, plain):
        both = split_numbered(node.text)
        if both and not words.is_stop_word(*words.read(both[0])):
            yield (node,), (words.read_phrase(" ".join(both)),)
        size = _IS_SIZE(node.text)
        if size:
            yield (node,), (words.read_phrase(" ".join(size.groups())),)


def _write_together(plain: Sequence[WordNode | None], words: WordReader) -> Iterator[_Way]:
    """Yield neighbours that belong together without the space."""
    for left, right in pairwise(plain):
        if left and right and _belong_together(left.text, right.text):
            yield (left, right), (words.read(left.text + right.text)[0]._replace(compound_parts=()),)


def _group_digits(plain: Sequence[WordNode | None], words: WordReader, lookup: Lookup) -> Iterator[_Way]:
    """Yield long numbers in groups of three digits, and with decimals."""
    for node in filter(None, dict.fromkeys(plain)):
        long = _IS_LONG(node.text)
        if long:
            grouped = f"{int(long[1]):,}{long[2] or ''}"
            decimals = (*_list_decimals(words.read(grouped), lookup), *_list_decimals((node,), lookup))
            yield (node,), (words.read_phrase(grouped), *decimals)


def _join_digits(plain: Sequence[WordNode | None], words: WordReader, lookup: Lookup) -> Iterator[_Way]:
    """Yield numbers that were typed in groups in one piece, and with decimals."""
    for groups in _find_groups(plain):
        joined = words.read("".join(node.text for node in groups))
        others = (*_list_decimals(joined, lookup), *_list_decimals(groups, lookup))
        yield tuple(dict.fromkeys(groups)), (*joined, *others)


def _list_decimals(groups: Sequence[WordNode], lookup: Lookup) -> list[Node]:
    """Return how a number, cut into its groups, goes on behind the decimal point."""
    *first, last = groups
    terms = list_decimal_terms(last, lookup)
    if not terms:
        return []
    decimal = WordNode(f"{last.text}.x", terms)
    return [
        PhraseNode(",".join([*[each.text for each in first], decimal.text]), (*first, decimal)) if first else decimal
    ]


def list_decimal_terms(number: WordNode, lookup: Lookup) -> tuple[str, ...]:
    """Return the terms of a number with decimals behind it; none where it has some."""
    begun = () if _IS_DECIMAL(number.text) else lookup.reader.frequent_terms(f"{number.text}.", _MOST)
    return tuple([term for term, _ in begun if _IS_DECIMAL(term)])


def are_groups(left: WordNode, right: WordNode, text: str) -> bool:
    """Check whether two neighbouring words of a text are groups of one number: ``12,500``."""
    return _IS_GROUP(right.text) is not None and left.text.isdigit() and f"{left.text},{right.text}" in text


def _belong_together(left: str, right: str) -> bool:
    """Check whether two folded words are a name and its number, or a number and its unit."""
    if _IS_NUMBER(right):
        return _IS_NAME(left) is not None
    return _IS_NUMBER(left) is not None and _IS_UNIT(right) is not None


def _pad_digits(plain: Sequence[WordNode | None], words: WordReader, lookup: Lookup) -> Iterator[_Way]:
    """Yield numbers of one digit, behind a word or before a Chinese one, with a zero before them, or without it.

    Where no post has the number so, nothing comes.
    """
    for node in filter(None, plain):
        both = split_numbered(node.text)
        if both and not words.is_stop_word(*words.read(both[0])):
            yield from _stand_padded((node,), *both, words, lookup)
    for left, right in pairwise(plain):
        if left and right and left.text[-1].isalpha():
            yield from _stand_padded((left, right), left.text, right.text, words, lookup)
        elif left and right and is_han(right.text) and lookup.terms.find(number := _pad(left.text)) >= 0:
            yield (left, right), (words.read_phrase(f"{number} {right.text}"),)


def _stand_padded(
    covers: tuple[WordNode, ...], name: str, digit: str, words: WordReader, lookup: Lookup
) -> Iterator[_Way]:
    """Yield how a number stands behind a name, apart and together."""
    number = _pad(digit)
    texts = (f"{name} {number}", f"{name}{number}")
    terms = (number, texts[1])
    nodes = [words.read_phrase(text) for text, term in zip(texts, terms, strict=True) if lookup.terms.find(term) >= 0]
    if number and nodes:
        yield covers, tuple(nodes)


def _pad(number: str) -> str:
    """Return a number of one digit with a zero before it, or without it; nothing for any other."""
    found = _IS_DIGIT(number)
    return (found[2] if found[1] else f"0{number}") if found else ""


def _find_groups(plain: Sequence[WordNode | None]) -> Iterator[list[WordNode]]:
    """Yield neighbouring nodes that are the groups of one number: up to three digits, then three each, and decimals."""
    groups: list[WordNode] = []
    for node in (*plain, None):
        if node and groups and _IS_GROUP(node.text) and "." not in groups[-1].text:
            groups.append(node)
            continue
        if len(groups) > 1:
            yield groups
        groups = [node] if node and _BEGINS_GROUPS(node.text) else []

"""Words of a query that are made of others: parted where no post has them, joined where they are meant as one."""

from collections.abc import Callable, Sequence

from indexer.search.query.clauses import Clauses
from indexer.search.query.expansions.numbered_names import split_numbered
from indexer.search.query.nodes import Node, WordNode, is_han
from indexer.search.query.words import WordReader
from indexer.text.analysis.word_forms import split_compound


def part_compounds(
    clauses: Clauses, missing: Sequence[WordNode], words: WordReader, is_found: Callable[[WordNode], bool]
) -> Clauses:
    """Return clauses in which each compound and numbered name that no post has is the words it is made of.

    Behind another Chinese word that no post has stand the words inside it that posts have: 咖啡 behind 咖啡豆, without
    which a post is not complete.

    Args:
        clauses: Of a query.
        missing: Words that no post has, neither together nor each of their parts, and that nothing stands for.
        words: Cuts the parts.
        is_found: Says whether any post has a word.
    """
    if not missing:
        return clauses
    parts: dict[WordNode, tuple[WordNode, ...]] = {}
    for node in missing:
        if node.compound_parts or split_numbered(node.text):
            parts[node] = _read_parts(node, words)
        elif inside := [*filter(is_found, words.find_inside(node))]:
            parts[node] = (node, *inside)
    if not parts:
        return clauses
    typed = (
        part for node in clauses.typed for part in (parts.get(node, (node,)) if isinstance(node, WordNode) else (node,))
    )
    return clauses.retype(tuple(typed))


def join_parts(clauses: Clauses, whole: Sequence[WordNode]) -> Clauses:
    """Return clauses in which Chinese words that others are made of are one word wherever they were typed so."""
    joined = list(clauses.typed)
    for word in whole:
        for begin in range(len(joined)):
            size = _count_pieces(word, joined[begin:])
            if size > 1:
                joined[begin : begin + size] = [word]
    return clauses if len(joined) == len(clauses.typed) else clauses.retype(tuple(joined))


def _count_pieces(word: WordNode, nodes: Sequence[Node]) -> int:
    """Return of how many of the first nodes a word is made; 0 where it is not."""
    text = word.text
    for size, node in enumerate(nodes, 1):
        if not isinstance(node, WordNode) or node.in_title != word.in_title:
            return 0
        if not node.text or not text.startswith(node.text):
            return 0
        text = text[len(node.text) :]
        if not text:
            return size
    return 0


def _read_parts(compound: WordNode, words: WordReader) -> tuple[WordNode, ...]:
    """Return the words that a compound is made of, stop words left out unless there is nothing else."""
    numbered = split_numbered(compound.text)
    is_one = is_han(compound.text)
    texts = numbered or (compound.compound_parts if is_one else [part for part, _ in split_compound(compound.text)])
    every = tuple(word for text in texts for word in words.read(text))
    return tuple(word for word in every if not words.is_stop_word(word)) or every

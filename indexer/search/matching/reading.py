"""Read what matching several words takes in one call of the kernel."""

from collections.abc import Mapping, Sequence

from indexer.index.format.layout import hash_term
from indexer.native import kernel
from indexer.native.words import WeighedWord, WordBatch, find_words
from indexer.search.deadline import check_deadline
from indexer.search.matching.frequencies import ReadFrequencies
from indexer.search.matching.terms import TermLookup
from indexer.search.query.nodes import WordNode, is_signs, is_unspaced
from indexer.text.analysis.word_forms import is_version

MOST_TOGETHER = 1 << 18
"""Postings that are read in one call, some milliseconds: of more, each word is read with a look at the clock."""


def read_together(nodes: Sequence[WordNode], terms: TermLookup) -> Mapping[WordNode, WeighedWord]:
    """Read words; nothing where the kernel cannot: without it, where there are several parts, where bytes are damaged.

    Of a word that is looked for inside others too, ``WeighedWord.others`` are the documents that have it so.
    The parts of compounds are read with them, so that their frequencies are known.
    """
    library = kernel()
    tables = terms.snapshot.word_tables if library else None
    if library is None or tables is None:
        return {}
    check_deadline()
    batch, wanted = WordBatch(), [(node.terms, node.in_title) for node in nodes]
    for node in nodes:
        text = node.text if _is_inside_others(node) else ""
        all_exact = is_version(node.terms[-1])
        batch.add(list(map(hash_term, node.terms)), text, in_title=node.in_title, all_exact=all_exact)
    parts = dict.fromkeys(((part,), node.in_title) for node in nodes for part in node.compound_parts)
    for those, in_title in parts:
        batch.add(list(map(hash_term, those)), in_title=in_title)
    wanted += parts
    found = find_words(library, tables, batch, MOST_TOGETHER)
    if found is None:
        return {}
    weighed = list(found.weighed())
    terms.know(zip([term for those, _ in wanted for term in those], found.numbers, strict=True))
    terms.keep({key: ReadFrequencies(word) for key, word in zip(wanted, weighed, strict=True)})
    return dict(zip(nodes, weighed, strict=False))


def _is_inside_others(node: WordNode) -> bool:
    """Check whether a word's characters are looked for inside other words, in texts."""
    return not node.text.isascii() and not node.in_title and is_unspaced(node.text) and not is_signs(node.text)

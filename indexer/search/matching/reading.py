"""Read what matching several words takes in one call of the kernel: their postings, and those of their characters."""

from collections.abc import Iterable, Mapping

from indexer.native import kernel
from indexer.native.words import WeighedWord, WordBatch, weigh_words
from indexer.search.deadline import check_deadline
from indexer.search.matching.characters import CharacterLookup
from indexer.search.matching.terms import TermLookup
from indexer.search.query.nodes import WordNode, is_signs, is_unspaced

MOST_TOGETHER = 1 << 18
"""Postings that are read in one call, some milliseconds: of more, each word is read with a look at the clock."""


def read_together(
    nodes: Iterable[WordNode], terms: TermLookup, characters: CharacterLookup
) -> Mapping[WordNode, WeighedWord]:
    """Read words; nothing where the kernel cannot: without it, where there are several parts, where bytes are damaged.

    Of a word that is looked for inside others too, ``WeighedWord.others`` are the documents in which it may be so.
    """
    library, part = kernel(), terms.snapshot.reader.whole
    if library is None or part is None:
        return {}
    check_deadline()
    words, batch = list(nodes), WordBatch()
    for node in words:
        grams = characters.find_grams(node.text) if _is_inside_others(node) else [-1]
        pairs = part.grams.rows_of(grams) if min(grams) >= 0 else ()
        batch.add(part.words.rows_of(terms.find_all(node.terms)), pairs, in_title=node.in_title)
    if batch.postings > MOST_TOGETHER:
        return {}
    readers = part.words.posted.reader, part.grams.posted.reader
    weighed = weigh_words(library, *readers, batch, terms.snapshot.saturation)
    return dict(zip(words, weighed, strict=True)) if weighed else {}


def _is_inside_others(node: WordNode) -> bool:
    """Check whether a word's characters are looked for inside other words, in texts."""
    return is_unspaced(node.text) and not is_signs(node.text) and not node.in_title

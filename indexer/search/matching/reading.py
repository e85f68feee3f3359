"""Read what matching several words takes in two calls of the kernel: where it lies, and all of it."""

from collections.abc import Iterable, Mapping
from itertools import islice

from indexer.index.format.layout import gram_key, hash_term
from indexer.native import kernel
from indexer.native.words import WeighedWord, WordBatch, weigh_words
from indexer.search.deadline import check_deadline
from indexer.search.matching.characters import list_grams
from indexer.search.matching.terms import TermLookup
from indexer.search.query.nodes import WordNode, is_signs, is_unspaced
from indexer.text.analysis.word_forms import is_version
from indexer.units import TermId

MOST_TOGETHER = 1 << 18
"""Postings that are read in one call, some milliseconds: of more, each word is read with a look at the clock."""


def read_together(nodes: Iterable[WordNode], terms: TermLookup) -> Mapping[WordNode, WeighedWord]:
    """Read words; nothing where the kernel cannot: without it, where there are several parts, where bytes are damaged.

    Of a word that is looked for inside others too, ``WeighedWord.others`` are the documents in which it may be so.
    """
    library, part = kernel(), terms.snapshot.reader.whole
    if library is None or part is None:
        return {}
    check_deadline()
    words, batch = list(nodes), WordBatch()
    grams = [list_grams(node.text) if _is_inside_others(node) else () for node in words]
    wanted = [term for node in words for term in node.terms]
    try:
        found = part.words.table.find(library, list(map(hash_term, wanted)))
        gram_keys = [gram_key(gram) for pairs in grams for gram in pairs]
        found_grams = part.grams.table.find(library, gram_keys) if gram_keys else []
    except ValueError:  # the offsets are damaged
        return {}
    terms.know({term: TermId(row[0]) for term, row in zip(wanted, found, strict=True)})
    rows, gram_rows = iter(found), iter(found_grams)
    for node, pairs in zip(words, grams, strict=True):
        own, others = [*islice(rows, len(node.terms))], [*islice(gram_rows, len(pairs))]
        batch.add(
            [row[1:] for row in own if row[0] >= 0],
            [row[1:] for row in others] if all(row[0] >= 0 for row in others) else (),
            in_title=node.in_title,
            all_exact=is_version(node.terms[-1]),
        )
    if batch.postings > MOST_TOGETHER:
        return {}
    readers = part.words.posted.reader, part.grams.posted.reader
    weighed = weigh_words(library, *readers, batch, terms.snapshot.scoring)
    return dict(zip(words, weighed, strict=True)) if weighed else {}


def _is_inside_others(node: WordNode) -> bool:
    """Check whether a word's characters are looked for inside other words, in texts."""
    return is_unspaced(node.text) and not is_signs(node.text) and not node.in_title

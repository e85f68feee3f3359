"""Read what matching several words takes in one call of the kernel."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from indexer.index.format.layout import hash_term
from indexer.native import kernel
from indexer.native.words import WeighedWord, WordBatch, find_words
from indexer.search.deadline import check_deadline
from indexer.search.matching.frequencies import ReadFrequencies, TermsKey
from indexer.search.matching.terms import TermLookup
from indexer.search.query.nodes import WordNode, is_unspaced
from indexer.text.analysis.word_forms import is_version

MOST_TOGETHER = 1 << 18
"""Postings that are read in one call, some milliseconds: of more, each word is read with a look at the clock."""


class ReadTogether(NamedTuple):
    """What was read in one call.

    Attributes:
        words: Of a word that is looked for inside others too, ``others`` are the documents that have it so.
        runs: Of runs of characters, of which ``others`` are all documents that have them.
    """

    words: Mapping[WordNode, WeighedWord]
    runs: Mapping[str, WeighedWord]


_NOTHING = ReadTogether({}, {})


def read_together(nodes: Sequence[WordNode], terms: TermLookup, runs: Sequence[str] = ()) -> ReadTogether:
    """Read words; nothing where the kernel cannot: without it, where there are several parts, where bytes are damaged.

    The parts of compounds are read with them, so that their frequencies are known.

    Args:
        nodes: The words, each once.
        terms: Of the query.
        runs: Characters of scripts without spaces that are looked for whatever words they were cut into; left out where
            there are too many postings with them.
    """
    library = kernel()
    tables = terms.snapshot.word_tables if library else None
    if library is None or tables is None:
        return _NOTHING
    check_deadline()
    batch, wanted, parts = WordBatch(), list[TermsKey](), dict[TermsKey, None]()
    for node in nodes:
        text, own, compound_parts, in_title = node
        inside = text if _is_inside_others(text) and not in_title else ""
        batch.add([*map(hash_term, own)], inside, in_title=in_title, all_exact=is_version(own[-1]))
        wanted.append((own, in_title))
        for part in compound_parts:
            parts[(part,), in_title] = None
    for key in parts:
        batch.add([*map(hash_term, key[0])], in_title=key[1])
    wanted += parts
    for run in runs:
        batch.add((), run)
    found = find_words(library, tables, batch, MOST_TOGETHER)
    if found is None:
        return read_together(nodes, terms) if nodes and runs else _NOTHING
    weighed = found.weighed()
    terms.know(zip([term for those, _ in wanted for term in those], found.numbers, strict=True))
    terms.keep(dict(zip(wanted, map(ReadFrequencies, weighed), strict=False)))
    return ReadTogether(dict(zip(nodes, weighed, strict=False)), dict(zip(runs, weighed[len(wanted) :], strict=True)))


def _is_inside_others(text: str) -> bool:
    """Check whether a word's characters are looked for inside other words, in texts."""
    return not text.isascii() and is_unspaced(text)

"""The vocabulary and the totals of a whole site, by what a build published of it."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain

import numpy as np

from indexer.arrays import Floats, UInt64s
from indexer.engines.cluster.tables.tables import Tables
from indexer.index.format.arrays import make_offsets
from indexer.index.format.layout import gram_key, hash_term
from indexer.index.format.string_table import take_text
from indexer.index.reader.index_reader import LAST_CHARACTER
from indexer.index.reader.joined import JoinedFacet, WordCounts
from indexer.index.reader.site import Site
from indexer.text.analysis.folding import fold_text
from indexer.units import PostingCount


class SiteVocabulary:
    """What is known of a whole site, as an index is asked for it. Immutable, so safe to be shared by threads."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.site: Site = tables.site
        self.num_docs = tables.totals.num_docs
        self.average_lengths: Floats = tables.totals.average_lengths
        self.mean_body_length = tables.totals.mean_body_length
        self.newest_date = tables.totals.newest_date
        self.surfaces = WordCounts(tables.surfaces)
        self.sounds = tables.sounds
        self.facet_names = {name: [value for value, _ in rows] for name, rows in tables.facets.items()}
        self.facet_numbers = {
            name: {fold_text(value): number for number, value in enumerate(values)}
            for name, values in self.facet_names.items()
        }

    def frequent_terms(self, prefix: str, limit: int) -> list[tuple[str, PostingCount]]:
        """Return the terms that begin with ``prefix`` and have most postings, with how many, those first."""
        texts, order = self.tables.vocabulary.texts, self.tables.vocabulary.order
        ranks = range(len(order))
        begin, end = (
            bisect_left(ranks, text, key=lambda rank: take_text(texts, int(order[rank])))
            for text in (prefix, prefix + LAST_CHARACTER)
        )
        counts = self.tables.vocabulary.posting_counts[order[begin:end]]
        first = (-counts).argsort(kind="stable")[:limit]  # of equally many, the first in the order of texts
        likely = begin + first[counts[first] > 0]
        numbers = order[likely].tolist()
        return [(take_text(texts, at), PostingCount(int(self.tables.vocabulary.posting_counts[at]))) for at in numbers]

    def join_facet(self, name: str, rows: Sequence[Sequence[str]]) -> JoinedFacet:
        """Number the values of some documents of a facet as the site does, and those that it has not yet behind.

        Args:
            name: Of the facet.
            rows: The values of each document, as written.
        """
        names, numbers = list(self.facet_names[name]), dict(self.facet_numbers[name])
        values = []
        for row in rows:
            own: dict[int, None] = {}
            for value in row:
                number = numbers.setdefault(fold_text(value), len(names))
                if number == len(names):
                    names.append(value)
                own[number] = None
            values.append(list(own))
        sizes = np.array([len(row) for row in values], dtype=np.int64)
        owners = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)
        return JoinedFacet(names, make_offsets(sizes), np.array([*chain.from_iterable(values)], dtype=np.int32), owners)

    def find(self, term: str) -> int:
        """Return a term's number in the vocabulary, or -1."""
        return _find(self.tables.vocabulary.keys, hash_term(term))

    def count_gram(self, gram: str) -> int:
        """Return in how many posts a character or a pair of two stands."""
        at = _find(self.tables.grams.keys, gram_key(gram))
        return int(self.tables.grams.doc_freqs[at]) if at >= 0 else 0


def _find(keys: UInt64s, key: int) -> int:
    at = int(keys.searchsorted(np.uint64(key)))
    return at if at < len(keys) and int(keys[at]) == key else -1

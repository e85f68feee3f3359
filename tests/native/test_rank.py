"""Keywords and feedback: the kernel answers to the bit what NumPy does, and damaged numbers are an error."""

from types import SimpleNamespace

import numpy as np
import pytest

from indexer.index.format.layout import FIELD_COUNT, IN_BODY, IS_SUBWORD, NUMBER
from indexer.native import kernel
from indexer.native.ranking.rank import choose_terms, find_keywords
from indexer.search.formulas import tabulate_idfs
from indexer.search.ranking.feedback import _choose_by_sorting
from indexer.search.ranking.keywords import KeywordFinder, Keywords

SEEDS = range(100)


class DrawnReader:
    """What keywords are found by of an index: some documents of drawn tokens."""

    live = whole = None

    def __init__(self, random):
        terms, docs = int(random.integers(1, 400)), int(random.integers(1, 12))
        self.num_docs, self.max_doc = int(random.choice([1, 2, 50, 3000])), docs
        self.posting_count_column = random.integers(0, max(self.num_docs, 2), terms).astype(np.int32)
        self.lengths = random.integers(0, 900, (docs, FIELD_COUNT)).astype(np.int32)
        self.ordinals = random.permutation(terms) if random.random() < 0.5 else None
        self.mean_body_length = float(random.integers(1, 900))
        self._streams = [self._draw(random, terms) for _ in range(docs)]

    def _draw(self, random, terms):
        # A few words stand often, so that many weights are equal.
        numbers = (random.random(random.integers(0, 600)) ** 3 * terms).astype(np.uint32)
        return numbers | random.choice([0, IN_BODY, IN_BODY | IS_SUBWORD, IS_SUBWORD], len(numbers)).astype(np.uint32)

    def streams(self, docs, *, keep=True):
        return [SimpleNamespace(entries=self._streams[doc]) for doc in docs]

    def posting_counts(self, numbers):
        return self.posting_count_column[numbers].astype(np.int64)

    def term_ordinals(self, numbers):
        return numbers if self.ordinals is None else self.ordinals[numbers]

    def terms_of_ordinals(self, ordinals):
        return ordinals if self.ordinals is None else self.ordinals.argsort()[ordinals]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("most", [1, 24])
def test_keywords_are_those_that_numpy_finds(monkeypatch, most):
    monkeypatch.setattr("indexer.search.ranking.keywords.KEYWORDS", most)
    for seed in SEEDS:
        reader = DrawnReader(np.random.default_rng(seed))
        finder, docs = KeywordFinder(reader), list(range(len(reader.lengths)))
        streams = reader.streams(docs)
        pairs = zip(finder._find_native(kernel(), docs, streams), finder._find_by_sorting(docs, streams), strict=True)
        for got, wanted in pairs:
            assert got.terms.tolist() == wanted.terms.tolist(), seed
            assert got.weights.tobytes() == wanted.weights.tobytes(), seed


@pytest.mark.usefixtures("library")
def test_a_finder_that_is_prepared_has_the_same_keywords(monkeypatch):
    monkeypatch.setattr("indexer.search.ranking.keywords._AT_ONCE", 4)
    for seed in SEEDS[:30]:
        reader = DrawnReader(np.random.default_rng(seed))
        docs, prepared = list(range(reader.max_doc))[::-1], KeywordFinder(reader)
        prepared.prepare()
        reader_reads, reader.streams = reader.streams, None
        found = prepared.find(docs)
        reader.streams = reader_reads
        for got, wanted in zip(found, KeywordFinder(reader).find(docs), strict=True):
            assert (got.terms.tolist(), got.weights.tobytes()) == (wanted.terms.tolist(), wanted.weights.tobytes())


def draw_keywords(random):
    """Return the keywords of some documents, which share many; weights are often equal."""
    several = [np.unique(random.integers(0, 60, random.integers(0, 25))) for _ in range(random.integers(1, 9))]
    weights = [random.choice([random.random(), 0.5, 0.0], len(terms)) * random.random(len(terms)) for terms in several]
    return [
        Keywords(terms, own.round(int(random.integers(1, 17)))) for terms, own in zip(several, weights, strict=True)
    ]


def test_the_terms_that_documents_share_most_are_those_that_numpy_chooses(library):
    for seed in range(300):
        random = np.random.default_rng(seed)
        found, count = draw_keywords(random), int(random.choice([1, 20, 500]))
        shares = -np.sort(-random.random(len(found)).astype(np.float32)).astype(np.float64)
        keywords = [(words.terms, words.weights) for words in found]
        terms, sums = choose_terms(library, keywords, shares, count)
        wanted, wanted_sums = _choose_by_sorting(found, shares, count)
        assert terms.tolist() == wanted.tolist(), seed
        assert sums.tobytes() == wanted_sums.tobytes(), seed


def test_a_token_of_no_term_is_an_error(library):
    tokens = np.array([IN_BODY | 3, IN_BODY | NUMBER], np.uint32)
    column, norms = np.full(4, 2, np.int32), np.ones(1)
    with pytest.raises(ValueError, match="find_keywords: number 536870911 is outside"):
        find_keywords(
            library,
            [tokens],
            None,
            posting_counts=column,
            idfs=tabulate_idfs(9),
            norms=norms,
            most=24,
            common=5,
            k1=1.5,
        )

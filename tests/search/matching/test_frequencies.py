import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.format.layout import FIELD_NUMBERS
from indexer.index.reader.multi_part_postings import Postings
from indexer.search.matching.frequencies import join_postings, weigh
from indexer.text.document import BODY, SUBWORDS, TITLE

DOCS = 5
NORMS = np.linspace(0.5, 2, DOCS * 8, dtype=np.float32)
tables = st.dictionaries(st.integers(0, DOCS * 8 - 1), st.integers(1, 9))


def make_postings(table):
    entries = np.array(sorted(table), dtype=np.int32)
    return Postings(entries, np.array([table[entry] for entry in sorted(table)], dtype=np.uint16))


def frequencies(table, *, in_title=False):
    found = weigh(make_postings(table), NORMS, 1.2, in_title=in_title)
    return dict(zip(found.docs.tolist(), found.values.tolist(), strict=True))


@given(tables)
def test_counts_are_weighted_by_field_and_added_up_by_document(table):
    expected = {}
    for entry, count in table.items():
        expected[entry >> 3] = expected.get(entry >> 3, 0) + float(NORMS[entry]) * count
    assert frequencies(table) == pytest.approx(expected, rel=1e-5)


@given(tables)
def test_in_titles_only_the_title_counts(table):
    titles = {entry: count for entry, count in table.items() if entry & 7 == FIELD_NUMBERS[TITLE]}
    assert frequencies(table, in_title=True) == frequencies(titles)


def test_a_word_that_stands_only_inside_longer_words_is_not_exact():
    fields = [(0, TITLE), (0, SUBWORDS), (1, SUBWORDS), (2, BODY)]
    found = weigh(make_postings({doc * 8 + FIELD_NUMBERS[field]: 1 for doc, field in fields}), NORMS, 1.2)
    assert (found.docs.tolist(), found.is_exact.tolist()) == ([0, 1, 2], [True, False, True])
    assert found.titled.tolist() == [0]
    assert found.size == sum(each.nbytes for each in (found.docs, found.values, found.saturated, found.fields))


@given(st.lists(tables, max_size=4))
def test_joined_postings_hold_every_posting_in_order(several):
    joined = join_postings([make_postings(table) for table in several])
    pairs = list(zip(joined.entries.tolist(), joined.counts.tolist(), strict=True))
    assert sorted(pairs) == sorted(pair for table in several for pair in table.items())
    assert joined.entries.tolist() == sorted(joined.entries.tolist())

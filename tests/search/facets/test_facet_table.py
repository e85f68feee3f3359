"""The table's counts, against going through the documents one by one."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from search.hammer import hammer

from indexer.index.format.arrays import make_offsets
from indexer.index.reader.joined import JoinedFacet
from indexer.native import kernel
from indexer.native.answer.facets import FacetArrays, count_facets
from indexer.search.facets.facet_table import build_facet_table, number_values

NAMES = ("istio", "Envoy", "网格", "kubernetes", "服务", "a", "B")


def make_facet(rows, names=NAMES):
    """Make a facet of which each row of numbers is what one document has."""
    sizes = np.array([len(row) for row in rows], dtype=np.int64)
    values = np.array([value for row in rows for value in row], dtype=np.int32)
    return JoinedFacet(list(names), make_offsets(sizes), values, np.arange(len(rows)).repeat(sizes).astype(np.int32))


@st.composite
def tables(draw):
    """Draw some facets of some documents, few of which have many values, and the documents that were found."""
    max_doc = draw(st.integers(1, 12))
    facets = {}
    for name in draw(st.sets(st.sampled_from(("tag", "year", "author")), min_size=1)):
        rows = [draw(st.lists(st.integers(0, len(NAMES) - 1), unique=True, max_size=3)) for _ in range(max_doc)]
        many = draw(st.booleans())  # more values than are grouped with those of other facets
        facets[name] = make_facet(rows, (*NAMES, *(f"{n:03}" for n in range(200))) if many else NAMES)
    return facets, max_doc, sorted(draw(st.sets(st.integers(0, max_doc - 1))))


def count_slowly(facet, docs):
    return Counter(facet.names[value] for doc in docs for value in facet.values[slice(*facet.offsets[doc : doc + 2])])


@given(tables(), st.integers(1, 8))
def test_the_most_frequent_values_come_first_then_the_first_of_the_alphabet(drawn, limit):
    facets, max_doc, docs = drawn
    table, found = build_facet_table(facets, max_doc), np.array(docs, dtype=np.int32)
    counted = table.count_most_frequent(found, [limit] * len(facets))
    assert counted.keys() == facets.keys()
    for name, facet in facets.items():
        expected = sorted(count_slowly(facet, docs).items(), key=lambda row: (-row[1], row[0]))
        assert counted[name] == tuple(expected[:limit])


@given(tables())
def test_every_value_is_counted_once_for_each_document_that_has_it(drawn):
    facets, max_doc, docs = drawn
    table = build_facet_table(facets, max_doc)
    counts = table.count(np.array(docs, dtype=np.int32)).tolist()
    slowly = [count_slowly(facet, docs) for facet in facets.values()]
    expected = [found[name] for facet, found in zip(facets.values(), slowly, strict=True) for name in facet.names]
    assert counts == expected


def test_the_kernel_counts_and_orders_as_python_does(without_kernel):
    random = np.random.default_rng(7)
    rows = [random.integers(0, 300, random.integers(0, 9)).tolist() for _ in range(500)]
    facets = {"tag": make_facet(rows, [f"{n * 7919 % 1000:03}" for n in range(300)])}
    facets["year"] = make_facet([[n % 7] for n in range(500)])
    table = build_facet_table(facets, 500)
    drawn = [(random.choice(500, n).astype(np.int32), random.integers(-1, 40, n).astype(np.int32)) for n in (0, 9, 400)]
    drawn += [(docs, None) for docs, _ in drawn]
    asked = [(docs, limits, owners) for docs, owners in drawn for limits in ([0, 0], [1, 3], [20, 200], [1 << 40, 1])]
    python = [table.count_most_frequent(*each) for each in asked]
    without_kernel.undo()
    assert [table.count_most_frequent(*each) for each in asked] == python


def test_documents_with_the_same_values_are_one_group():
    table = build_facet_table({"tag": make_facet([[0, 1], [2], [1, 0], [], [0, 1]])}, 5)
    first, second, third, fourth, fifth = table.groups[:, 0].tolist()
    assert first == third == fifth
    assert len({first, second, fourth}) == 3 == len(table.sizes)


def test_documents_without_any_value_are_counted_nowhere():
    table = build_facet_table({"tag": make_facet([[], []])}, 2)
    assert table.count_most_frequent(np.array([0, 1], dtype=np.int32), [9]) == {"tag": ()}


@pytest.mark.parametrize("written", ["istio", "ISTIO", "Ｉｓｔｉｏ"])
def test_a_value_is_known_by_its_folded_name(written):
    assert number_values(make_facet([], ("Envoy", written)))["istio"] == 1


def test_eight_threads_count_as_one_does():
    rows = {"tag": [[n % 7, (n + 1) % 7] for n in range(50)], "year": [[n % 3] for n in range(50)]}
    facets = {name: make_facet(each) for name, each in rows.items()}
    table = build_facet_table(facets, 50)
    expected = [table.count_most_frequent(np.arange(n, dtype=np.int32), [3, 3]) for n in range(50)]
    for counted in hammer(lambda _, number: table.count_most_frequent(np.arange(number, dtype=np.int32), [3, 3]), 50):
        assert counted == expected


@given(tables(), st.lists(st.integers(-1, 3), min_size=12, max_size=12))
def test_documents_of_one_owner_count_once_by_what_any_of_them_has(drawn, numbers):
    facets, max_doc, docs = drawn
    owners = np.array(numbers, dtype=np.int32)[docs]
    table = build_facet_table(facets, max_doc)
    counted = table.count_most_frequent(np.array(docs, dtype=np.int32), [1000] * len(facets), owners)
    for name, facet in facets.items():
        pairs = {
            (owner if owner >= 0 else -1 - doc, facet.names[value])
            for doc, owner in zip(docs, owners.tolist(), strict=True)
            for value in facet.values[slice(*facet.offsets[doc : doc + 2])]
        }
        assert dict(counted[name]) == Counter(value for _, value in pairs)


def test_a_table_that_ends_before_its_groups_is_an_error():
    library = kernel() or pytest.skip("no kernel")
    none = np.empty(0, np.int64)
    table = FacetArrays(np.array([[5]], np.int32), none, none.astype(np.int32), np.zeros(1, np.int64), none)
    with pytest.raises(ValueError, match="the index is damaged"):
        count_facets(library, table, np.zeros(1, np.int32), None, counts=none.copy(), limits=[])

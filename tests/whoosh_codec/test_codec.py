"""Stock Whoosh reads our arrays exactly as it reads an index that it wrote itself from the same tokens."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import whoosh
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from stock_index import make_ours, make_stock, post_documents, text_document
from whoosh import query, scoring
from whoosh.filedb.filestore import FileStorage
from whoosh.query import spans
from whoosh.reading import TermNotFound
from whoosh.sorting import FieldFacet

from indexer.text.document import GRAMS
from indexer.whoosh_codec.codec import ArraySegment
from indexer.whoosh_codec.schema import make_schema

MIDSUMMER = datetime(2020, 6, 1)  # noqa: DTZ001

QUERIES = [
    query.Term("body", "服务网格"),
    query.Term("body", "没有"),
    query.And([query.Term("body", "流量"), query.Term("body", "istio")]),
    query.Or([query.Term("body", "流量"), query.Term("title", "kube"), query.Term("headings", "金丝雀发布")]),
    query.Or([query.Term("body", "流量"), query.Term("body", "run"), query.Term("body", "c++")], minmatch=2),
    query.And([query.Term("body", "流量"), query.Not(query.Term("body", "istio"))]),
    query.Not(query.Term("body", "流量")),
    query.AndMaybe(query.Term("body", "流量"), query.Term("title", "istio")),
    query.AndNot(query.Term("body", "流量"), query.Term("title", "istio")),
    query.Require(query.Term("body", "流量"), query.Term("body", "istio")),
    query.DisjunctionMax([query.Term("body", "流量"), query.Term("title", "流量")]),
    query.ConstantScoreQuery(query.Term("body", "流量"), 2.0),
    query.Phrase("body", ["流量", "不", "大"]),
    query.Phrase("body", ["流量", "交给"]),
    query.Phrase("code", ["kubectl", "pod"], slop=3),
    query.Phrase("code", ["kubectl", "get", "pod"]),
    query.Phrase("grams", ["服务", "务网", "网格"]),
    query.Prefix("body", "kube"),
    query.Wildcard("body", "*k?be*"),
    query.Regex("body", "i.*o"),
    query.FuzzyTerm("body", "istoi", maxdist=2),
    query.FuzzyTerm("body", "istia", maxdist=1, prefixlength=2),
    query.TermRange("body", "a", "m"),
    query.TermRange("id", "content/posts/1.md", "content/posts/4.md", endexcl=True),
    query.Variations("body", "run"),
    query.Every(),
    query.Every("body"),
    query.Every("date"),
    query.Term("tag", "istio"),
    query.Term("language", "en"),
    query.Term("url", "/posts/3/"),
    query.Term("date", datetime(2018, 5, 1, 12)),  # noqa: DTZ001
    query.DateRange("date", datetime(2019, 1, 1), MIDSUMMER),  # noqa: DTZ001
    query.DateRange("date", MIDSUMMER, None),
    spans.SpanNear(query.Term("body", "istio"), query.Term("body", "流量"), slop=10, ordered=False),
    spans.SpanFirst(query.Term("title", "run")),
]


@pytest.fixture(scope="module", autouse=True)
def exact_lengths():
    """Keep stock Whoosh from rounding lengths to one of 256, which would alter its scores; ours are exact."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("whoosh.codec.whoosh3.length_to_byte", lambda length: length or 0)
        patch.setattr("whoosh.codec.whoosh3.byte_to_length", lambda byte: byte)
        yield


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return make_ours(tmp_path_factory.mktemp("ours"), post_documents())


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    return make_stock(tmp_path_factory.mktemp("stock"), post_documents())


def postings(reader, field, term):
    """Walk through the postings of a term as Whoosh does; a value of nothing may be either kind of nothing."""
    found = []
    matcher = reader.postings(field, term)
    while matcher.is_active():
        found.append((matcher.id(), matcher.weight(), matcher.value() or b""))
        matcher.next()
    return found


def assert_same_terms(mine, reference, field):
    terms = list(reference.lexicon(field))
    assert list(mine.lexicon(field)) == terms
    for term in terms:
        if field != GRAMS or len(term.decode()) > 1:
            assert postings(mine, field, term) == postings(reference, field, term)
        assert describe(mine.term_info(field, term)) == describe(reference.term_info(field, term))


def describe(info):
    return info.weight(), info.doc_frequency(), info.max_weight(), info.min_id(), info.max_id()


def ranking(index, asked):
    with index.searcher(weighting=scoring.BM25F()) as searcher:
        results = searcher.search(asked, limit=None)
        return {hit.docnum: pytest.approx(hit.score, abs=1e-6) for hit in results}


def test_it_is_the_distribution_that_was_asked_for():
    assert Path(whoosh.__file__).is_relative_to(os.environ.get("WHOOSH_FOLDER", "/"))


@pytest.mark.parametrize("field", make_schema().names())
def test_every_field_has_the_terms_and_postings_of_the_reference(ours, stock, field):
    if make_schema()[field].indexed:
        assert_same_terms(ours.reader(), stock.reader(), field)


@pytest.mark.parametrize("asked", QUERIES, ids=repr)
def test_every_kind_of_query_finds_and_scores_as_in_the_reference(ours, stock, asked):
    assert ranking(ours, asked) == ranking(stock, asked)


def test_the_queries_mostly_find_something(ours):
    assert [asked for asked in QUERIES if not ranking(ours, asked)] == [QUERIES[1]]


@pytest.mark.parametrize("doc", range(6))
def test_stored_fields_are_those_of_the_reference(ours, stock, doc):
    assert ours.reader().stored_fields(doc) == stock.reader().stored_fields(doc)


@pytest.mark.parametrize("field", ["title", "body", "grams", "tag", "date"])
def test_field_lengths_are_those_of_the_reference(ours, stock, field):
    mine, reference = ours.reader(), stock.reader()
    assert mine.field_length(field) == reference.field_length(field)
    for doc in range(6):
        assert mine.doc_field_length(doc, field) == (reference.doc_field_length(doc, field) or 0)


def test_a_document_without_a_field_has_the_length_that_the_caller_names(ours):
    reader = ours.reader()
    assert [reader.doc_field_length(5, field, 7) for field in ("title", "body", "tag")] == [1, 7, 7]


def test_the_shortest_and_the_longest_length_are_exact(ours):
    reader = ours.reader()
    lengths = [reader.doc_field_length(doc, "title") for doc in range(6)]
    assert (reader.min_field_length("title"), reader.max_field_length("title")) == (min(lengths), max(lengths))


def test_places_are_told_as_positions_and_as_characters_of_the_stored_text(ours):
    matcher = ours.reader().postings("body", "流量")
    text = ours.reader().stored_fields(matcher.id())["text"]
    places = matcher.value_as("characters")
    assert [text[start:end] for _, start, end in places] == ["流量"]
    assert matcher.value_as("positions") == [position for position, _, _ in places]


def test_single_characters_are_counted_although_their_places_are_not_kept(ours):
    matcher = ours.reader().postings("grams", "流")
    matcher.skip_to(1)
    assert (matcher.value_as("frequency"), matcher.value_as("positions")) == (3, [])


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("facet", [FieldFacet("date"), FieldFacet("date", reverse=True), FieldFacet("language")])
def test_sorting_is_that_of_the_reference(ours, stock, facet, reverse):
    found = []
    for index in (ours, stock):
        with index.searcher() as searcher:
            results = searcher.search(query.Every(), sortedby=facet, reverse=reverse)
            found.append([hit["id"] for hit in results])
    assert found[0] == found[1]


def test_facets_are_those_of_the_reference(ours, stock):
    found = []
    for index in (ours, stock):
        with index.searcher() as searcher:
            facets = {"tag": FieldFacet("tag", allow_overlap=True), "language": FieldFacet("language")}
            results = searcher.search(query.Every(), groupedby=facets)
            found.append({name: results.groups(name) for name in facets})
    assert found[0] == found[1]
    assert found[0]["tag"]["istio"] == [0, 1, 5]


def test_highlights_are_made_from_the_stored_text(ours):
    with ours.searcher() as searcher:
        hit = searcher.search(query.Term("body", "金丝雀发布"))[0]
        assert '<b class="match term0">金丝雀发布</b>' in hit.highlights("body", text=hit["text"])


def test_a_date_comes_back_from_the_column_as_it_is_stored(ours):
    reader = ours.reader()
    column = reader.column_reader("date")
    assert (len(column), column[2]) == (6, reader.stored_fields(2)["date"])


def test_unknown_terms_and_fields_are_told_in_whooshs_own_way(ours):
    reader = ours.reader()
    assert (reader.frequency("body", "没有"), reader.doc_frequency("body", "没有")) == (0, 0)
    assert ("body", b"\xff") not in reader
    for ask in (reader.term_info, reader.postings):
        with pytest.raises(TermNotFound):
            ask("body", "没有")


def test_whoosh_cannot_change_the_index(ours):
    segment = ours.reader().segment()
    assert isinstance(segment, ArraySegment)
    with pytest.raises(NotImplementedError, match="search-index update"):
        segment.delete_document(0)
    with pytest.raises(NotImplementedError, match="only reads"):
        segment.codec().field_writer(None, segment)


def test_whoosh_can_copy_the_index_into_one_of_its_own(ours, stock, tmp_path):
    copy = FileStorage(str(tmp_path)).create_index(make_schema())
    writer = copy.writer()
    writer.add_reader(ours.reader())
    writer.commit()
    for asked in QUERIES:
        assert set(ranking(copy, asked)) == set(ranking(stock, asked))
    assert list(copy.reader().iter_docs()) == list(stock.reader().iter_docs())


# Several parts with dead documents

DIVISION = ([0, 2, 3], [1, 4])
"""Where parts begin, and who is dead."""


@pytest.fixture(scope="module")
def our_parts(tmp_path_factory):
    return make_ours(tmp_path_factory.mktemp("ours"), post_documents(), *DIVISION)


@pytest.fixture(scope="module")
def stock_parts(tmp_path_factory):
    return make_stock(tmp_path_factory.mktemp("stock"), post_documents(), *DIVISION)


@pytest.mark.parametrize("asked", QUERIES, ids=repr)
def test_parts_with_dead_posts_are_searched_as_the_segments_of_the_reference(our_parts, stock_parts, asked):
    assert ranking(our_parts, asked) == ranking(stock_parts, asked)


@pytest.mark.parametrize("field", ["body", "parts", "grams", "tag", "date"])
def test_terms_of_parts_are_those_of_the_segments_of_the_reference(our_parts, stock_parts, field):
    assert_same_terms(our_parts.reader(), stock_parts.reader(), field)


def test_dead_posts_are_told_as_the_reference_tells_them(our_parts, stock_parts):
    found = []
    for reader in (our_parts.reader(), stock_parts.reader()):
        gone = [doc for doc in range(6) if reader.is_deleted(doc)]
        counts = reader.doc_count(), reader.doc_count_all(), reader.has_deletions()
        found.append((gone, list(reader.all_doc_ids()), counts, list(reader.iter_docs())))
    assert found[0] == found[1]
    assert found[0][:3] == ([1, 4], [0, 2, 3, 5], (4, 6, True))


def test_a_copy_leaves_dead_posts_out(our_parts, tmp_path):
    copy = FileStorage(str(tmp_path)).create_index(make_schema())
    writer = copy.writer()
    for reader, _ in our_parts.reader().leaf_readers():
        writer.add_reader(reader)
    writer.commit()
    assert [stored["id"][-4] for _, stored in copy.reader().iter_docs()] == ["0", "2", "3", "5"]


# Random indexes

TERMS = ("a", "ab", "b", "é", "服务", "网格", "max", "surg", "c++", "1.18")
PIECES = (
    *["a", "ab", "b", "é", "服务", "服务网格", "网格", "maxSurge", "kube-proxy", "v1.18.2", "C++", "𠀀", "カナ", "~"],
    "\n",
)
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=10).map(" ".join)
ZONES = st.lists(st.tuples(st.sampled_from(("title", "body", "headings", "body", "code")), TEXTS), max_size=4)
DATES = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda date: date.replace(microsecond=0)
)
DOCUMENTS = st.lists(st.tuples(ZONES, DATES), min_size=1, max_size=8).map(
    lambda rows: [text_document(number, *row) for number, row in enumerate(rows)]
)
WORDS = st.sampled_from(TERMS).map(lambda term: query.Term("body", term))
PHRASES = st.lists(st.sampled_from(TERMS), min_size=2, max_size=3).map(lambda terms: query.Phrase("body", terms, 2))
PLANS = st.recursive(
    WORDS | PHRASES | st.just(query.Prefix("body", "a")),
    lambda some: st.lists(some, min_size=2, max_size=3).flatmap(
        lambda parts: st.sampled_from([query.And(parts), query.Or(parts), query.AndMaybe(*parts[:2])])
    ),
    max_leaves=5,
)


@st.composite
def divisions(draw):
    """Documents, where parts begin among them, and which of them are dead."""
    documents = draw(DOCUMENTS)
    numbers = st.sets(st.integers(0, len(documents) - 1), max_size=3)
    return documents, sorted({0} | draw(numbers)), sorted(draw(numbers))


@examples(25)
@given(divisions(), st.lists(PLANS, min_size=3, max_size=3))
def test_random_posts_are_read_and_scored_as_in_the_reference(tmp_path_factory, division, plans):
    ours = make_ours(tmp_path_factory.mktemp("ours"), *division)
    stock = make_stock(tmp_path_factory.mktemp("stock"), *division)
    assert ours.doc_count() == stock.doc_count()
    for field in ("title", "body", "parts", "grams", "date", "id"):
        assert_same_terms(ours.reader(), stock.reader(), field)
    for plan in plans:
        assert ranking(ours, plan) == ranking(stock, plan)

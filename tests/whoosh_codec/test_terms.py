import pytest
from small_index import POSTS, write_index

from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.store import part_folder
from indexer.whoosh_codec.documents import ArrayDocumentReader
from indexer.whoosh_codec.terms import GramTerms, WordTerms, gram_lengths
from indexer.whoosh_codec.values import ExactTerms, naive_date


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    write_index(folder, POSTS)
    return PartReader(part_folder(folder, 0))


def all_terms(terms):
    return [terms.term(terms.number(rank)) for rank in range(len(terms))]


@pytest.mark.parametrize(
    ("kind", "field"), [(WordTerms, "body"), (WordTerms, "title"), (GramTerms, "grams"), (ExactTerms, "tag")]
)
def test_terms_come_in_the_order_of_their_bytes_and_are_found_by_them(part, kind, field):
    terms = kind(part, field)
    every = all_terms(terms)
    assert every == sorted(set(every)) != []
    for rank, term in enumerate(every):
        assert (terms.seek(term), terms.term(terms.find(term))) == (rank, term)
        assert len(terms.postings(terms.find(term)).docs) > 0


@pytest.mark.parametrize(
    ("kind", "field", "term"),
    [
        (WordTerms, "title", b"maxsurg"),
        (WordTerms, "body", b"\xff"),
        (GramTerms, "grams", "服务网".encode()),
        (GramTerms, "grams", "龘".encode()),
        (ExactTerms, "tag", b"Istio"),
    ],
)
def test_a_term_that_the_field_does_not_have_is_not_found(part, kind, field, term):
    with pytest.raises(KeyError):
        kind(part, field).find(term)


def test_values_that_differ_in_case_are_one_term(part):
    terms = ExactTerms(part, "tag")
    assert terms.postings(terms.find(b"istio")).docs.tolist() == [0, 1]
    assert terms.places(terms.find(b"istio"), 0) == ()


def test_lengths_are_those_of_the_part(part):
    reader = ArrayDocumentReader(part, frozenset({1}))
    assert [reader.doc_field_length(doc, "body") for doc in range(4)] == part.lengths[:, 5].tolist()
    assert [reader.doc_field_length(doc, "grams") for doc in range(4)] == gram_lengths(part).tolist()
    assert (reader.doc_count(), reader.is_deleted(1)) == (3, True)


def test_dates_are_naive_and_utc():
    assert naive_date(86_400).isoformat() == "1970-01-02T00:00:00"
    assert naive_date(-1).isoformat() == "1969-12-31T23:59:59"

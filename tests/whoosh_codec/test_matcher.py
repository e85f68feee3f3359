import pytest
from stock_index import make_ours, text_document
from whoosh import query, scoring
from whoosh.matching.mcore import ReadTooFar

from indexer.whoosh_codec import matcher as whoosh_matcher

READ_AHEAD = whoosh_matcher._READ_AHEAD
POSTS = 3 * READ_AHEAD + 7
"""``each`` stands in every post, ``third`` in every third, and once, in the last block but one, very often."""
LOUD = 2 * READ_AHEAD + 3


def words(number):
    return "each each third" * (number % 3 == 0) or "each", "loud " * (9 if number == LOUD else 1)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    documents = [text_document(number, [("body", " ".join(words(number)))]) for number in range(POSTS)]
    return make_ours(tmp_path_factory.mktemp("store"), documents)


@pytest.fixture
def searcher(index):
    with index.searcher(weighting=scoring.BM25F()) as searcher:
        yield searcher


@pytest.fixture
def each(searcher):
    return searcher.postings("body", "each")


def test_it_visits_every_posting(each):
    visited = []
    while each.is_active():
        visited.append(each.id())
        each.next()
    assert visited == list(range(POSTS))


def test_all_ids_are_the_documents_as_plain_numbers(searcher):
    ids = list(searcher.postings("body", "third").all_ids())
    assert (ids, {type(number) for number in ids}) == (list(range(0, POSTS, 3)), {int})


@pytest.mark.parametrize(("target", "found"), [(0, 0), (1, 3), (3, 3), (READ_AHEAD, 129), (POSTS - 2, POSTS - 1)])
def test_it_skips_to_a_document_or_the_next_that_has_the_term(searcher, target, found):
    matcher = searcher.postings("body", "third")
    matcher.skip_to(target)
    assert matcher.id() == found


def test_it_never_skips_back(each):
    each.skip_to(200)
    each.skip_to(100)
    assert each.id() == 200


def test_skipping_past_the_end_ends_it(each):
    each.skip_to(POSTS)
    assert (each.is_active(), each.id()) == (False, POSTS - 1)
    for move in (each.next, lambda: each.skip_to(0)):
        with pytest.raises(ReadTooFar):
            move()


def test_reset_begins_again_and_a_copy_goes_its_own_way(each):
    each.skip_to(200)
    copy = each.copy()
    each.reset()
    copy.next()
    assert (each.id(), copy.id()) == (0, 201)


def test_weights_and_places_are_those_of_the_posting(each):
    found = []
    for _ in range(3):
        found.append((each.weight(), each.value_as("frequency"), each.value_as("characters")))
        each.next()
    assert found[0] == (2.0, 2, [(0, 0, 4), (1, 5, 9)])
    assert found[1] == found[2] == (1.0, 1, [(0, 0, 4)])


def test_spans_point_into_the_text(each):
    assert [(span.start, span.startchar, span.endchar) for span in each.spans()] == [(0, 0, 4), (1, 5, 9)]


def test_it_names_its_term(each):
    assert each.term() == ("body", b"each")
    assert list(each.matching_terms()) == [("body", b"each")]


def test_the_loudest_post_is_the_best_hit(searcher):
    assert searcher.search(query.Term("body", "loud"), limit=1)[0].docnum == LOUD

import pytest
from stock_index import make_ours, text_document
from whoosh import query, scoring
from whoosh.matching.mcore import ReadTooFar

from indexer.whoosh_codec.matcher import BLOCK

POSTS = 3 * BLOCK + 7
"""``each`` stands in every post, ``third`` in every third, and once, in the last block but one, very often."""
LOUD = 2 * BLOCK + 3


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


def test_it_visits_every_posting_and_says_where_a_block_begins(each):
    begins = []
    while each.is_active():
        number = each.id()
        if each.next():
            begins.append(number + 1)
    assert begins == [BLOCK, 2 * BLOCK, 3 * BLOCK]


def test_all_ids_are_the_documents_as_plain_numbers(searcher):
    ids = list(searcher.postings("body", "third").all_ids())
    assert (ids, {type(number) for number in ids}) == (list(range(0, POSTS, 3)), {int})


@pytest.mark.parametrize(("target", "found"), [(0, 0), (1, 3), (3, 3), (BLOCK, 129), (POSTS - 2, POSTS - 1)])
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
    assert not each.is_active()
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


def test_a_block_knows_its_highest_weight_and_its_shortest_and_longest_field(searcher):
    matcher = searcher.postings("body", "loud")
    found = []
    while matcher.is_active():
        found.append((matcher.block_max_weight(), matcher.block_min_length(), matcher.block_max_length()))
        matcher.skip_to((len(found)) * BLOCK)
    assert found == [(1.0, 2, 4), (1.0, 2, 4), (9.0, 2, 10), (1.0, 2, 4)]


def test_the_quality_of_a_block_bounds_every_score_in_it(searcher):
    matcher = query.Term("body", "loud").matcher(searcher)
    assert matcher.supports_block_quality()
    while matcher.is_active():
        assert matcher.score() <= matcher.block_quality() <= matcher.max_quality()
        matcher.next()


def test_blocks_without_a_chance_are_skipped(searcher):
    matcher = query.Term("body", "loud").matcher(searcher)
    assert matcher.skip_to_quality(matcher.block_quality()) == 2
    assert matcher.id() == 2 * BLOCK
    assert matcher.skip_to_quality(matcher.max_quality()) == 2
    assert not matcher.is_active()


def test_a_block_with_a_chance_is_not_skipped(searcher):
    matcher = query.Term("body", "loud").matcher(searcher)
    matcher.next()
    assert (matcher.skip_to_quality(0), matcher.id()) == (0, 1)


def test_the_loudest_post_is_found_although_blocks_are_skipped(searcher):
    assert searcher.search(query.Term("body", "loud"), limit=1)[0].docnum == LOUD


def test_without_a_scorer_there_is_no_quality(each):
    assert not searcher_free(each).supports_block_quality()


def searcher_free(matcher):
    matcher.scorer = None
    return matcher

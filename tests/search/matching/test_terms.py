from math import log1p

import pytest
from small_index import make_post, make_searcher

from indexer.errors import DeadlineExceededError
from indexer.search.deadline import time_limit
from indexer.search.matching.positions import docs_of
from indexer.search.matching.terms import MAX_EXPANSIONS, TermLookup

SITE = make_searcher(
    make_post("a", "kubernetes kubelet studies istio", title="Kubernetes"),
    make_post("b", "kubernetes study", title="x"),
    make_post("c", "nothing else", title="y"),
)


@pytest.fixture
def terms():
    return TermLookup(SITE.snapshot)


def test_terms_are_found_by_their_texts(terms):
    number = terms.find("istio")
    assert (SITE.reader.term_at(number), terms.find("nowhere")) == ("istio", -1)
    assert terms.find_all(["nowhere", "istio", "istio"]) == [number, number]


def test_a_term_is_read_from_the_index_once(terms):
    terms.find("istio")
    with time_limit(0):
        terms.find("istio")
        with pytest.raises(DeadlineExceededError):
            terms.find("kubelet")


def test_frequencies_are_of_any_of_some_terms(terms):
    assert terms.frequencies(["kubernet"]).docs.tolist() == [0, 1]
    assert terms.frequencies(["kubernet"], in_title=True).docs.tolist() == [0]
    assert terms.frequencies(["istio", "nowhere", "els"]).docs.tolist() == [0, 2]
    assert terms.frequencies(["nowhere"]).docs.tolist() == []


def test_positions_count_through_all_documents(terms):
    positions = terms.positions(("kubernet",))
    assert docs_of(positions, SITE.reader.position_bases).tolist() == [0, 0, 1]
    assert positions.tolist() == sorted(set(positions.tolist()))
    assert terms.positions(("kubernet", "kubelet")).tolist()[:2] == positions[:2].tolist()
    assert terms.positions(("kubelet",)).tolist() == [positions[1] + 1]
    assert terms.positions(("nowhere",)).tolist() == []


def test_the_rarer_a_term_the_higher_its_idf(terms):
    assert terms.idf(1) == pytest.approx(log1p((3 - 1 + 0.5) / 1.5))
    assert terms.idf(1) > terms.idf(2) > terms.idf(3) > 0


def test_scores_grow_with_frequency_and_weight(terms):
    key = (("kubernet",), False)
    scored, half = terms.score(key), terms.score(key, 0.5)
    assert scored.scores[0] > scored.scores[1] > 0
    assert half.scores.tolist() == pytest.approx((scored.scores / 2).tolist())
    assert scored.is_exact.all()


@pytest.mark.parametrize(
    ("prefix", "expanded"),
    [
        ("kube", ["kubernet", "kubelet"]),
        ("stud", ["studi"]),
        ("study", ["studi"]),
        ("zz", []),
        ("kubelet", ["kubelet"]),
    ],
)
def test_a_prefix_stands_for_words_as_written_the_most_frequent_first(terms, prefix, expanded):
    assert terms.expand_prefix(prefix) == expanded


def test_a_prefix_stands_for_no_more_terms_than_can_be_looked_up():
    words = " ".join(f"w{number:03}" for number in range(2 * MAX_EXPANSIONS))
    searcher = make_searcher(make_post("many", words), make_post("few", "w100 w101"))
    expanded = TermLookup(searcher.snapshot).expand_prefix("w")
    assert len(expanded) == MAX_EXPANSIONS
    assert expanded[:2] == ["w100", "w101"]

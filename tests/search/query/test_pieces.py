"""A Latin word that no post has stands for the words that contain it."""

import re

import pytest
from small_index import found, make_post, make_searcher

from indexer.native import kernel
from indexer.native.matching import near
from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansions import pieces
from indexer.search.query.expansions.pieces import MAX_WORDS, PieceExpander
from indexer.search.query.spelling.spelling import Speller
from indexer.search.results import SearchRequest

SITE = make_searcher(
    make_post("service", "A KubernetesService is a thing. " + "Other words. " * 9),
    make_post("deployment", "One Deployment, and another: deployments."),
    make_post("many", " ".join(f"{chr(97 + number % 26)}{number}q0zz0{number}abc" for number in range(3 * MAX_WORDS))),
)


@pytest.mark.parametrize("piece", ["netesServ", "netesserv", "ubernetesserv"])
def test_a_piece_finds_the_word_that_contains_it(piece):
    assert found(SITE, piece) == ["service"]


def test_a_visitor_is_told_which_words_were_searched_for():
    (note,) = SITE.search(SearchRequest("netesServ")).notes
    assert (note.kind, note.text) == ("piece", "Also searching: kubernetesservice")


def test_only_some_of_many_words_are_searched_for_and_fewer_are_told():
    (expansion,) = SITE.plan(SearchRequest("q0zz0")).expansions
    (node,) = expansion.nodes
    assert len(node.terms) == MAX_WORDS
    assert re.fullmatch(r"q0zz0 = \w+ \| \w+ \| \w+ …", str(expansion))


@pytest.mark.parametrize("word", ["deploymen", "service", "oth", "部署部署"])
def test_words_but_misspelt_known_words_short_words_and_chinese_are_no_pieces(word):
    words = SITE.plan(SearchRequest(word)).scored
    assert list(PieceExpander(SITE.reader, Speller(SITE.reader), 1.0).expand(words, Lookup(SITE.snapshot))) == []


def test_a_word_that_lacks_its_last_letter_is_corrected():
    assert SITE.search(SearchRequest("deploymen")).suggestion == "deployment"


def test_a_short_word_that_is_in_another_by_chance_is_corrected():
    results = make_searcher(make_post("a", "istio history of Istio")).search(SearchRequest("isto"))
    assert (results.suggestion, [note.kind for note in results.notes]) == ("istio", ["corrected"])


def test_a_short_word_that_lacks_two_letters_is_a_piece_and_not_two_words():
    site = make_searcher(make_post("chips", "run on ti chips"), make_post("runtime", "a runtime, a runtimeclass"))
    assert found(site, "runti") == ["runtime"]
    assert site.search(SearchRequest("runti")).suggestion is None


def test_a_piece_that_is_still_being_typed_may_also_begin_a_word():
    assert found(SITE, "kubernetesse", search_as_you_type=True) == ["service"]


def test_a_weight_of_zero_turns_pieces_off():
    words = SITE.plan(SearchRequest("netesserv")).scored
    assert list(PieceExpander(SITE.reader, Speller(SITE.reader), 0).expand(words, Lookup(SITE.snapshot))) == []


def test_a_post_with_the_piece_stands_above_one_with_another_form_of_the_word():
    exact = make_post("exact", "It is accountable. " + "Other words. " * 9)
    other = make_post("other", "The account of accounts.")
    assert found(make_searcher(other, exact, make_post("x", "nothing")), "countab")[0] == "exact"


@pytest.mark.parametrize("most", [0, 512])
def test_pieces_are_found_in_lines_by_the_kernel_as_without_it(dice, monkeypatch, most):
    library = kernel() or pytest.skip("no kernel")
    monkeypatch.setattr(near, "_ROOM", most)
    for _ in range(300):
        words = ["".join(dice.choices("ab1", k=dice.randint(1, 90))) for _ in range(dice.randint(0, 9))]
        text = "".join(f"\n{word}" for word in words).encode() + b"\n"
        piece = "".join(dice.choices("ab1", k=dice.randint(1, 6))).encode()
        expected = list(pieces._find_lines(text, piece))
        assert near.find_lines(library, text, piece) == (expected if most or not expected else None)
        assert [text[begin:end].decode() for begin, end in expected] == [w for w in words if piece.decode() in w]

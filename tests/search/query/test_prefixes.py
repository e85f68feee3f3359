"""While somebody types, half a word finds what goes on from it, and a whole word loses nothing by it."""

import pytest
from small_index import ANALYZER, found, make_post, make_searcher, shown

from indexer.search.matching.lookup import Lookup
from indexer.search.matching.terms import MAX_EXPANSIONS
from indexer.search.query.clauses import read_clauses
from indexer.search.query.expansions.prefixes import PrefixExpander
from indexer.search.query.parsing.grammar import parse_query
from indexer.search.query.parsing.query_tree import Words
from indexer.search.query.spelling.spelling import Speller
from indexer.search.query.words import WordReader
from indexer.search.results import SearchRequest

KUBERNETES = "Kubernetes kubernetes kubernetes"
SITE = make_searcher(
    make_post("kubernetes", "Kubernetes 集群里的流量管理。", title=KUBERNETES, tags=("kubernetes",)),
    make_post("kube", "很久以前的一个词：kube，" + "别的事情。" * 80, title="旧词"),
    make_post("sidecar", "A sidecar beside each service.", title="Sidecars", language="en"),
    make_post("function", "A function is served.", title="Functions", language="en"),
    make_post("service", "微服务与服务网格。", title="服务网格"),
)


def search(text, **asked):
    return SITE.search(SearchRequest(text, search_as_you_type=True, **asked))


@pytest.mark.parametrize(
    ("half", "names"),
    [
        ("side", ["sidecar"]),
        ("KUBER", ["kubernetes"]),
        ("service sidec", ["sidecar"]),
        ("流量管", ["kubernetes"]),
        ("集群kubern", ["kubernetes"]),
        ("e", []),
        ("side tag:x", []),
        ('"side', ["sidecar"]),
        ('"side"', []),
        ('"sidecar bes', ["sidecar"]),
        ('"each bes', []),
        ('"微服', ["service"]),
        ("side ", ["sidecar"]),
    ],
)
def test_half_a_word_finds_what_goes_on_from_it(half, names):
    assert found(SITE, half, search_as_you_type=True)[: len(names) or 99] == names


def test_only_while_somebody_types():
    assert found(SITE, "sid") == []  # too short to be a piece of a word, too
    assert found(SITE, "sid", search_as_you_type=True) == ["sidecar"]


def test_only_the_last_word_may_be_half():
    assert found(SITE, "sid qqq", search_as_you_type=True) == []


def test_the_very_word_stays_above_what_only_begins_so():
    assert found(SITE, "kube", search_as_you_type=True) == ["kube", "kubernetes"]


@pytest.mark.parametrize("text", ["kube", "kubernetes", "service", "sidecar", "服务", "function OR kube"])
def test_what_whole_words_find_keeps_its_order_and_comes_first(text):
    whole = found(SITE, text)
    assert found(SITE, text, search_as_you_type=True)[: len(whole)] == whole


GONE = make_searcher(
    make_post("fishing", "Nothing else to tell.", title="Gone ice fishing"),
    make_post("fi", "The wi fi here is slow.", title="Rust and fi"),
    make_post("misspelt", "Of Kubernates.", title="Kubernates kubernates"),
    make_post("spelt", "We run Kubernetes.", title="Clusters"),
    make_post("flag", "Try cargo --dry-run here.", title="Flags"),
    make_post("dns", "From kube-dns to CoreDNS.", title="Names of services"),
    make_post("letters", "Contributors: dry r, and others.", title="Names"),
    make_post("checker", "The borrow checker.", title="Borrow checker"),
    make_post("check", "A chec of the list, a che too.", title="Lists"),
)


@pytest.mark.parametrize(
    ("word", "beginnings"),
    [
        ("fishing", ["gone fi", "gone fis", "gone fish", "gone fishi", "gone fishin", "gone fishing"]),
        ("spelt", ["kubern", "kuberne", "kubernet", "kubernete", "kubernetes"]),
        ("dns", ["kube-d", "kube-dn", "kube-dns"]),
        ("flag", ["--dry", "--dry-r", "--dry-ru", "--dry-run"]),
        ("checker", ["borrow ch", "borrow che", "borrow chec", "borrow check", "borrow checke", "borrow checker"]),
        ("checker", ['"borrow ch', '"borrow che', '"borrow chec', '"borrow checke', '"borrow checker', '"borrow']),
    ],
)
def test_a_longer_beginning_of_a_word_loses_no_post_that_has_it(word, beginnings):
    for text in beginnings:
        results = GONE.search(SearchRequest(text, search_as_you_type=True))
        assert word in [hit.id.removesuffix(".md") for hit in results.hits], text
        assert results.complete > 0, text


@pytest.mark.parametrize(
    ("half", "first"), [("gone fi", "fishing"), ("kuberne", "spelt"), ("--dry-r", "flag"), ('"borrow chec', "checker")]
)
def test_a_post_with_a_word_that_begins_so_is_above_those_with_its_stem_or_its_parts(half, first):
    assert found(GONE, half, search_as_you_type=True)[0] == first


def test_half_a_compound_stands_for_no_word_that_only_begins_like_its_first_part():
    assert found(GONE, "kube-d", search_as_you_type=True) == ["dns"]


def test_what_goes_on_is_marked_as_a_whole_word():
    assert shown(search("side").hits[0].title) == ["Sidecars"]


@pytest.mark.parametrize("half", ["kuber", "sidec", "functi"])
def test_nobody_is_told_to_spell_a_beginning_better(half):
    results = search(half)
    assert (results.total > 0, results.suggestion, results.notes) == (True, None, ())


def test_a_word_that_nothing_begins_with_is_still_spelt_better():
    assert (search("fucntion").suggestion, search("fuwuwangge").suggestion) == ("function", "服务网格")


def test_pinyin_is_read_though_other_words_begin_so():
    site = make_searcher(make_post("latin", "A liuliangmeter."), make_post("han", "还是流量。", title="流量"))
    assert set(found(site, "liuliang", search_as_you_type=True)) == {"latin", "han"}


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("istio kub", "kub"),
        ("流量kub", "流量kub"),
        ("kub tag:x", None),
        ("kub*", None),
        ("title:kub", None),
        ("a OR kub", None),
        ('"kub"', None),
        ("istio -kub", None),
        ("", None),
        ("-", None),
        ("x:kub", "x:kub"),
        ("kub OR", None),
    ],
)
def test_a_query_knows_the_word_it_ends_with(text, last):
    assert parse_query(text).unfinished == (last and Words(last))


def expand(searcher, text):
    words = WordReader(ANALYZER)
    query = parse_query(text)
    expander = PrefixExpander(words, Speller(searcher.reader), 0.6)
    return expander.expand(query.unfinished, read_clauses(query, words), Lookup(searcher.snapshot))


def test_half_a_word_is_expanded_to_the_terms_that_begin_so():
    expansion = expand(SITE, "service kub")
    assert [word.text for word in expansion.covers] == ["kub"]
    assert expansion.nodes[0].terms == ("kubernet", "kube")
    assert expansion.weight == 0.6


@pytest.mark.parametrize("text", ["service", "zz", "流量", "k", "service kub!"])
def test_a_word_with_nothing_to_go_on_to_is_not_expanded(text):
    assert expand(SITE, text) is None


def test_half_a_word_stands_for_the_most_frequent_terms_only():
    many = make_searcher(make_post("a", " ".join(f"word{number}" for number in range(2 * MAX_EXPANSIONS))))
    assert len(expand(many, "word").nodes[0].terms) == MAX_EXPANSIONS

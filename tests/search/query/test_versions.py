import pytest
from small_index import ANALYZER, found, make_post, make_searcher, read_index

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansions.versions import expand_versions, widen_versions
from indexer.search.query.nodes import AnyNode
from indexer.search.query.words import WordReader
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher

WORDS = WordReader(ANALYZER, frozenset({"in"}))
POSTS = (
    make_post("minor", "What is new in Kubernetes 1.18", title="Kubernetes 1.18"),
    make_post("patch", "Kubernetes 1.18.3 is out", title="Kubernetes 1.18.3"),
    make_post("next", "Kubernetes 1.19.0 is out", title="Kubernetes 1.19.0"),
    make_post("other", "Kubernetes 11.8 is none", title="Kubernetes 11.8"),
    make_post("node", "Node 18 is the new one", title="Node 18"),
    make_post("current", "The current one", title="Node v18.2.0"),
    make_post("lts", "Node.js v18.0.0 (LTS)", title="Long term"),
    make_post("ubuntu", "On Ubuntu 18.04", title="Ubuntu"),
    make_post("glued", "Runs on Python3.11.4 here", title="A snake"),
    make_post("price", "Node meetings at 18 dollars or 18.5", title="Node meetings, 18"),
    make_post("api", "The API v1 of Kubernetes"),
    make_post("series", "Everything of Istio 1.7.x", title="Istio 1.7.x"),
    make_post("only", "Istio 1.7 is out", title="Istio 1.7"),
)
SITE = make_searcher(*POSTS)


def expand(text, weight=0.8, **options):
    return [str(each) for each in expand_versions(WORDS.read(text, **options), WORDS, Lookup(SITE.snapshot), weight)]


@pytest.mark.parametrize(
    ("text", "expansions"),
    [
        ("1.18", ["1.18 = 1.18.x"]),
        ("kubernetes v1.18", ["v1.18 = 1.18.x"]),
        ("1.18.x", ["1.18.x = 1.18.x"]),
        ("v18", ["v18 = 18.x"]),
        ("升级 v18", ["v18 = 18.x"]),
        ("18", ["18 = 18.x"]),
        ("node 18", ["node 18 = node 18.x | node.js 18.x"]),
        ("node18", ["node18 = node 18.x | node.js 18.x"]),
        ("ubuntu 18", ["ubuntu 18 = ubuntu 18.x"]),
        ("python 3.11", ["python 3.11 = python3.11.x"]),
    ],
)
def test_a_version_stands_for_those_that_begin_so(text, expansions):
    assert expand(text) == expansions


@pytest.mark.parametrize("text", ["kubernetes", "升级 18", "18 nodes", "in18", "1.18.3", "21", "升级 v1", "k8s"])
def test_other_numbers_stand_for_nothing(text):
    assert expand(text) == []


def test_a_weight_of_zero_turns_it_off():
    assert expand("1.18", 0) == []


def test_titles_alone_are_searched_otherwise():
    assert expand("1.18", in_title=True) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1.18", ["minor", "patch"]),
        ("v18", ["current", "lts"]),
        ('"kubernetes 1.18"', ["minor", "patch"]),
        ('"kubernetes v1.18"', ["minor", "patch"]),
        ('"node 18"', ["node", "current"]),
        ("title:1.18", ["minor", "patch"]),
        ('title:"kubernetes 1.18"', ["minor", "patch"]),
        ('"python 3.11"', []),
    ],
)
def test_posts_of_versions_that_begin_so_are_found_behind_those_of_the_one_typed(text, names):
    assert found(SITE, text)[: len(names)] == names
    assert sorted(found(SITE, text)) == sorted(names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("node 18", ["node", "current"]),
        ("kubernetes 1.18", ["minor", "patch"]),
        ("python 3.11", ["glued"]),
        ("node18", ["node", "current", "lts"]),
    ],
)
def test_beside_a_name_they_come_before_posts_that_only_have_some_of_the_words(text, names):
    assert found(SITE, text)[: len(names)] == names


@pytest.mark.parametrize("text", ["istio 1.7", "istio 1.7.x", '"istio 1.7"', '"istio 1.7.x"', "istio v1.7.X"])
def test_a_series_and_its_first_version_find_each_other(text):
    assert sorted(found(SITE, text)) == ["only", "series"]


def test_alternatives_are_of_all_such_versions():
    assert sorted(found(SITE, '"kubernetes 1.18" OR "kubernetes 1.19"')) == ["minor", "next", "patch"]


def test_all_posts_of_such_a_version_have_every_word():
    assert SITE.search(SearchRequest("kubernetes 1.18")).complete == 2


def test_what_a_phrase_finds_is_excluded_with_it():
    assert found(SITE, 'kubernetes -"kubernetes 1.18"') == ["next", "other", "api"]


def test_a_phrase_stays_as_it_is_where_no_post_has_more():
    clauses = SITE.plan(SearchRequest('"kubernetes 1.19.0" "node v7" title:node')).scored
    assert not any(isinstance(node, AnyNode) for node in clauses)


def test_a_weight_of_zero_leaves_phrases_as_they_are():
    assert widen_versions("anything", Lookup(SITE.snapshot), 0) == "anything"


def test_an_index_of_several_parts_answers_the_same():
    several = Searcher(read_index(POSTS[:3], POSTS[3:]))
    for text in ("1.18", "node 18", '"kubernetes 1.18"', "python 3.11", "v18"):
        assert found(several, text) == found(SITE, text), text


FILES = make_searcher(
    make_post("bare", "We released v18.2.0 today, tar and all"),
    make_post("archive", "Fetch v18.2.0.tar.gz first"),
    make_post("named", "Fetch node-v18.2.0.tar.gz or kubernetes-1.18.3.tgz here"),
    make_post("unpacked", "Installs node-v18.2.0 here, kube-proxy too"),
    make_post("glued", "go1.20.3.linux-amd64.tar.gz"),
    make_post("french", "L'été-indien chaud"),
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("18.2.0", {"bare", "archive", "named", "unpacked"}),
        ("v18.2", {"bare", "archive", "named", "unpacked"}),
        ("1.18.3", {"named"}),
        ("kubernetes 1.18", {"named"}),
        ('"v18.2.0.tar.gz"', {"archive", "named"}),
        ('"node-v18.2.0"', {"named", "unpacked"}),
        ('"node-v18.2.0 here, kube-proxy too"', {"unpacked"}),
        ('"node 18.2.0 here"', {"unpacked"}),
        ('"l\'été-indien chaud"', {"french"}),
        ("20.3", set()),
    ],
)
def test_versions_are_found_in_the_names_of_files_and_in_phrases_of_compounds(text, names):
    assert set(found(FILES, text)) == names


def test_a_file_that_no_post_names_is_its_version_and_its_other_words():
    assert found(FILES, "v18.2.0.tar.xz")[:2] == ["archive", "named"]
    assert "v18.2.0 | 18.2.0" in FILES.explain(SearchRequest("v18.2.0.tar.xz")).plan

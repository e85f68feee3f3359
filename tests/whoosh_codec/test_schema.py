import pickle

import pytest
from stock_index import make_ours, post_documents
from whoosh.qparser import QueryParser

from indexer.whoosh_codec.schema import make_schema


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return make_ours(tmp_path_factory.mktemp("store"), post_documents())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("服务网格", [0]),
        ("服務網格", [0]),  # Traditional
        ("istio 流量", [0]),
        ("Istios", [0, 3]),
        ("kube-proxy", [2]),
        ('"running Istio"', [3]),
        ('"金丝雀发布把"', [1]),
        ("c++", [4]),
        ("kube*", [2, 3, 4]),
        ("title:running OR tag:入门", [0, 2, 4]),
        ("istio NOT language:en", [0]),
        ("grams:务网", [0]),
        ('grams:"服务网格"', [0]),
        ("date:2019", [1]),
        ("流量 date:[2020 TO 2022]", [4]),
        ("tag:ISTIO", [0, 1, 5]),
    ],
)
def test_whooshs_own_parser_understands_queries_with_our_analysis(index, text, found):
    with index.searcher() as searcher:
        results = searcher.search(QueryParser("body", index.schema).parse(text), limit=None)
        assert sorted(hit.docnum for hit in results) == found


def analyze(field, text, **settings):
    analyzer = make_schema()[field].analyzer
    return [(token.text, token.pos, token.startchar, token.endchar) for token in analyzer(text, **settings)]


def test_an_indexed_compound_has_all_of_its_readings_and_an_asked_one_only_its_atoms():
    assert [token[:2] for token in analyze("body", "k8s-io", mode="index")] == [
        ("k8s-io", 0), ("k8sio", 0), ("k8s", 0), ("io", 1),
    ]  # fmt: skip
    assert [token[:2] for token in analyze("body", "k8s-io", mode="query")] == [("k8s", 0), ("io", 1)]


def test_tokens_can_be_made_to_begin_elsewhere():
    assert analyze("body", "流量", start_pos=5, start_char=40) == [("流量", 5, 40, 42)]


def test_grams_stand_where_their_first_character_stands():
    assert analyze("grams", "微服务") == [
        ("微", 0, 0, 1), ("微服", 0, 0, 2), ("服", 1, 1, 2), ("服务", 1, 1, 3), ("务", 2, 2, 3),
    ]  # fmt: skip


def test_single_characters_are_not_asked_for_in_phrases():
    assert [token[0] for token in analyze("grams", "微服务", mode="query")] == ["微服", "服务"]


def test_parts_are_the_shorter_words_inside():
    assert [token[0] for token in analyze("parts", "maxSurge")] == ["max", "surg"]


def test_every_token_is_one_of_its_own():
    tokens = list(make_schema()["body"].analyzer("服务网格 管理 流量"))
    assert len({id(token) for token in tokens}) == len(tokens) > 2


def test_facets_are_one_folded_term():
    assert analyze("tag", "服務網格 Istio") == [("服务网格 istio", 0, 0, 10)]


def test_words_that_were_taught_are_cut_as_one():
    untaught = [token.text for token in make_schema()["body"].analyzer("云原生服务网格之父")]
    taught = [token.text for token in make_schema(["服务网格之父"])["body"].analyzer("云原生服务网格之父")]
    assert "服务网格之父" not in untaught
    assert "服务网格之父" in taught


def test_the_schema_is_pickled_small_and_comes_back_the_same():
    data = pickle.dumps(make_schema(["服务网格之父"]), 2)
    assert len(data) < 10_000
    schema = pickle.loads(data)
    assert schema.names() == make_schema().names()
    assert schema["body"].analyzer.taught == ("服务网格之父",)

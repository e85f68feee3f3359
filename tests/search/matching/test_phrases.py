import pytest
from small_index import ANALYZER, make_post, make_searcher

from indexer.search.matching.characters import CharacterLookup
from indexer.search.matching.phrases import PhraseMatcher
from indexer.search.matching.terms import TermLookup
from indexer.search.matching.words import WordMatcher
from indexer.search.query.clauses import read_clauses
from indexer.search.query.parsing.grammar import parse_query
from indexer.search.query.words import WordReader

WORDS = WordReader(ANALYZER)
SITE = make_searcher(
    make_post("a", "The service mesh runs. 服务网格 Istio 的代理", title="Rolling updates 更新"),
    make_post("b", "A mesh of services. 服务与网格", title="updates rolling"),
    make_post("c", "kube-proxy runs; rolling updates; 服 务 网 格", title="x"),
    make_post("d", "一格服务网格、ab服务cd", title="y"),
)


def make_matcher():
    terms = TermLookup(SITE.snapshot)
    return PhraseMatcher(WordMatcher(terms, CharacterLookup(SITE.reader))), terms


def find(text):
    (node,) = read_clauses(parse_query(text), WORDS).scored
    phrases, terms = make_matcher()
    docs = phrases.find(node)
    return "".join(SITE.reader.metadata(doc).id[0] for doc in docs.tolist()), phrases.score(node, docs), terms


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ('"service mesh"', "a"),
        ('"services mesh"', "a"),
        ('"mesh service"', ""),
        ('"rolling updates"', "ac"),
        ('title:"rolling updates"', "a"),
        ('"proxy runs"', "c"),
        ('"服务网格"', "ad"),
        ('"务网"', "ad"),
        ('title:"更新"', "a"),
        ('"服务网格 istio"', "a"),
        ('"ab服务cd"', "d"),
        ('title:"updates更新"', "a"),
        ('"nowhere at all"', ""),
    ],
)
def test_words_are_found_where_they_stand_one_after_the_other(phrase, names):
    assert find(phrase)[0] == names


def test_a_phrase_scores_what_its_words_do_and_never_less_than_its_own_idf():
    names, scored, terms = find('"rolling updates"')
    assert names == "ac"
    assert (scored.scores >= terms.idf(2)).all()
    assert scored.scores[0] > scored.scores[1]
    assert scored.is_exact.all()


def test_a_phrase_begins_at_the_position_of_its_first_word():
    _, terms = make_matcher()
    begins = terms.begins(WORDS.read("service mesh"))
    services = terms.positions(("servic",))
    assert len(begins) == 1
    assert begins[0] in services
    assert terms.begins(()).tolist() == []

"""What says that it is safe to be shared by threads answers eight of them as it answers one."""

from dataclasses import replace

import pytest
from search.hammer import hammer
from small_index import POSTS, day, make_post, read_index

from indexer.search.matching.lookup import Lookup
from indexer.search.payload import results_payload
from indexer.search.query.clauses import read_clauses
from indexer.search.query.expansions.lexicon import Lexicon
from indexer.search.query.expansions.prefixes import PrefixExpander
from indexer.search.query.expansions.regions import RegionalForms
from indexer.search.query.expansions.synonyms import Synonyms
from indexer.search.query.expansions.thesaurus import Thesaurus
from indexer.search.query.parsing.grammar import parse_query
from indexer.search.query.parsing.query_tree import Words
from indexer.search.query.planner import Planner
from indexer.search.query.spelling.corrector import Corrector
from indexer.search.query.spelling.spelling import Speller
from indexer.search.query.words import WordReader
from indexer.search.ranking.keywords import KeywordFinder
from indexer.search.results import SearchRequest, Sort
from indexer.search.searcher import Searcher
from indexer.search.snapshot import IndexSnapshot
from indexer.search.tuning import Tuning
from indexer.text.analysis.analyzer import Analyzer
from indexer.text.lexicon.glossary import shipped_glossary
from indexer.text.lexicon.word_lists import stop_words

READER = read_index(
    POSTS,
    [
        make_post("mesh", "服务网格让微服务的流量管理可见。Istio 与 kubernetes。", tags=("istio",), date=day(2020)),
        make_post("proxy", "The kube-proxy of Kubernetes is a service mesh.", language="en", date=day(2021)),
        make_post("more", "kubernetes kubernetes 服务网格 流量管理 微服务 sidecar", tags=("服务网格",)),
    ],
    dead=[1],
)
TEXTS = ("istio 流量管理", '"service mesh" kube', "kubrenetes", "fuwuwangge", "服务往格", "kube* -mesh", "程式 sidecar",
         "微服务 kubernet", "title:标题", "", "istio tag:istio", "kube-proxy")  # fmt: skip


def requests(number):
    sort = Sort.DATE if number % 5 == 0 else Sort.RELEVANCE
    return SearchRequest(TEXTS[number % len(TEXTS)], search_as_you_type=number % 2 == 0, sort=sort)


def answer(searcher, number):
    if number % 7 == 6:
        return searcher.suggest(SearchRequest(TEXTS[number % len(TEXTS)][:2]), 5)
    return results_payload(replace(searcher.search(requests(number)), took_ms=0))


def plan(planner, number):
    return planner.plan(requests(number), Lookup(IndexSnapshot(READER, Tuning())))


def columns(snapshot, number):
    names = ("norms", "recency", "title_lengths", "live", "languages")
    return getattr(snapshot, names[number % len(names)]).tolist(), sorted(snapshot.facet_numbers), snapshot.facets.names


def correct(speller, number):
    words = ("kubrenetes", "fuwuwangge", "istoi", "liuliang", "zzzzz")
    return speller.correct(words[number % len(words)]), speller.pinyin.hear(("服务往格", "流亮管理")[number % 2])


WORDS = WordReader(Analyzer(), stop_words())
SNAPSHOT = IndexSnapshot(READER, Tuning())


def expand_prefix(expander, number):
    query = parse_query(("kub", "service m", "liuliang", "side", "x")[number % 5])
    return expander.expand(query.unfinished, read_clauses(query, WORDS), Lookup(SNAPSHOT))


def correct_words(corrector, number):
    nodes = read_clauses(parse_query(TEXTS[number % len(TEXTS)]), WORDS).scored
    return [corrector.expand(each) for each in corrector.correct(nodes, (), Lookup(SNAPSHOT))]


def synonyms(thesaurus, number):
    if number % 8 == 7:
        thesaurus.prepare()
    return list(thesaurus.expand(WORDS.read(TEXTS[number % len(TEXTS)])))


def regions(forms, number):
    return list(forms.expand(Words(("程式", "軟體程式", "流量", "网络和软件", "x")[number % 5])))


def keywords(finder, number):
    docs = [doc for doc in range(READER.max_doc) if doc != 1][number % 3 :]
    return [(each.terms.tolist(), each.weights.tolist()) for each in finder.find(docs)]


SHARED = {
    "Searcher": (lambda: Searcher(READER), answer),
    "Planner": (lambda: Planner(READER, Tuning(), Lexicon(READER.site, Tuning())), plan),
    "WordReader": (lambda: WordReader(Analyzer(), stop_words()), lambda words, n: words.read(TEXTS[n % len(TEXTS)])),
    "IndexSnapshot": (lambda: IndexSnapshot(READER, Tuning()), columns),
    "Speller": (lambda: Speller(READER, stop_words()), correct),
    "PrefixExpander": (lambda: PrefixExpander(WORDS, Speller(READER), 0.6), expand_prefix),
    "Corrector": (lambda: Corrector(WORDS, Speller(READER), 0.7), correct_words),
    "Thesaurus": (lambda: Thesaurus([Synonyms(entry, 0.5) for entry in shipped_glossary()], WORDS), synonyms),
    "RegionalForms": (lambda: RegionalForms(WORDS, 0.9), regions),
    "KeywordFinder": (lambda: KeywordFinder(READER), keywords),
}


def ask_in_turn(shared, use, rounds):
    """Ask from eight threads, each beginning elsewhere; return (number of the question, answer) pairs."""

    def ask(thread, step):
        number = (step + 5 * thread) % rounds
        return number, use(shared, number)

    return [answered for row in hammer(ask, rounds) for answered in row]


@pytest.mark.parametrize("name", SHARED)
def test_eight_threads_are_answered_as_one(name):
    make, use = SHARED[name]
    rounds = 24
    expected = [use(make(), number) for number in range(rounds)]
    for _ in range(3):
        assert all(given == expected[number] for number, given in ask_in_turn(make(), use, rounds))

import pytest
from small_index import ANALYZER

from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.expansions.synonyms import Synonyms
from indexer.search.query.expansions.thesaurus import Thesaurus
from indexer.search.query.words import WordReader

WORDS = WordReader(ANALYZER)
ENTRIES = [
    Synonyms(("service mesh", "服务网格"), 0.5),
    Synonyms(("service", "服务", "服務"), 0.5),
    Synonyms(("k8s", "kubernetes"), 0.5),
    Synonyms(("kubernetes", "容器编排"), 0.3, ExpansionKind.LEARNT),
    Synonyms(("！", "？"), 0.5),
]
THESAURUS = Thesaurus(ENTRIES, WORDS)


def expand(text, thesaurus=THESAURUS):
    return [(str(each), each.weight) for each in thesaurus.expand(WORDS.read(text))]


@pytest.mark.parametrize(
    ("text", "expansions"),
    [
        ("service mesh", [("service mesh = 服务网格", 0.5)]),
        ("a service", [("service = 服务", 0.5)]),
        ("services", [("services = 服务", 0.5)]),
        ("kubernetes", [("kubernetes = k8s", 0.5), ("kubernetes = 容器编排", 0.3)]),
        ("服务网格 k8s", [("服务网格 = service mesh", 0.5), ("k8s = kubernetes", 0.5)]),
        ("mesh service", [("service = 服务", 0.5)]),
        ("nothing", []),
        ("", []),
    ],
)
def test_the_longest_terms_of_a_query_are_expanded(text, expansions):
    assert expand(text) == expansions


def test_what_was_prepared_expands_as_what_was_not():
    prepared = Thesaurus(ENTRIES, WORDS)
    prepared.prepare()
    for text in ("service mesh", "kubernetes", "services 服务网格"):
        assert expand(text, prepared) == expand(text)


def test_entries_of_one_term_are_told_in_their_order():
    crossing = [Synonyms(forms, 0.5) for forms in (("alpha", "beta"), ("gamma", "zeta"), ("alpha", "zeta"))]
    thesaurus, prepared = Thesaurus(crossing, WORDS), Thesaurus(crossing, WORDS)
    prepared.prepare()
    told = [("zeta = gamma", 0.5), ("zeta = alpha", 0.5)]
    assert (expand("zeta", thesaurus), expand("zeta", prepared)) == (told, told)


def test_an_empty_glossary_expands_nothing():
    assert expand("service mesh", Thesaurus([], WORDS)) == []


def test_an_expansion_is_of_the_kind_of_its_entry():
    kinds = [each.kind for each in THESAURUS.expand(WORDS.read("kubernetes"))]
    assert kinds == [ExpansionKind.SYNONYM, ExpansionKind.LEARNT]


@pytest.mark.parametrize(("text", "others"), [("error", ["错误", "异常"]), ("错误", ["error", "failure"])])
def test_translations_stand_only_for_words_of_the_other_language(text, others):
    thesaurus = Thesaurus([Synonyms(("错误", "异常", "error", "failure"), 0.7, ExpansionKind.EVERYDAY)], WORDS)
    assert [node.text for each in thesaurus.expand(WORDS.read(text)) for node in each.nodes] == others


def test_where_no_post_has_what_stands_for_a_term_a_shorter_one_is_expanded():
    def choose(expansions):
        return [each for each in expansions if str(each) != "service mesh = 服务网格"]

    assert [str(each) for each in THESAURUS.expand(WORDS.read("service mesh k8s"), choose)] == [
        "service = 服务",
        "k8s = kubernetes",
    ]


@pytest.mark.parametrize(("text", "others"), [("terminating", "终止"), ("terminals", "终端"), ("termination", "终止")])
def test_of_words_that_share_a_term_the_one_spelt_most_like_it_is_expanded(text, others):
    thesaurus = Thesaurus([Synonyms(("终端", "terminal"), 0.9), Synonyms(("终止", "terminate"), 0.7)], WORDS)
    assert expand(text, thesaurus) == [(f"{text} = {others}", 0.9 if others == "终端" else 0.7)]

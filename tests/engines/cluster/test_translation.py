"""The nodes of a plan in OpenSearch's query language."""

from indexer.engines.cluster.queries.clauses import all_of, any_of
from indexer.engines.cluster.queries.translation import NodeTranslator, find_run, find_sequence, find_words
from indexer.search.query.nodes import AllNode, AnyNode, PhraseNode, PrefixNode, WordNode
from indexer.search.statistics import Countable, Counting

TRANSLATOR = NodeTranslator(lambda prefix: [f"{prefix}rnetes", f"{prefix}ctl"])
ISTIO = WordNode("istio", ("istio",))
MESH = WordNode("网格", ("网格",))
COMPOUND = WordNode("service-mesh", ("service-mesh", "servicemesh"), ("servic", "mesh"))


def impact(term):
    return {"rank_feature": {"field": f"impact.{term}"}}


def lines(*terms, name="line"):
    return any_of({"terms": {f"{name}{number}": list(terms)}} for number in range(4))


def test_a_word_is_found_by_its_impact_and_exact_by_the_lines_it_stands_in():
    assert TRANSLATOR.find(ISTIO) == impact("istio")
    assert TRANSLATOR.find_exact(ISTIO) == lines("istio")


def test_a_version_is_exact_in_any_longer_one():
    assert TRANSLATOR.find_exact(WordNode("1.18", ("1.18",))) == impact("1%2e;18")


def test_a_compound_is_found_by_all_of_its_parts_as_well():
    parts = all_of([impact("servic"), impact("mesh")])
    assert TRANSLATOR.find(COMPOUND) == any_of([any_of([impact("service-mesh"), impact("servicemesh")]), parts])
    assert TRANSLATOR.find_exact(COMPOUND) == any_of([lines("service-mesh", "servicemesh"), parts])


def test_chinese_is_found_by_its_characters_and_exact_as_a_word():
    assert TRANSLATOR.find(MESH) == any_of([impact("网格"), {"term": {"pairs": "网格"}}])
    assert TRANSLATOR.find_exact(MESH) == lines("网格")


def test_signs_are_found_by_their_pairs_and_are_exact_there():
    arrow = WordNode("<=>", ("<=>",))
    assert TRANSLATOR.find(arrow) == TRANSLATOR.find_exact(arrow)
    assert {"match_phrase": {"pairs": {"query": "<= =>"}}} in TRANSLATOR.find(arrow)["bool"]["should"]


def test_characters_in_one_piece_are_pairs_that_follow_each_other():
    assert find_run("网") == {"term": {"characters": "网"}}
    assert find_run("服务网格") == {"match_phrase": {"pairs": {"query": "服务 务网 网格"}}}


def test_a_word_of_titles_is_looked_for_there_alone():
    assert TRANSLATOR.find(WordNode("istio", ("istio",), in_title=True)) == lines("istio", name="title")


def test_a_prefix_is_the_words_that_begin_so():
    assert TRANSLATOR.find(PrefixNode("kube")) == any_of([impact("kubernetes"), impact("kubectl")])


def test_a_phrase_is_its_steps_one_behind_the_other_in_any_line():
    found = TRANSLATOR.find(PhraseNode("istio mesh", (ISTIO, WordNode("mesh", ("mesh",)))))
    rule = found["intervals"]["line0"]["all_of"]
    assert (rule["ordered"], rule["max_gaps"], len(rule["intervals"])) == (True, 0, 2)
    fields = [each["match"]["use_field"] for each in rule["intervals"][0]["any_of"]["intervals"]]
    assert fields == ["line0", "line1", "line2", "line3"]


def test_a_phrase_of_chinese_is_its_characters_and_a_mixed_one_all_of_its_pieces():
    assert TRANSLATOR.find(PhraseNode("服务网格", (MESH,))) == find_run("服务网格")
    assert TRANSLATOR.find(PhraseNode("istio 网格", (ISTIO, MESH))) == all_of([find_run("网格"), impact("istio")])


def test_alternatives_and_combinations_are_built_of_their_nodes():
    assert TRANSLATOR.find(AnyNode((ISTIO, MESH))) == any_of([impact("istio"), TRANSLATOR.find(MESH)])
    assert TRANSLATOR.find_exact(AllNode((ISTIO, MESH))) == all_of([lines("istio"), lines("网格")])


def test_what_is_counted_is_asked_in_the_way_that_it_is_counted():
    assert TRANSLATOR.count(Countable(Counting.CHARACTERS, "网格")) == find_run("网格")
    assert TRANSLATOR.count(Countable(Counting.TERMS, (("istio",), True))) == lines("istio", name="title")
    assert TRANSLATOR.count(Countable(Counting.EXACT, ISTIO)) == lines("istio")
    pair = TRANSLATOR.count(Countable(Counting.PAIR, (COMPOUND, ISTIO)))
    assert pair["intervals"]["line0"]["all_of"]["max_gaps"] == 1
    row = TRANSLATOR.count(Countable(Counting.ROW, PhraseNode("istio 网格", (ISTIO, MESH))))
    assert row == find_sequence([("istio",), ("网格",)])


def pieces_of(query):
    """Return the numbers of terms in each step of each sequence that a query looks for."""
    rules = [each["intervals"]["line0"]["all_of"]["intervals"] for each in query["bool"]["filter"]]
    return [[len(step["any_of"]["intervals"]) for step in rule] for rule in rules]


def test_a_sequence_that_a_node_would_refuse_is_looked_for_in_pieces_that_meet():
    assert pieces_of(find_sequence([("word",)] * 8)) == [[4] * 5, [4] * 5]
    assert pieces_of(find_sequence([("word", "words")] * 4)) == [[8] * 3, [8] * 3]
    assert "intervals" in find_sequence([("word",)] * 5)


def test_two_steps_of_very_many_terms_are_looked_for_each_by_itself():
    many = [str(number) for number in range(40)]
    assert find_sequence([many, many]) == all_of([find_words(many), find_words(many)])

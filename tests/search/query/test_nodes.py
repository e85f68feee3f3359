import pytest

from indexer.search.query.nodes import AllNode, AnyNode, PhraseNode, PrefixNode, WordNode, is_han, is_unspaced

ISTIO = WordNode("istio", ("istio",))
PROXY = WordNode("kube-proxy", ("kube-proxy", "kubeproxy"), ("kube", "proxi"))
MESH = WordNode("服务网格", ("服务网格",), ("服务", "网格"))


def test_a_compound_takes_a_position_for_each_part_and_a_chinese_word_one():
    assert ISTIO.terms_by_position == (("istio",),)
    assert PROXY.terms_by_position == (("kube",), ("proxi",))
    assert MESH.terms_by_position == (("服务网格",),)


@pytest.mark.parametrize(
    ("node", "written", "text"),
    [
        (ISTIO, "istio", "istio"),
        (PROXY, "kube-proxy | kubeproxy | (kube & proxi)", "kube-proxy"),
        (WordNode("a", ("a",), in_title=True), "title:a", "a"),
        (PrefixNode("kub"), "kub*", "kub"),
        (PrefixNode("kub", in_title=True), "title:kub*", "kub"),
        (PhraseNode("a b", ()), '"a b"', "a b"),
        (PhraseNode("a b", (), in_title=True), 'title:"a b"', "a b"),
        (AllNode((ISTIO, MESH)), "(istio & 服务网格 | (服务 & 网格))", "istio 服务网格"),
        (AnyNode((ISTIO, PrefixNode("b"))), "(istio OR b*)", "istio | b"),
    ],
)
def test_nodes_can_be_read(node, written, text):
    assert (str(node), node.text) == (written, text)


@pytest.mark.parametrize(
    ("text", "han", "unspaced"),
    [("网格", True, True), ("カナ", False, True), ("한국", False, True), ("a网", False, False), ("", False, False)],
)
def test_scripts_without_spaces_are_told_apart(text, han, unspaced):
    assert (is_han(text), is_unspaced(text)) == (han, unspaced)

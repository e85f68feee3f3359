import pytest
from growth import grows_in_proportion

from indexer.text.lexicon.pairs import Saying, abbreviates, choose_candidates, find_pairs, is_han_name, is_latin_name


def found(*lines):
    return [saying[:4] for saying in find_pairs(lines)]


def choose(*lines):
    """Choose from lines, each of which stands in a post of its own."""
    sayings = [saying for line in lines for saying in find_pairs([line])]
    return [(each.han, each.latin) for each in choose_candidates({each: sayings.count(each) for each in sayings})]


@pytest.mark.parametrize(
    ("line", "sayings"),
    [
        ("我们用服务网格（Service Mesh）管理流量", [("我们用服务网格", "service mesh", False, False)]),
        ("服務網格 (Service Mesh)", [("服务网格", "service mesh", False, False)]),
        ("sidecar（边车）是代理", [("边车", "sidecar", True, False)]),
        ("NFV（网络功能虚拟化）", [("网络功能虚拟化", "nfv", True, True)]),
        ("“间隙锁”（Gap Lock）", [("间隙锁", "gap lock", False, False)]),
        ("结构化查询语言（Structured Query Language，简称 SQL）",
         [("结构化查询语言", "structured query language", False, False), ("结构化查询语言", "sql", False, True)]),
        ("TLB 未命中（TLB miss）", []),
        ("斯科特·亚当斯（Scott Adams）", []),
        ("现代浏览器（Chrome、Firefox）", []),
        ("服务网格（详见下文）", []),
        ("no brackets", []),
    ],
)  # fmt: skip
def test_names_that_stand_beside_each_other_are_found(line, sayings):
    assert found(line) == sayings


def test_names_are_looked_for_line_by_line():
    text = "no brackets\n服务网格（Service Mesh）和\n边车\n（sidecar）\nfoo (bar) 间隙锁（Gap Lock）"
    assert [each[0] for each in found(text)] == ["服务网格", "间隙锁"]


def test_numbers_and_marks_make_no_other_context_and_a_line_alone_has_none():
    one, other, alone = (
        next(find_pairs([line]))
        for line in ("第一章：间隙锁（gap lock）的用法", "第二章 - 间隙锁（gap lock）的用法", "1. 间隙锁（gap lock）")
    )
    assert one.context == other.context != 0
    assert alone.context == 0


def test_a_name_is_the_ending_that_all_sayings_share():
    assert choose("监听器发现服务（LDS）是", "我们使用监听器发现服务（LDS）", "是监听器发现服务（LDS）") == [
        ("监听器发现服务", "lds")
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("间隙锁（gap lock）很有用",),
        ("间隙锁（gap lock）很有用", "间隙锁（gap lock）很有用"),
        ("间隙锁（gap lock）", "1. 间隙锁（gap lock）"),
        ("MySQL（关系型）和别的", "用 MySQL（关系型）存"),
        ("配置中心（Apollo）很好", "用配置中心（Apollo）", "配置中心（Nacos）也好", "用配置中心（Nacos）"),
        ("第二次握手（SYN）时", "在第二次握手（SYN）"),
        ("形成查询字符串（querystring）去", "会形成查询字符串（querystring）"),
        ("策略（pod security policy）见", "用策略（pod security policy）"),
        ("配置参考（v1beta1）见", "看配置参考（v1beta1）"),
        ("安全信息和事件管理（SIEM）是", "用安全信息与事件管理（SIEM）"),
        ("确定有限状态自动机（DFA）是", "确定性有限状态自动机（DFA）", "一个自动机（DFA）"),
    ],
)
def test_what_is_no_name_or_is_said_once_is_not_chosen(lines):
    assert choose(*lines) == []


def test_sayings_of_posts_that_are_gone_do_not_count():
    assert (
        choose_candidates(
            {Saying("间隙锁", "gap lock", is_name=False, is_abbreviation=False, context=n): 0 for n in range(3)}
        )
        == []
    )


@pytest.mark.parametrize("name", ["服务网格", "先进先出", "上下文", "对象存储"])
def test_names_are_told(name):
    assert is_han_name(name)


@pytest.mark.parametrize("name", ["第一个策略", "十四", "通过主机网络", "推荐", "优化后", "的服务", "计划中"])
def test_halves_of_sentences_are_told_from_names(name):
    assert not is_han_name(name)


def test_versions_values_and_stop_words_are_no_latin_names():
    assert not any(map(is_latin_name, ["v1", "v1beta1", "true", "netty 4.x", "the", "syn+ack", "x"]))
    assert all(map(is_latin_name, ["c++", "gap lock", "lds", "ipv6"]))


def test_an_abbreviation_is_told_by_first_letters():
    assert abbreviates("lds", "listener discovery service")
    assert abbreviates("llms", "large language model")
    assert not abbreviates("pub", "publisher")


@pytest.mark.parametrize("piece", ["中中（a）", "服务网格（Service Mesh）", "Envoy（代理）"])
def test_a_line_of_many_pairs_takes_time_by_its_length(piece):
    assert grows_in_proportion(lambda count: list(find_pairs([piece * count])), 2_000)

from small_index import ANALYZER

from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.grammar import Words
from indexer.search.query.regions import RegionalForms
from indexer.search.query.words import WordReader

WORDS = WordReader(ANALYZER, frozenset({"的"}))


def expand(text, weight=0.9, *, in_title=False):
    return list(RegionalForms(WORDS, weight).expand(Words(text, in_title)))


def test_chinese_is_also_said_in_the_words_of_another_region():
    (expansion,) = expand("istio 程式")
    assert (str(expansion), expansion.kind, expansion.weight) == ("程式 = 程序", ExpansionKind.REGIONAL, 0.9)


def test_what_all_regions_say_alike_is_not_expanded():
    assert expand("网格 istio") == []


def test_words_of_titles_are_expanded_in_titles():
    (expansion,) = expand("程式", in_title=True)
    assert all(node.in_title for node in (*expansion.covers, *expansion.nodes))


def test_a_weight_of_zero_turns_regions_off():
    assert expand("程式", 0) == []


def test_as_many_words_are_each_said_another_way_and_stop_words_are_none():
    assert [str(each) for each in expand("程式的軟體")] == ["程式 = 程序", "软体 = 软件"]
    assert [str(each) for each in expand("設定安全")] == ["设定 = 设置"]


def test_more_words_or_fewer_stand_for_all_of_them_together():
    (expansion,) = expand("隨機存取記憶體")
    assert [word.text for word in expansion.covers] == ["随机存取", "记忆体"]
    assert str(expansion.nodes[0]) == "(随机 & 访问 & 内存)"


def test_words_of_the_list_and_words_between_them_are_all_said_another_way():
    (expansion,) = expand("叢集憑證輪替")
    assert [word.text for word in expansion.covers] == ["丛集", "凭证", "轮替"]
    assert str(expansion.nodes[0]).startswith("(集群 & 证书轮换")


def test_a_single_character_is_no_word_of_another_region():
    assert [str(each) for each in expand("卷")] == []

import pytest
from small_index import ANALYZER, found, make_post, make_searcher

from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.expansions.regions import RegionalForms
from indexer.search.query.parsing.query_tree import Words
from indexer.search.query.words import WordReader
from indexer.search.results import SearchRequest
from indexer.text.analysis.folding import fold_text
from indexer.text.lexicon.glossary import mainland_forms

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
    assert not RegionalForms(WORDS, 0).concern("程式")


def test_only_texts_with_words_of_some_region_are_looked_into():
    regions = RegionalForms(WORDS, 0.9)
    regions.prepare()
    assert [text for text in ("istio 程式", "軟體", "网格 istio", "istio", "") if regions.concern(fold_text(text))] == [
        "istio 程式",
        "軟體",
    ]


def test_as_many_words_are_each_said_another_way_and_stop_words_are_none():
    assert [str(each) for each in expand("程式的軟體")] == ["程式 = 程序", "软体 = 软件"]
    assert [str(each) for each in expand("設定安全")] == ["设定 = 设置"]


def test_each_word_is_said_another_way_for_itself_whatever_the_number_of_words():
    assert [str(each) for each in expand("隨機存取記憶體")] == ["随机存取 = 随机访问", "记忆体 = 内存"]
    assert [str(each) for each in expand("异步软件")] == ["异步 = 非同步", "软件 = 软体"]


def test_a_word_of_the_mainland_is_said_each_way_that_taiwan_has_and_each_once():
    assert [str(each) for each in expand("默认模板")] == ["默认 = 预设", "模板 = 样板", "模板 = 范本"]
    assert [str(each) for each in expand("插件")] == ["插件 = 外挂程式", "插件 = 外挂"]


def test_posts_of_taiwan_are_found_by_the_mainlands_words_whichever_of_several_they_have():
    site = make_searcher(make_post("one", "專案範本"), make_post("other", "專案樣板"), make_post("comment", "XML 註解"))
    assert found(site, "项目模板") == ["one", "other"]
    assert found(site, "注释") == ["comment"]


def test_words_that_are_said_another_way_only_together_stay_together():
    first, second = expand("叢集憑證輪替")
    assert str(first) == "丛集 = 集群"
    assert ([word.text for word in second.covers], second.nodes[0].text) == (["凭证", "轮替"], "证书轮换")


def test_a_run_that_cannot_be_aligned_is_said_another_way_as_a_whole(monkeypatch):
    monkeypatch.setattr(
        "indexer.search.query.expansions.regions.regional_forms", lambda run: ("资料的理",) * (run == "数据的处理")
    )
    assert [str(each) for each in expand("数据的处理")] == ["数据 处理 = 资料的理"]


def test_a_word_that_is_several_elsewhere_is_looked_for_as_they_stand_together():
    site = make_searcher(
        make_post("typed", "异步"), make_post("taiwan", "這是非同步的"), make_post("loose", "非常同步，同步非常好")
    )
    results = site.search(SearchRequest("异步"))
    assert [hit.id for hit in results.hits] == ["typed.md", "taiwan.md"]
    assert [note.text for note in results.notes] == ["同时搜索：非同步"]


def test_a_single_character_is_no_word_of_another_region():
    assert [str(each) for each in expand("卷")] == []


SITE = make_searcher(
    *(make_post(f"db{number}", "数据库") for number in range(10)),
    make_post("typed", "执行 运行"),
    make_post("rare", "网路"),
    *(make_post(f"net{number}", "网络") for number in range(9)),
)


@pytest.mark.parametrize(
    ("text", "total"), [("资料库", 10), ("資料庫", 10), ("資料库", 10), ("执行", 1), ("网路", 1), ("網路", 10)]
)
def test_words_of_taiwan_in_simplified_characters_find_the_mainlands_where_posts_hardly_have_them(text, total):
    assert SITE.search(SearchRequest(text)).total == total


def test_one_way_to_say_a_run_is_found_once():
    for text in ("资料库", "資料庫"):
        plan = SITE.plan(SearchRequest(text))
        assert [str(each) for each in plan.expansions] == ["资料库 = 数据库"]


def test_a_form_that_would_be_said_another_way_in_turn_is_left_out():
    assert [mainland_forms(run) for run in ("资料库", "哈萨克斯坦", "istio")] == [("数据库",), (), ()]

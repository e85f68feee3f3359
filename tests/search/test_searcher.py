from datetime import date
from urllib.parse import unquote

import pytest
from case_files import read_cases
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_index import ANALYZER, day, found, make_post, make_searcher, shown

from indexer.search.results import SearchRequest, Sort

SITE = make_searcher(
    make_post(
        "mesh",
        "服务网格让微服务之间的通信可见。\n\n## 流量管理\n\n用 Istio 做流量管理。",
        tags=("istio", "云原生", "服务网格"),
    ),
    make_post("queue", "待处理的任务放在队列里。", tags=("Istio",), authors=("王伟",), date=day(2019, 7, 2)),
    make_post("summary", "## 一段简介\n\n我们写 C++ 与 C# 程序。", categories=("编程",), date=day(2020, 6)),
    make_post("bank", "中国农业发展银行的系统。", date=day(2021)),
    make_post("rolling", "Set maxSurge, then run `kubectl get pods` on the k8s集群.", language="en", date=day(2022)),
    make_post("proxy", "The kube-proxy of Kubernetes v1.18.2 is running; the proxies run.", language="en"),
    make_post("taiwan", "這是一個關於機器學習的程式。", date=day(2023)),
    make_post("node", "Node.js and .NET and ＡＢＣ in a café.", language="en", title="Node.js and ＡＢＣ"),
)


@pytest.mark.parametrize(("text", "names"), read_cases("search/found.txt"))
def test_what_is_there_is_found(text, names):
    assert found(SITE, text) == names.split()


@pytest.mark.parametrize("text", ["队列 OR 银行", "队列 | 银行"])
def test_alternatives_find_either(text):
    assert set(found(SITE, text)) == {"queue", "bank"}


def test_excluded_words_and_phrases_are_not_found():
    assert set(found(SITE, "k8s OR istio -流量管理")) == {"rolling", "queue"}
    assert found(SITE, 'istio -"服务网格"') == ["queue"]


def test_posts_with_all_words_come_before_posts_with_some():
    filler = "别的东西。" * 99
    one, two = make_post("one", filler + "苹果" * 3), make_post("two", f"{filler}苹果和香蕉")
    site = make_searcher(one, two, *(make_post(f"other{n}", filler) for n in range(8)))
    assert found(site, "苹果 香蕉") == ["two", "one"]


def test_words_rank_above_characters_inside_other_words():
    site = make_searcher(make_post("inside", "待处理。" * 20), make_post("word", "处理一件小事，" + "别的事情。" * 50))
    assert found(site, "处理")[0] == "word"


def test_a_title_counts_more_than_the_text():
    site = make_searcher(make_post("text", "Istio 的介绍。"), make_post("x", "别的介绍。", title="Istio 介绍"))
    assert found(site, "istio") == ["x", "text"]


def test_words_side_by_side_count_more_than_words_apart():
    apart = make_post("apart", "rolling stones and an update of things " * 3)
    together = make_post("together", "a rolling update of stones and things " * 3)
    assert found(make_searcher(apart, together), "rolling update") == ["together", "apart"]


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({"tags": ("ISTIO",)}, {"mesh", "queue"}),
        ({"tags": ("云原生", "nothing")}, {"mesh"}),
        ({"tags": ("istio", "云原生")}, {"mesh", "queue"}),
        ({"years": ("2021",)}, {"bank"}),
        ({"tags": ("nothing",)}, set()),
        ({"authors": ("王偉",)}, {"queue"}),
        ({"categories": ("编程",)}, {"summary"}),
        ({"language": "en"}, {"rolling", "proxy", "node"}),
        ({"since": date(2021, 1, 1)}, {"bank", "rolling", "taiwan"}),
        ({"until": date(2019, 7, 2)}, {"queue"}),
        ({"since": date(2019, 7, 2), "until": date(2020, 6, 1)}, {"queue", "summary"}),
    ],
)
def test_filters_keep_what_they_name(parameters, names):
    assert set(found(SITE, "", **parameters)) == names


def test_typed_filters_do_the_same():
    assert found(SITE, "tag:云原生") == ["mesh"]
    assert set(found(SITE, "lang:en -tag:x after:2022")) == {"rolling"}


def test_an_empty_query_asks_for_the_newest_posts_and_hides_none():
    names = found(SITE, "")
    assert names[:3] == ["taiwan", "rolling", "bank"]
    assert set(names[-3:]) == {"mesh", "proxy", "node"}


def test_by_date_the_newest_come_first():
    assert found(SITE, "k8s OR 银行 OR 机器学习 OR proxy", sort=Sort.DATE) == ["taiwan", "rolling", "bank", "proxy"]


def test_pages_follow_each_other_without_gap_or_double():
    pages = [SITE.search(SearchRequest("", page=page, per_page=3)).hits for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [3, 3, 2, 0]
    assert len({hit.id for page in pages for hit in page}) == 8


def test_facets_count_everything_found():
    facets = SITE.search(SearchRequest("", per_page=1)).facets
    assert facets["lang"] == (("zh", 5), ("en", 3))
    assert facets["tag"] == (("Istio", 2), ("云原生", 1), ("服务网格", 1))
    assert facets["year"] == (("2023", 1), ("2022", 1), ("2021", 1), ("2020", 1), ("2019", 1))


def test_marks_fall_on_the_text_as_it_was_written():
    (hit,) = SITE.search(SearchRequest("机器学习")).hits
    assert "".join(shown(hit.snippet)) == "機器學習"


def test_a_title_is_marked_too():
    (hit,) = SITE.search(SearchRequest("abc")).hits
    assert shown(hit.title) == ["ＡＢＣ"]


def test_the_section_of_the_passage_shown_is_led_to():
    (hit,) = SITE.search(SearchRequest('"流量管理"')).hits
    assert (hit.snippet.text, hit.sections) == ("用 Istio 做流量管理。", ())
    anchor, directive = unquote(hit.fragment).split(":~:")
    assert (anchor, directive) == ("流量管理", "text=用 Istio 做流量管理。")


def test_an_explanation_adds_up():
    explanation = SITE.explain(SearchRequest("服务网格"))
    first = explanation.cut[0]
    assert (first.written, first.term, first.kind) == ("服务网格", "服务网格", "word")
    (hit,) = explanation.hits
    assert hit.score == pytest.approx(sum(hit.signals.values()), abs=1e-3)


def test_an_empty_index_answers_with_nothing():
    assert found(make_searcher(), "服务网格") == []


@examples(200)
@given(st.text(st.sampled_from('服务网格处理istio k8s"-*:OR()tag大 ，C+#.19date:'), max_size=30) | st.text(max_size=30))
def test_no_query_fails(text):
    SITE.search(SearchRequest(text))


@examples(100)
@given(st.data())
def test_any_two_neighbouring_characters_of_a_page_find_it(data):
    doc = data.draw(st.sampled_from([0, 1, 2, 3, 6]))
    stored = SITE.reader.stored(doc)
    text = stored.text
    pairs = [text[i : i + 2] for i in range(len(text) - 1) if all("\u4e00" <= c <= "\u9fff" for c in text[i : i + 2])]
    pair = data.draw(st.sampled_from(pairs))
    assert stored.metadata.id in {hit.id for hit in SITE.search(SearchRequest(f'"{pair}"')).hits}
    assert stored.metadata.id in {hit.id for hit in SITE.search(SearchRequest(pair)).hits}


@pytest.mark.parametrize("text", ["-ﾞ", "ﾞ", "ﾞ*", '"ﾞ"', "-\ufc5e", "！", "((((", "😀"])
def test_a_query_of_nothing_that_can_be_looked_up_finds_nothing(text):
    assert found(SITE, text) == []


@examples(150)
@given(st.data())
def test_any_stretch_of_a_text_in_quotes_finds_its_post(data):
    doc = data.draw(st.integers(0, SITE.reader.max_doc - 1))
    stored = SITE.reader.stored(doc)
    line = data.draw(st.sampled_from(stored.text.split("\n")))
    words = [(token.start, token.end) for token in ANALYZER.analyze(line).words]
    start, end = data.draw(st.sampled_from(words))[0], data.draw(st.sampled_from(words))[1]
    stretch = line[start:end]
    if '"' not in stretch and stretch:
        assert stored.metadata.id in {hit.id for hit in SITE.search(SearchRequest(f'"{stretch}"')).hits}


def test_words_typed_count_more_than_other_words_for_the_same():
    site = make_searcher(
        make_post("other", "我们用边车代理流量。", title="x"),
        make_post("typed", "我们用 sidecar 代理流量。", title="x"),
    )
    assert found(site, "sidecar") == ["typed", "other"]
    assert found(site, "边车") == ["other", "typed"]


def test_a_translation_is_not_found_by_what_filters_leave_out():
    chinese = make_post("a", "苹果很好吃。", translation_key="a", tags=("水果",))
    english = make_post("b", "Apples taste good.", translation_key="a", language="en")
    site = make_searcher(chinese, english)
    assert found(site, "苹果 lang:en") == []
    assert found(site, "苹果 tag:水果") == ["a"]
    assert found(site, "苹果 lang:zh") == ["a"]
    assert found(site, "苹果 -apples") == ["a"]


def test_of_translations_the_one_in_the_language_of_the_query_is_the_hit():
    chinese = make_post("a", "Kubernetes 入门。", translation_key="k")
    english = make_post("b", "Kubernetes for beginners. Kubernetes!", translation_key="k", language="en")
    site = make_searcher(chinese, english)
    assert found(site, "Kubernetes 入门") == ["a"]
    assert found(site, "kubernetes beginners") == ["b"]
    assert found(site, "kubernetes lang:zh") == ["a"]
    (hit,) = site.search(SearchRequest("kubernetes beginners")).hits
    assert [(other.language, other.url) for other in hit.translations] == [("zh", "/a/")]


def test_of_equal_posts_the_newer_comes_first():
    site = make_searcher(
        make_post("old", "同样的文字。", title="x", date=day(2015)),
        make_post("new", "同样的文字。", title="x", date=day(2024)),
    )
    assert found(site, "文字") == ["new", "old"]


def test_japanese_and_korean_are_found_by_their_characters():
    site = make_searcher(make_post("ja", "データベースの設計"), make_post("ko", "데이터베이스 설계"))
    assert found(site, "データ") == ["ja"]
    assert found(site, "데이터") == ["ko"]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("kubrenetes", "kubernetes"),
        ("服务往格", "服务网格"),
        ("fuwuwangge", "服务网格"),
        ("maxsruge", "maxsurge"),
        ("istio", None),
    ],
)
def test_a_better_spelling_is_suggested(text, suggestion):
    assert SITE.search(SearchRequest(text)).suggestion == suggestion


def test_a_suggestion_leaves_other_words_alone():
    site = make_searcher(make_post("a", "istio history of Istio"))
    assert site.search(SearchRequest("isto history")).suggestion == "istio history"


def test_traditional_read_as_simplified_is_told():
    notes = SITE.search(SearchRequest("機器學習")).notes
    assert ("folded", "機器學習 = 机器学习") in {(note.kind, note.text) for note in notes}


def test_phrases_of_compounds_are_marked():
    (hit,) = SITE.search(SearchRequest('"kube-proxy of"')).hits
    assert shown(hit.snippet) == ["kube", "proxy", "of"]

import gc
import weakref
from datetime import date

import pytest
from search.hammer import hammer
from small_index import make_post, make_searcher, read_index

from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher

SITE = make_searcher(
    make_post("a", title="Istio 入门", tags=("Istio",)),
    make_post("b", title="Running Istio", tags=("服务网格",), categories=("istio 专题",)),
    make_post("c", title="ISTIO", tags=("旧",)),
    make_post("d", title="流量管理"),
)


def texts(searcher, typed, limit=8, **filters):
    return [(each.kind, each.text) for each in searcher.suggest(SearchRequest(typed, **filters), limit)]


def test_what_begins_so_comes_first_and_names_before_titles():
    assert texts(SITE, "istio") == [
        ("tag", "Istio"), ("category", "istio 专题"), ("title", "ISTIO"), ("title", "Istio 入门"),
        ("title", "Running Istio"),
    ]  # fmt: skip


def test_no_more_are_named_than_asked_for():
    assert texts(SITE, "istio", 2) == [("tag", "Istio"), ("category", "istio 专题")]


@pytest.mark.parametrize("typed", ["管理", "管理 "])
def test_titles_are_found_by_what_stands_inside_them(typed):
    assert ("title", "流量管理") in texts(SITE, typed)


@pytest.mark.parametrize("typed", ["", " ", "\n", "nothing", "门\nR", "“", "-"])
def test_what_is_nowhere_brings_nothing(typed):
    assert texts(SITE, typed) == []


def test_a_title_has_its_address():
    (suggestion,) = [each for each in SITE.suggest(SearchRequest("流量"), 8) if each.kind == "title"]
    assert suggestion.url == "/d/"


MESH = make_searcher(
    make_post("a", "Envoy 管理流量。服务网格。", title="服务网格与 Envoy", tags=("网格",), language="zh"),
    make_post("b", "## 金丝雀发布\n\n逐步放量。服务网格。", title="发布", tags=("发布",), language="zh"),
    make_post("c", "Kubernetes runs containers in C++ and kubectl.", title="Kubernetes basics", language="en"),
    make_post("d", "用軟體管理網路。軟體。", title="軟體測試", language="zh"),
    make_post("e", "Kubernetes kubeadm Kubernetes", title="Kube notes", language="en"),
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("K", ("word", "kubernetes")),
        ("kubec", ("word", "kubectl")),
        ("c+", ("word", "c++")),
        ("服务网", ("word", "服务网格")),
        ("fuwuw", ("word", "服务网格")),
        ("fwwg", ("word", "服务网格")),
        ("fu wu wang ge", ("word", "服务网格")),
        ("fu2wu4 wang3ge2", ("word", "服务网格")),
        ("fu'wu'wang", ("word", "服务网格")),
        ("fúwù wǎng", ("word", "服务网格")),
        ("fu w", ("word", "服务网格")),
        ("envoy fu wu w", ("word", "envoy 服务网格")),
        ("fu wu wang ge", ("title", "服务网格与 Envoy")),
        ("--kubec", ("word", "kubectl")),
        ("containers::kubec", ("word", "containers kubectl")),
        ("-kubec", ("word", "-kubectl")),
        ("envoy 流", ("word", "envoy 流量")),
        ("envoy流", ("word", "envoy流量")),
        ("服务网格 env", ("word", "服务网格 envoy")),
        ("fuwuwangge", ("title", "服务网格与 Envoy")),
        ("网格 en", ("title", "服务网格与 Envoy")),
        ("金丝雀", ("heading", "金丝雀发布")),
        ("金丝雀 发", ("heading", "金丝雀发布")),
        ("软件测", ("title", "軟體測試")),
        ("basics ku", ("title", "Kubernetes basics")),
        ("ubernet", ("title", "Kubernetes basics")),
    ],
)
def test_words_names_and_headings_are_suggested_by_any_beginning_of_theirs(typed, expected):
    assert expected in texts(MESH, typed)


def test_spaced_pinyin_ends_where_syllables_do():
    assert ("word", "服务网格") in texts(MESH, "fuwu wa")
    assert ("word", "服务网格") not in texts(MESH, "f uwu")


def test_posts_that_have_a_word_are_suggested_where_no_name_has_it_and_no_other_begins_so():
    site = make_searcher(make_post("a", "In C# and Java.", title="Async"), make_post("b", "Java", title="Beans"))
    assert texts(site, "c#") == [("title", "Async")]
    assert texts(site, "c# python") == []


def test_of_a_post_of_thousands_of_headings_the_first_ones_are_looked_through():
    body = "".join(f"# Canary{number:04} release\n\nx\n\n" for number in range(600))
    searcher = make_searcher(make_post("a", body, title="x"))
    assert ("heading", "Canary0499 release") in texts(searcher, "canary0499")
    assert ("heading", "Canary0500 release") not in texts(searcher, "canary0500")


def test_a_heading_leads_to_its_section():
    (heading,) = [each for each in MESH.suggest(SearchRequest("金丝雀"), 8) if each.kind == "heading"]
    assert heading.url == "/b/#%E9%87%91%E4%B8%9D%E9%9B%80%E5%8F%91%E5%B8%83"


def test_a_word_is_suggested_only_where_a_post_has_it_beside_those_before_it():
    assert ("word", "服务网格 kubernetes") not in texts(MESH, "服务网格 kub")
    assert ("word", "containers kubernetes") in texts(MESH, "containers kub")


def test_words_in_titles_come_before_more_frequent_ones():
    posts = [make_post(f"{n}", "secondary words") for n in range(3)]
    searcher = make_searcher(*posts, make_post("x", "of pods", title="Security"))
    assert texts(searcher, "sec")[0] == ("word", "security")


@pytest.mark.parametrize("filters", [{"language": "en"}, {"tags": ("发布",)}, {"until": date(1999, 1, 1)}])
def test_nothing_is_suggested_that_the_filters_would_not_leave(filters):
    assert texts(MESH, "网格", **filters) == []
    assert texts(MESH, "网格")


def test_a_filter_that_is_typed_is_obeyed_too():
    assert texts(MESH, "lang:en 网格") == []


def test_names_and_titles_of_dead_posts_are_not_suggested():
    posts = make_post("a", title="old title", tags=("old",)), make_post("b", title="other old title")
    assert texts(Searcher(read_index(posts, dead=[0])), "old") == [("title", "other old title")]


def test_eight_threads_that_make_its_tables_at_once_are_answered_as_one():
    names = [{"title": f"标题 {n} istio", "tags": (f"t{n % 9}", "istio"), "categories": (f"c{n}",)} for n in range(200)]
    posts = [make_post(f"{n:03}", **each) for n, each in enumerate(names)]
    index, typed = read_index(posts[:99], posts[99:], dead=[3]), ("istio", "t1", "c", "标题", "1", "biaoti", "x", "sti")
    expected = [Searcher(index).suggest(SearchRequest(text), 9) for text in typed]
    for _ in range(5):
        searcher = Searcher(index)
        for suggested in hammer(
            lambda _, number, shared=searcher: shared.suggest(SearchRequest(typed[number]), 9), len(typed)
        ):
            assert suggested == expected


def test_its_tables_hold_no_index_that_nobody_else_holds():
    index = read_index([make_post("a", title="Istio", tags=("istio",))])
    searcher, held = Searcher(index), weakref.ref(index)
    assert len(searcher.suggest(SearchRequest("istio"), 8)) == 2
    gc.disable()
    try:
        del searcher, index
        assert held() is None
    finally:
        gc.enable()


FILTERED = make_searcher(
    make_post("a", "zulip zero istio-proxy", tags=("Istio", "service mesh"), categories=("Isles",), language="zh"),
    make_post("b", "zulip authors", tags=("Istio", "istio-cni"), language="zh", authors=("Zoe",)),
    make_post("c", "zulip", tags=("isolation",), language="en"),
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lang:z", ["lang:zh"]),
        ("language:", ["language:zh", "language:en"]),
        ("zulip tag:is", ["zulip tag:Istio", "zulip tag:isolation", "zulip tag:istio-cni"]),
        ("tag：ISTIO", ["tag:istio-cni"]),
        ("-tag:iso", ["-tag:isolation"]),
        ("lang:en tag:is", ["lang:en tag:isolation"]),
        ('tag:"service m', ['tag:"service mesh"']),
        ("tag:ser", ['tag:"service mesh"']),
        ("category:i", ["category:Isles"]),
        ("author:z", []),
        ("date:2", []),
        ("tag:zulip", []),
    ],
)
def test_behind_the_name_of_a_filter_values_of_posts_are_suggested_and_no_words(typed, expected):
    assert texts(FILTERED, typed) == [("word", text) for text in expected]


@pytest.mark.parametrize("typed", ["tag:istio zul", 'tag:"istio" zul'])
def test_words_are_suggested_behind_a_filter_that_is_complete(typed):
    assert [kind for kind, text in texts(FILTERED, typed) if text.endswith("zulip")] == ["word"]


CODE = make_searcher(
    make_post("a", "Use kubectl --dry-run, to drop drafts. #define X, default.svc default.", language="en"),
    make_post("b", "A dry-run dry default, std::string draft.", language="en"),
)


def words_of(searcher, typed):
    return {text for kind, text in texts(searcher, typed, 20) if kind == "word"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("--dr", {"--dry-run", "dry", "drop", "draft"}),
        ("kubectl --dr", {"kubectl --dry-run", "kubectl dry", "kubectl drop", "kubectl draft"}),
        ("#def", {"#define", "default", "default.svc"}),
        ("std::str", {"std::string"}),
    ],
)
def test_a_word_is_suggested_behind_signs_only_where_a_post_has_it_so(typed, expected):
    assert words_of(CODE, typed) == expected


GLUED = make_searcher(
    make_post("a", "服务 works in a way. 服务网格。", title="服务 Worker 入门", language="zh"),
    make_post("b", "## 服务Webhook 的写法\n\n服务 web", title="其他", language="zh"),
)


def test_what_posts_have_with_its_signs_comes_before_plain_words():
    assert texts(CODE, "#def")[:2] == [("word", "#define"), ("word", "default")]


def test_letters_right_behind_chinese_are_completed_to_what_stands_so_in_titles_and_headings():
    found = words_of(GLUED, "服务w")
    assert found >= {"服务worker", "服务webhook"}
    assert not {"服务works", "服务work", "服务way", "服务web"} & found
    assert {"服务 way", "服务 works"} & words_of(GLUED, "服务 w")

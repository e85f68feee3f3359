"""A post comes first for its title, typed or pasted whole, however often other posts repeat its words."""

from dataclasses import replace

import pytest
from small_index import day, found, make_post, make_searcher, read_index, write_index

from indexer.index.reader.store import open_store
from indexer.search.matching.lookup import Lookup
from indexer.search.ranking.ranking import rank
from indexer.search.ranking.whole_titles import find_whole_titles
from indexer.search.results import SearchRequest, Sort
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning

OFTEN = "What is Kubernetes? Kubernetes, Kubernetes. 什么是服务网格？服务网格，服务网格。\n\n"
POSTS = [
    make_post("what", "A system for containers.", title="What is Kubernetes?", language="en", date=day(2015)),
    make_post("often", OFTEN * 9, title="Kubernetes Kubernetes", language="en", tags=("kubernetes", "服务网格")),
    make_post("network", "流量。", title="什么是「服务网格」？", date=day(2016)),
    make_post("mesh", OFTEN * 9, title="服务网格 服务网格", tags=("服务网格",), date=day(2024)),
    make_post("future", "Text.", title="网格以及Kubernetes的未来"),
    make_post("upgrade", "Steps.", title="Upgrading a cluster of many nodes to a newer version", language="en"),
    make_post("cluster", "Cluster nodes, upgrading.", title="Cluster notes: upgrading two nodes", language="en"),
    make_post("long", "filler " * 12_000, language="en"),  # where posts are long, it counts how often they have a word
]


@pytest.fixture(scope="module")
def searcher():
    return make_searcher(*POSTS)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("What is Kubernetes?", "what"),
        ("what is kubernetes", "what"),
        ('"What is Kubernetes?"', "what"),
        ("“what is kubernetes”", "what"),
        ('title:"what is kubernetes"', "what"),
        ("WHAT IS KUBERNETES lang:en", "what"),
        ("什么是服务网格", "network"),
        ("什麼是「服務網格」", "network"),
        ('"什么是「服务网格」？"', "network"),
        ("upgrading a cluster of many nodes", "upgrade"),
        ("upgradign a cluster of many nodes", "upgrade"),
        ("Upgrading a cluster of many nodes to a newre version", "upgrade"),
        ("What is Kubernetpes?", "what"),
        ("what is kubernetpes lang:en", "what"),
        ("网格以及Kubernetpes的未来", "future"),
    ],
)
def test_a_title_that_is_typed_whole_or_begun_comes_first(searcher, typed, name):
    assert found(searcher, typed)[0] == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("What is Kubernetes? | My  Blog", "what"),
        ("what is kubernetes - my blog", "what"),
        ("What is Kubernetpes? - My Blog", "what"),
        ("什么是「服务网格」？_My Blog", "network"),
        ("什么是「服务网格」？ ｜ My Blog lang:zh", "network"),
        ("Notes of my blog", "notes"),
        ("My Blog", "blog"),
        ("About this place | My Blog", "about"),
    ],
)
def test_a_title_with_the_name_of_the_site_behind_it_as_in_a_tab_of_a_browser_comes_first(typed, name, tmp_path):
    about = [make_post("notes", "My blog.", title="Notes of My Blog"), make_post("blog", "Blog.", title="My Blog")]
    about.append(make_post("about", "Place.", title="About this place | My Blog"))
    write_index(tmp_path, [*POSTS, *about], name="My Blog")
    assert found(Searcher(open_store(tmp_path)), typed)[0] == name


def test_a_title_that_was_typed_as_it_is_needs_no_correction():
    posts = [
        make_post("odd", "Text.", title="Kubernets notes"),
        make_post("even", "Kubernetes notes.", title="Kubernetes notes"),
    ]
    assert found(make_searcher(*posts), "kubernets notes")[0] == "odd"


def test_without_the_signal_other_posts_come_first():
    searcher = Searcher(read_index(POSTS), Tuning(whole_title=0, exact_phrase=0))
    assert found(searcher, "what is kubernetes")[0] == "often"
    assert found(searcher, "upgrading a cluster of many nodes")[0] == "cluster"


def test_all_other_posts_keep_their_order_and_scores(searcher):
    without = Searcher(searcher.reader, Tuning(whole_title=0))
    hits, others = ([(h.id, h.score) for h in each.search(SearchRequest("what is kubernetes")).hits]
                    for each in (searcher, without))  # fmt: skip
    assert hits[0][0] == "what.md"
    assert hits[1:] == [other for other in others if other[0] != "what.md"]


def test_a_topic_of_two_words_brings_up_no_title_that_only_begins_so(searcher):
    ranking = rank(Lookup(searcher.snapshot), searcher.plan(SearchRequest("upgrading a")))
    assert not ranking.signals["whole title"].any()


def test_filters_hold_and_dates_sort_as_before(searcher):
    assert found(searcher, "what is kubernetes", language="zh") == found(
        Searcher(searcher.reader, Tuning(whole_title=0)), "what is kubernetes", language="zh"
    )
    assert found(searcher, "什么是服务网格", sort=Sort.DATE)[0] == "mesh"
    assert "what" not in found(searcher, "what is kubernetes -system")


def test_a_deleted_post_of_the_same_title_is_not_found():
    again = replace(POSTS[0], id="again.md", url="/again/")
    searcher = Searcher(read_index([POSTS[0], *POSTS[1:]], [again], dead=[0]))
    names = found(searcher, "what is kubernetes")
    assert names[0] == "again"
    assert "what" not in names


MINUS = [
    make_post("march", "Posts of the week of 03-05.", title="Weekly report 2019 -03-05", language="en"),
    make_post("april", "Not of 03-05, but after.", title="Weekly report 2019 -04-12", language="en"),
    make_post("may", "流量 2019-05-06。", title="云原生周报 -2019-05-06：发布"),
    make_post("docker", "Kubernetes and docker.", title="Kubernetes & Docker", language="en"),
    make_post("phrase", "Docker compose.", title='Kubernetes -"docker compose" in practice', language="en"),
    make_post("rust", "Whats new.", title="Rust 1.30 -- what's new", language="en"),
]


@pytest.fixture(scope="module")
def with_minus():
    return make_searcher(*MINUS)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Weekly report 2019 -03-05", "march"),
        ("weekly REPORT 2019 －03-05 lang:en", "march"),
        ("云原生周报 -2019-05-06", "may"),
        ("雲原生週報 -2019-05-06：發佈", "may"),
        ('Kubernetes -"docker compose" in practice', "phrase"),
        ("Rust 1.30 -- what's new", "rust"),
        ("report 2019 -03-05", "march"),
    ],
)
def test_a_title_with_a_minus_in_it_does_not_exclude_its_own_post(with_minus, typed, name):
    assert found(with_minus, typed)[0] == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Weekly report 2019 -03-05", "april"),
        ("Kubernetes -docker", "docker"),
        ("Kubernetes -docker", "phrase"),
        ("Kubernetes -docker -compose in practice", "phrase"),
    ],
)
def test_what_is_excluded_stays_out_where_no_title_was_typed_that_excludes_it(with_minus, typed, name):
    assert name not in found(with_minus, typed)


@pytest.fixture(scope="module")
def lifecycles():
    often = "Container lifecycle and pod lifecycle, lifecycle hooks of pods; 监控 监控 监控，路由 路由。\n\n"
    return make_searcher(
        make_post("pod", "What a pod goes through.", title="Pod lifecycle"),
        make_post("hooks", often * 9, title="Container lifecycle hooks"),
        make_post("istio", "怎样看。", title="Istio 监控详解"),
        make_post("watch", often * 9, title="用 Istio 做监控"),
        make_post("pod security", "Pod.", title="Pod security"),
        *(make_post(f"x{number}", "别的文章 other posts") for number in range(9)),
    )


def find_while_typing(searcher, text):
    hits = searcher.search(SearchRequest(text, search_as_you_type=True)).hits
    return [hit.id.removesuffix(".md") for hit in hits]


@pytest.mark.parametrize(
    ("typed", "name"), [("pod lifec", "pod"), ("Pod Lifecycl", "pod"), ("Istio 监", "istio"), ("istio监控", "istio")]
)
def test_while_typing_titles_in_which_the_last_word_goes_on_come_first(lifecycles, typed, name):
    assert find_while_typing(lifecycles, typed)[0] == name
    plan = lifecycles.plan(SearchRequest(typed))
    assert not len(find_whole_titles(lifecycles.snapshot, plan).docs)


def test_titles_that_only_begin_with_a_topic_count_no_more_while_typing(lifecycles):
    plan = lifecycles.plan(SearchRequest("Pod", search_as_you_type=True))
    assert not len(find_whole_titles(lifecycles.snapshot, plan).docs)


def test_it_is_told_in_explanations(searcher):
    hit = searcher.explain(SearchRequest("What is Kubernetes?")).hits[0]
    assert hit.id == "what.md"
    assert hit.signals["whole title"] > 0

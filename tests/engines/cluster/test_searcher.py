"""An index on a cluster, against the same posts in a folder: a stand-in answers what the cluster would."""

import random
from datetime import UTC, datetime
from operator import attrgetter

import pytest
from cluster_stand_in import StandIn
from small_index import make_post, write_index

from indexer.engines.cluster.build.documents import make_documents
from indexer.engines.cluster.planner import ClusterPlanner
from indexer.engines.cluster.searcher import ClusterSearcher
from indexer.engines.cluster.tables.table_counts import read_tables
from indexer.engines.cluster.tables.table_making import make_tables
from indexer.index.reader.store import open_every_document, open_store
from indexer.search.results import SearchRequest, Sort
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning

NOW = 1_600_000_000
WORDS = (
    *("istio", "envoy", "service-mesh", "kube-proxy", "v1.18.2", "node.js", "sidecar", "kubernetes", "deployment"),
    *("服务网格", "流量管理", "云原生", "微服务", "灰度发布", "数据平面", "mesh", "the", "of", "running", "runs"),
    *("名称", "C++", "maxSurge"),
)
SOON = {
    "visible_from": datetime.fromtimestamp(NOW + 10, tz=UTC),
    "visible_until": datetime.fromtimestamp(NOW + 20, tz=UTC),
}
PERIODS = {30: SOON, 31: SOON, 32: {"visible_until": datetime.fromtimestamp(NOW - 10, tz=UTC)}}
TYPED = [
    "2016年2月",
    "2016-02-03",
    "istio",
    "服务网格",
    "istio 流量管理",
    "istio envoy mesh",
    '"service mesh"',
    '"istio envoy"',
    '"服务网格 istio"',
    "istio -envoy",
    "istio OR 云原生",
    "kube*",
    "title:post",
    "title:服务",
    "tag:istio mesh",
    "lang:en istio",
    "lang:zh-Hant istio",
    "-lang:zh-CN 服务网格",
    "kubernets",
    "1.18",
    "网",
    "date:2019 istio",
    "-istio",
    "",
    "；",
    "fuwuwangge",
    "nosuchword",
    "数剧平面",
    "名城",  # a word in general use that sounds as 名称
    "名城服务网格",
    "服务网格明成 istio",
    "envoy-sidecar istio",  # no post has the compound, some have its parts
    "sidecar-v1.18.2",
    "istio 0-18",
    "post 33",
    '"Post：33"',
    "tag:istio post 5",
    "post 57 -istio",  # a title, so that it does not exclude its post
    "post 57 -istio lang:en",
    "57 -istio",
]


def write_posts():
    """Return posts whose words are drawn; some are translations of each other, some not visible yet or any more."""
    rnd = random.Random(14)
    for number in range(60):
        words = [rnd.choice(WORDS) for _ in range(rnd.randint(5, 80))]
        yield make_post(
            f"post {number} -istio" if number == 57 else f"post {number}",
            " ".join(words) if number % 2 else "".join(words),
            date=datetime(2015 + number % 6, 1 + number % 12, 3, tzinfo=UTC) if number % 7 else None,
            tags=(rnd.choice(["Istio", "istio", "网格", "云"]),),
            categories=("tech",) if number % 3 else (),
            authors=(rnd.choice(["Ann", "Bo"]),),
            language="en" if number % 2 else "zh",
            locale=("zh-Hant", "", "zh-Hans", "")[number % 4],
            translation_key=f"t{number // 2}" if number < 20 else "",
            **PERIODS.get(number, {}),
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    write_index(folder, sorted(write_posts(), key=attrgetter("id")), name="Blog", base_url="https://blog.example.org/")
    return folder


@pytest.fixture(scope="module")
def embedded(folder):
    return Searcher(open_store(folder, NOW))


@pytest.fixture(scope="module")
def stand_in(folder):
    return StandIn(make_documents(open_every_document(folder)))


@pytest.fixture(scope="module")
def searcher(folder, stand_in):
    return make_searcher(folder, stand_in)


def make_searcher(folder, stand_in):
    tables = read_tables(make_tables(open_every_document(folder), NOW)).tables()
    return ClusterSearcher(ClusterPlanner(stand_in, tables, Tuning(), NOW))


def plain(results):
    """Return results without how long they took, scores as far as they are shown."""
    return [getattr(results, name) for name in results.__slots__ if name != "took_ms"]


@pytest.mark.parametrize("text", TYPED)
def test_a_query_is_answered_as_from_a_folder(text, searcher, embedded):
    request = SearchRequest(text)
    assert plain(searcher.search(request)) == plain(embedded.search(request))


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("名城istio", None),  # both are in a post, which has them apart
        ("名城 envoy", "名称 envoy"),
        ("名城istio envoy", None),
        ("kind 名称", None),
        ("名称kind", "名称king"),
        ("名称istoi", "名称istio"),
    ],
)
def test_a_word_is_corrected_beside_one_of_another_script_as_from_a_folder(text, suggested, tmp_path):
    site = [make_post("a", "名称 envoy，一般 istio。king，的 名称 king"), make_post("b", "名称")]
    assert answer_alike(tmp_path, site, text).suggestion == suggested


def answer_alike(folder, posts, text):
    """Return the answer to a query of some posts, which is the same from a cluster."""
    write_index(folder, posts)
    searcher = make_searcher(folder, StandIn(make_documents(open_every_document(folder))))
    here, there = Searcher(open_store(folder, NOW)).search(SearchRequest(text)), searcher.search(SearchRequest(text))
    assert plain(there) == plain(here)
    return here


def test_characters_that_stand_inside_others_by_chance_are_doubted_as_from_a_folder(tmp_path):
    posts = [make_post(f"{number:02}", "内容其他" if number else "容器") for number in range(20)]
    assert answer_alike(tmp_path, posts, "容其").suggestion is None


def test_characters_that_few_posts_have_by_chance_are_doubted_as_from_a_folder(tmp_path):
    posts = [make_post(f"{number:02}", "容器" if number else "内容其他") for number in range(20)]
    assert answer_alike(tmp_path, posts, "容其").suggestion == "容器"


def test_posts_with_something_excluded_are_neither_counted_nor_in_the_way_of_others(tmp_path):
    posts = [make_post(f"{number:03}", "alpha beta" if number < 300 else "alpha gamma") for number in range(305)]
    write_index(tmp_path, posts)
    searcher = make_searcher(tmp_path, StandIn(make_documents(open_every_document(tmp_path))))
    results = searcher.search(SearchRequest("alpha -beta"))
    assert (results.total, [hit.id for hit in results.hits]) == (5, [f"{number}.md" for number in range(300, 305)])


def test_a_day_typed_as_mere_text_is_offered_as_a_filter(searcher):
    assert searcher.search(SearchRequest("2016年2月")).suggestion == "date:2016-02"
    assert searcher.search(SearchRequest("2016-03-03")).suggestion is None


@pytest.mark.parametrize(
    "parameters",
    [
        {"tags": ("istio",)},
        {"language": "zh", "years": ("2016", "2017")},
        {"sort": Sort.DATE},
        {"page": 2, "per_page": 5},
        {"authors": ("Ann",), "categories": ("tech",)},
        {"search_as_you_type": True},
        {"language": "zh-TW"},
        {"sites": ("Blog",)},
        {"sites": ("other",)},
    ],
)
def test_parameters_mean_what_they_do_for_a_folder(parameters, searcher, embedded):
    for text in ("istio 服务", "kube", ""):
        request = SearchRequest(text, **parameters)
        assert plain(searcher.search(request)) == plain(embedded.search(request))


@pytest.mark.parametrize("text", ["i", "istio s", "服", "流量", "ku", "post 1", "istio 云", "tag:i", "lang:", "--ku"])
def test_suggestions_are_those_of_a_folder(text, searcher, embedded):
    for request in (SearchRequest(text), SearchRequest(text, tags=("istio",))):
        assert searcher.suggest(request, 8) == embedded.suggest(request, 8)


def test_posts_are_found_by_id_while_they_are_visible(searcher, embedded):
    assert searcher.has_post("post 1.md")
    assert not searcher.has_post("post 30.md")
    assert searcher.count_posts() == 57
    assert embedded.reader.num_docs == 57


def test_to_warm_up_is_to_ask_for_the_most_frequent_words_and_for_a_phrase(searcher, stand_in):
    before = len(stand_in.asked)
    searcher.warm_up()
    asked = str(stand_in.asked[before:])
    assert "intervals" in asked
    assert all(word in asked for word in ("istio", "rank_feature", "terms"))


def test_the_best_posts_are_found_by_their_ids_and_explained(searcher, embedded):
    assert searcher.find("istio 服务网格", 7) == embedded.find("istio 服务网格", 7)
    ours, theirs = (each.explain(SearchRequest("istio mesh")) for each in (searcher, embedded))
    assert (ours.hits, ours.plan, ours.total) == (theirs.hits, theirs.plan, theirs.total)


def test_a_question_asks_the_cluster_few_requests_and_one_asked_again_still_fewer(searcher, stand_in):
    request = SearchRequest("istio envoy 数据平面")
    searcher.search(request)
    stand_in.asked.clear()
    searcher.search(request)
    assert len(stand_in.asked) <= 3
    assert not any("stored" in str(body.get("_source")) for bodies in stand_in.asked for body in bodies)


def test_a_cluster_is_asked_for_the_post_whose_own_title_excludes_it(searcher, stand_in):
    searcher.search(SearchRequest("post 57 -istio"))
    asked = next(bodies for bodies in reversed(stand_in.asked) if bodies and "must_not" in str(bodies[0]))
    found = stand_in.search([body | {"docvalue_fields": ["id"]} for body in asked if body["size"]])
    assert "post 57 -istio.md" in [hit["fields"]["id"][0] for each in found for hit in each["hits"]["hits"]]

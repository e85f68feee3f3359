"""An index that nobody holds any more is closed at once, not when the cyclic collector next runs."""

import weakref

import pytest
from held_files import held_below, needs_proc, no_cyclic_collector
from small_index import day, make_post, write_index

from indexer.errors import DeadlineExceededError
from indexer.index.reader.store import open_store
from indexer.search.deadline import time_limit
from indexer.search.results import SearchRequest, Sort
from indexer.search.searcher import Searcher

POSTS = [
    make_post(
        "a", "服务网格让 Istio 做流量管理。kubernetes 集群。", tags=("istio",), date=day(2020), translation_key="k"
    ),
    make_post("b", "The service mesh of Kubernetes, kube-proxy.", language="en", translation_key="k", date=day(2021)),
    make_post("c", "## 标题\n\n服务网格和 kubernetes。", tags=("服务网格",), categories=("编程",)),
]
REQUESTS = [
    SearchRequest(""),
    SearchRequest("istio 流量管理 kubernetes"),
    SearchRequest('"service mesh" "网格 让"'),
    SearchRequest('title:标题 "kube-proxy"'),
    SearchRequest("kubrenetes"),
    SearchRequest("fuwuwangge"),
    SearchRequest("服务往格"),
    SearchRequest("kube* OR 网 -mesh"),
    SearchRequest("服务 kub", search_as_you_type=True),
    SearchRequest("kubernetes tag:istio date:2020", tags=("istio",), sort=Sort.DATE),
    SearchRequest("sidecar 机器学习 程式"),
]


def run_out_of_time(searcher):
    with pytest.raises(DeadlineExceededError), time_limit(0):
        searcher.search(SearchRequest("istio 流量管理"))


USES = {
    "nothing": lambda _: None,
    "warm up": lambda searcher: searcher.warm_up(),
    "prepare": lambda searcher: searcher.prepare(),
    "suggest": lambda searcher: [searcher.suggest(SearchRequest(text), 8) for text in ("is", "服务", "标")],
    "find": lambda searcher: searcher.find("istio 网格", 10),
    "explain": lambda searcher: searcher.explain(SearchRequest("istio 网格")),
    "run out of time": run_out_of_time,
    **{f"search {request.text}": lambda searcher, r=request: searcher.search(r) for request in REQUESTS},
}


def open_searcher(folder, parts, dead):
    write_index(folder, *parts, dead=dead)
    return Searcher(open_store(folder))


@pytest.mark.parametrize(("parts", "dead"), [([POSTS], []), ([POSTS[:1], POSTS[1:]], [0])], ids=["one part", "update"])
@pytest.mark.parametrize("use", USES)
def test_an_index_is_closed_with_the_last_reference_to_its_searcher(tmp_path, use, parts, dead):
    searcher = open_searcher(tmp_path, parts, dead)
    held = weakref.ref(searcher.reader)
    with no_cyclic_collector():
        USES[use](searcher)
        assert held() is not None
        del searcher
        assert (held(), held_below(tmp_path)) == (None, [])


@needs_proc
def test_an_open_index_holds_its_files(tmp_path):
    searcher = open_searcher(tmp_path, [POSTS], [])
    assert held_below(tmp_path)
    del searcher


def test_results_hold_no_index(tmp_path):
    searcher = open_searcher(tmp_path, [POSTS], [])
    held = weakref.ref(searcher.reader)
    with no_cyclic_collector():
        kept = [searcher.search(request) for request in REQUESTS], searcher.suggest(SearchRequest("is"), 8)
        explained = searcher.explain(REQUESTS[1])
        del searcher
        assert (held(), held_below(tmp_path)) == (None, [])
    assert kept
    assert explained

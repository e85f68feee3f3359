"""What the array operations rank, the slow and obvious way ranks too: on any small index, of one part or of several."""

from dataclasses import replace

import pytest
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st
from search.ranking.reference import Reference
from small_index import day, make_post, read_index
from text.analysis.reference_analysis import make_document

from indexer.search.facets.counting import count_facets
from indexer.search.matching.lookup import Lookup
from indexer.search.payload import results_payload
from indexer.search.ranking.ranking import rank
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.search.tuning import Tuning

TUNING = Tuning(feedback=0, translation=0)
WORDS = ("服务网格", "服务", "网格", "流量管理", "流量", "处理", "待处理", "我", "istio", "mesh", "running", "run",
         "kube-proxy", "proxy", "maxSurge", "v1.18.2", "1.18", "C++")  # fmt: skip
PHRASES = ('"流量管理"', '"服务 istio"', '"kube-proxy run"', '"istio mesh"', '"格流"', "-mesh", "-处理", "kube*",
           "title:istio", "title:服务", "istio OR 处理", "我服务网格流量", "务网")  # fmt: skip
LAZY = examples(25)


@st.composite
def texts(draw, most):
    words = draw(st.lists(st.sampled_from(WORDS), max_size=most))
    return "".join(word + draw(st.sampled_from((" ", "", "。", "\n\n"))) for word in words)


@st.composite
def posts(draw, number):
    body = draw(texts(12))
    return make_post(
        f"{number:02}",
        draw(st.sampled_from((body, f"{body}\n\n## {draw(texts(2))}\n\n`x`\n\n{draw(texts(6))}"))),
        title=draw(texts(3)).replace("\n", " ") or "x",
        tags=tuple(draw(st.sets(st.sampled_from(("istio", "Istio", "处理", "x")), max_size=2))),
        language=draw(st.sampled_from(("zh", "en"))),
        date=draw(st.sampled_from((None, day(2015), day(2020, 2), day(2024)))),
    )


@st.composite
def sites(draw):
    """Draw posts in one to three parts, and the numbers of those that are dead."""
    count = draw(st.integers(1, 9))
    every = [draw(posts(number)) for number in range(count)]
    cuts = sorted(draw(st.sets(st.integers(1, count), max_size=2)) | {count})
    parts = [every[begin:end] for begin, end in zip([0, *cuts], cuts, strict=False)]
    return parts, draw(st.sets(st.integers(0, count - 1), max_size=count // 2))


queries = st.lists(st.sampled_from((*WORDS, *PHRASES)), min_size=1, max_size=3).map(" ".join)


def living(site):
    parts, dead = site
    return [post for number, post in enumerate(post for part in parts for post in part) if number not in dead]


def open_site(site, tuning=TUNING):
    parts, dead = site
    return Searcher(read_index(*parts, dead=sorted(dead)), tuning)


TOLD_APART = [
    make_post("00", "", title="x", tags=("istio",)),
    make_post("01", "", title="x", tags=("处理",)),
    make_post("02", "服务网格 服务网格 1.18 服务网格 ", title="x"),
]
"""Posts of which each has another of two words that may stand for one another."""
IN_ONE_PIECE = [
    make_post("00", "istio. Running the kube-proxy run istio mesh 服务网格 处理", title="x"),
    make_post("01", "mesh istio run kube-proxy, 处理 服务网格", title="running"),
    make_post("02", "待处理，我服务网格流量管理", title="x"),
    make_post("03", "流量，服务网格 我 流量管理", title="kube proxy"),
]
"""Posts with the same words, in one of which they stand in one piece."""


@LAZY
@given(sites(), queries)
@example(([TOLD_APART], set()), "服务网格 istio OR 处理 1.18")
@example(([[make_post("00", "1.18", title="x"), make_post("01", "", title="v1.18.2 v1.18.2")]], set()), "1.18")
@example(([IN_ONE_PIECE], set()), "run istio mesh")
@example(([IN_ONE_PIECE[:1], IN_ONE_PIECE[1:]], {3}), "running the kube-proxy run istio mesh")
@example(([IN_ONE_PIECE], set()), "我服务网格流量管理")
@example(([IN_ONE_PIECE], set()), "istio mesh 服务网格 处理")
@example(([IN_ONE_PIECE], set()), "istio mesh running kube-proxy 服务网格 处理 1.18 C++ maxSurge 流量管理")
@example(([[make_post("00", "mesh", title="x -istio"), make_post("01", "mesh", title="istio")]], set()), "x -istio")
def test_every_post_is_found_and_scored_as_by_hand(site, query):
    searcher = open_site(site)
    documents = [make_document(post) for post in living(site)]
    plan = searcher.plan(SearchRequest(query))
    ranking = rank(Lookup(searcher.snapshot), plan)
    scores = {searcher.reader.metadata(doc).id: ranking.scores[row] for row, doc in enumerate(ranking.docs.tolist())}
    reference = Reference(documents, TUNING)
    left = dict.fromkeys(set(range(len(documents))) - reference.excluded(plan), 0.0)
    expected = reference.rank(plan) if plan.scored else left
    assert scores == pytest.approx({documents[doc].metadata.id: score for doc, score in expected.items()}, rel=1e-4)


@LAZY
@given(sites(), queries)
def test_facets_are_counted_as_by_hand(site, query):
    searcher = open_site(site)
    documents = [make_document(post) for post in living(site)]
    reference = Reference(documents, TUNING)
    ranking = rank(Lookup(searcher.snapshot), searcher.plan(SearchRequest(query)))
    names = {searcher.reader.metadata(doc).id for doc in ranking.docs.tolist()}
    docs = [number for number, document in enumerate(documents) if document.metadata.id in names]
    counted = count_facets(searcher.snapshot, ranking.docs)
    assert dict(counted["lang"]) == reference.count_facet(docs, lambda metadata: [metadata.language])
    folded = {value.lower(): count for value, count in counted["tag"]}
    assert folded == reference.count_facet(docs, lambda metadata: [tag.lower() for tag in metadata.tags])
    assert dict(counted["year"]) == reference.count_facet(docs, lambda m: [str(m.date.year)] if m.date else [])


@LAZY
@given(sites(), queries)
def test_several_parts_with_dead_documents_answer_as_one_part_of_the_living(site, query):
    several, one = open_site(site, Tuning()), open_site(([living(site)], set()), Tuning())
    request = SearchRequest(query)
    got, expected = (results_payload(replace(each.search(request), took_ms=0)) for each in (several, one))
    scores, expected_scores = ([hit.pop("score") for hit in payload["hits"]] for payload in (got, expected))
    assert got == expected
    assert scores == pytest.approx(expected_scores, rel=1e-4)

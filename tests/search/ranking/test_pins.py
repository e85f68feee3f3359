import pytest
from small_index import day, found, make_post, write_index

from indexer.index.reader.store import open_store
from indexer.search.explain import describe
from indexer.search.payload import results_payload
from indexer.search.results import SearchRequest, Sort
from indexer.search.searcher import Searcher
from indexer.text.lexicon.glossary_file import parse_glossary

POSTS = [
    make_post("mesh", "服务网格 istio istio istio", date=day(2019), tags=("istio",)),
    make_post("queue", "istio 队列", date=day(2020)),
    make_post("jobs", "我们在找人。", date=day(2018), language="zh", tags=("team",)),
    make_post("old", "old words", date=day(2017), language="en"),
]
PINS = "> Istio | queue.md\n> Istio | jobs.md\n> 揽贤 | jobs.md\n> gone | withdrawn.md\n> dead | dead.md\n"


@pytest.fixture(scope="module")
def pinned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pins")
    posts, later = [make_post("dead", "dead istio"), *POSTS[:2]], POSTS[2:]
    write_index(folder, posts, later, dead=[0], glossary=parse_glossary(PINS)[0])
    return Searcher(open_store(folder))


@pytest.mark.parametrize("text", ["istio", " ＩＳＴＩＯ ", "Istio"])
def test_pinned_posts_come_first_in_the_order_of_the_pins_and_are_counted_once(pinned, text):
    assert found(pinned, text) == ["queue", "jobs", "mesh"]
    results = pinned.search(SearchRequest(text))
    assert results.total == 3
    assert [hit.is_pinned for hit in results.hits] == [True, True, False]
    assert sum(count for _, count in results.facets["lang"]) == 3


def test_a_pinned_post_is_on_one_page_only(pinned):
    pages = [pinned.search(SearchRequest("istio", page=page, per_page=1)).hits for page in (1, 2, 3, 4)]
    assert [[hit.id for hit in hits] for hits in pages] == [["queue.md"], ["jobs.md"], ["mesh.md"], []]


def test_a_query_that_finds_nothing_finds_what_is_pinned_to_it(pinned):
    results = pinned.search(SearchRequest("揽贤"))
    assert [(hit.id, hit.score, hit.snippet.marks) for hit in results.hits] == [("jobs.md", 0, ())]


def test_other_queries_do_not_find_it(pinned):
    assert found(pinned, "istio 队列") == ["queue", "mesh"]
    assert not found(pinned, "揽贤会")


@pytest.mark.parametrize(
    ("filters", "names"),
    [({"tags": ("team",)}, ["jobs"]), ({"language": "en"}, []), ({"since": day(2019).date()}, ["queue", "mesh"])],
)
def test_filters_hold_for_pinned_posts(pinned, filters, names):
    assert found(pinned, "istio", **filters) == names


@pytest.mark.parametrize("text", ["gone", "dead"])
def test_what_is_not_there_or_was_withdrawn_cannot_be_pinned(pinned, text):
    assert found(pinned, text) == []


def test_who_sorts_by_date_is_shown_the_newest_first(pinned):
    assert found(pinned, "istio", sort=Sort.DATE) == ["queue", "mesh"]


def test_the_explanation_says_what_is_pinned_and_claims_no_words(pinned):
    explanation = pinned.explain(SearchRequest("istio"))
    jobs = explanation.hits[1]
    assert (jobs.id, jobs.score, jobs.complete, jobs.is_pinned, any(jobs.signals.values())) == (
        *("jobs.md", 0, False, True),
        False,
    )
    lines = describe(explanation).splitlines()
    assert "  pinned    queue.md · jobs.md" in lines
    assert sum("pinned, so it comes first" in line for line in lines) == 2


def test_the_payload_says_it_of_pinned_posts_alone(pinned):
    hits = results_payload(pinned.search(SearchRequest("istio")))["hits"]
    assert [hit.get("pinned") for hit in hits] == [True, True, None]


def test_every_living_document_is_found_by_its_id(pinned):
    reader = pinned.reader
    assert {post.id: reader.metadata(reader.find_document(post.id)).id for post in POSTS} == {
        post.id: post.id for post in POSTS
    }
    assert [reader.find_document(name) for name in ("dead.md", "", "zzz", "mesh")] == [-1] * 4

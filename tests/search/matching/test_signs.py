import pytest
from small_index import make_post, make_searcher

from indexer.search.results import SearchRequest

SITE = make_searcher(
    make_post("a", "The `->` sign.\n\n```\nfn a() -> b { x => y }\nstd::mem && z\n```\n"),
    make_post("b", "Drawn so:\n\n```\nfoo --> bar <=> baz ===\n```"),
    make_post("c", "istio words, 标题：：内容 and more", title="a := b"),
)


def search(text):
    return SITE.search(SearchRequest(text))


def ids(results):
    return [hit.id.removesuffix(".md") for hit in results.hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("->", ["a", "b"]),
        ("=>", ["b", "a"]),
        ("<=>", ["b"]),
        ("::", ["a", "c"]),
        ("：：", ["a", "c"]),
        ("&&", ["a"]),
        (":= ::", ["c", "a"]),
        ("title::=", ["c"]),
        ('"->" istio', ["a", "b"]),
        ('sign -"&&"', []),
        ("-> OR istio", ["a", "c", "b"]),
        ("||", []),
        ("...", []),
        ("$", []),
        ("- >", []),
    ],
)
def test_signs_are_found_wherever_they_stand(text, found):
    assert sorted(ids(search(text))) == sorted(found)


def test_signs_that_go_on_are_no_complete_match_and_come_last():
    results = search("->")
    assert (ids(results), results.total, results.complete) == (["a", "b"], 2, 1)


def test_signs_are_marked_in_code():
    (hit,) = search("&&").hits
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marks] == ["&&"]


def test_signs_that_no_post_has_are_named():
    assert [(note.kind, note.text) for note in search("||").notes] == [("missing", "not found: ||")]


@pytest.mark.parametrize("text", ["istio && words", "istio -- words", "istio || words", "istio ... words"])
def test_signs_that_part_words_are_left_out(text):
    results = search(text)
    assert (ids(results), results.complete, results.notes) == (["c"], 1, ())


def test_operators_beside_words_raise_posts_that_have_them():
    site = make_searcher(make_post("x", "An arrow."), make_post("y", "An arrow: ->, or ="))
    assert site.search(SearchRequest("arrow ->")).hits[0].id == "y.md"

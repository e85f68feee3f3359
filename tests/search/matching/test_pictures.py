import pytest
from small_index import make_post, make_searcher

from indexer.search.results import SearchRequest

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
SITE = make_searcher(
    make_post("fun", f"So 😀 and 🎉🎉, 👍🏽 too: {FAMILY} ❤️ in 🇨🇳, 今天😀开心"),
    make_post("arrow", "From a → b, ★★★ of ☆, ∑ of €5 and 😀", title="Rated ★"),
    make_post("words", "Nothing but words, --> and 5 or ❶ of them, © nobody"),
)


def search(text, **more):
    return SITE.search(SearchRequest(text, **more))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("😀", ["arrow", "fun"]),
        ("🎉", ["fun"]),
        ("👍", ["fun"]),
        ("👍🏽", ["fun"]),
        (FAMILY, ["fun"]),
        ("❤", ["fun"]),
        ("❤\ufe0f", ["fun"]),
        ("🇨🇳", ["fun"]),
        ("🇨🇭", []),
        ("→", ["arrow"]),
        ("★！", ["arrow"]),
        ("title:★", ["arrow"]),
        ("😀*", ["arrow", "fun"]),
        ('"★★"', ["arrow"]),
        ('"今天😀"', ["fun"]),
        ("∑", ["arrow"]),
        ("€", ["arrow"]),
        ("©", ["words"]),
        ("nothing -😀", ["words"]),
        ("😀 -★", ["fun"]),
        ("★ OR 🎉", ["arrow", "fun"]),
        ("🦀", []),
    ],
)
def test_emoji_and_their_like_are_found_where_they_stand(text, found):
    results = search(text)
    assert sorted(hit.id.removesuffix(".md") for hit in results.hits) == found
    assert results.complete == len(found)


def test_side_by_side_they_count_one_by_one():
    results = search("😀🎉")
    assert [hit.id for hit in results.hits] == ["fun.md", "arrow.md"]
    assert results.complete == 1


def test_they_are_marked():
    (hit,) = search("🎉").hits
    assert {hit.snippet.text[start:end] for start, end in hit.snippet.marks} <= {"🎉", "🎉🎉"}
    assert hit.snippet.marks


def test_those_that_no_post_has_are_named():
    assert [(note.kind, note.text) for note in search("🦀").notes] == [("missing", "not found: 🦀")]


def test_among_words_they_are_left_out():
    results = search("nothing 😀 words")
    assert ([hit.id for hit in results.hits], results.complete, results.notes) == (["words.md"], 1, ())


def test_words_that_hold_what_cannot_be_seen_are_found_and_marked():
    site = make_searcher(make_post("a", "About micro\xadservices and 服务\u200b网格 here."))
    for text in ("microservices", "服务网格", "micro\xadservices", '"服务网格"', "务网"):
        (hit,) = site.search(SearchRequest(text)).hits
        assert hit.snippet.marks, text

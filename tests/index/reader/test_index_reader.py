import numpy as np
import pytest
from small_index import POSTS, day, make_post, read_index

from indexer.index.format.layout import FILLER
from indexer.posts.period import Period

KUBE = [
    make_post("one", "kubectl kubelet kubernetes", title="kubernetes"),
    make_post("two", "kubernetes kubelet", title="x"),
    make_post("three", "kubernetes zebra 酷", title="x"),
]


def translations(*posts):
    """Return each post's number among those that exist in several languages."""
    made = [make_post(f"post{at}", "text", language=code, translation_key=key) for at, (code, key) in enumerate(posts)]
    return read_index(made).translations.tolist()


def test_posts_of_one_key_in_different_languages_share_a_number():
    first, second, third, fourth = translations(("zh", "a"), ("en", "b"), ("en", "a"), ("zh", "b"))
    assert first == third != second == fourth
    assert min(first, second) >= 0


@pytest.mark.parametrize("posts", [[("zh", "a"), ("zh", "a")], [("zh", ""), ("en", "")], [("zh", "a"), ("en", "b")]])
def test_posts_of_one_language_or_of_no_common_key_are_no_translations(posts):
    assert translations(*posts) == [-1, -1]


def test_a_dead_translation_is_none():
    posts = [make_post(f"post{code}", "text", language=code, translation_key="a") for code in ("zh", "en")]
    assert read_index(posts, dead=[1]).translations.tolist() == [-1, -1]


@pytest.mark.parametrize("parts", [[KUBE], [KUBE[:1], KUBE[1:]], [[post] for post in KUBE]])
def test_terms_come_by_how_widespread_they_are_then_by_their_letters(parts):
    index = read_index(*parts)
    assert index.frequent_terms("kube", 2) == [("kubernet", 4), ("kubelet", 2)]
    assert [term for term, _ in index.frequent_terms("kubec", 9)] == ["kubectl"]
    assert index.frequent_terms("zz", 9) == []
    assert index.frequent_terms("酷", 9) == [("酷", 1)]


def test_what_only_dead_documents_say_is_not_there():
    index = read_index(KUBE[:1], KUBE[1:], dead=[0, 2])
    assert sorted(index.frequent_terms("", 9)) == [("kubelet", 1), ("kubernet", 1), ("x", 1)]
    assert index.num_docs == 1


def describe(index):
    """Return everything a search can learn of an index, by the texts of its terms and the ids of its documents."""
    live = [doc for doc in range(index.max_doc) if index.live is None or index.live[doc]]
    names = {doc: index.metadata(doc).id for doc in live}
    terms = {}
    for number in range(index.terms):
        found = index.postings(number)
        rows = sorted(
            (names[slot >> 3], slot & 7, count)
            for slot, count in zip(*map(list, (found.entries, found.counts)), strict=True)
        )
        places = index.positions(number)
        owners = np.searchsorted(index.position_bases, places, side="right") - 1
        where = sorted(
            (names[doc], int(place - index.position_bases[doc]))
            for doc, place in zip(owners.tolist(), places, strict=True)
        )
        if rows:
            terms[index.term_at(number)] = (rows, where, int(index.posting_counts(np.array([number]))[0]))
    streams = {
        names[doc]: [index.term_at(n) for n in index.stream(doc).numbers.tolist() if n != FILLER] for doc in live
    }
    facets = {
        name: sorted(
            (names[doc], facet.names[value])
            for doc, value in zip(facet.owners.tolist(), facet.values.tolist(), strict=True)
            if doc in names
        )
        for name, facet in index.facets.items()
    }
    columns = {names[doc]: (index.lengths[doc].tolist(), int(index.dates[doc]), int(index.days[doc])) for doc in live}
    averages = [round(float(each), 4) for each in index.average_lengths]
    return terms, streams, facets, columns, averages, list(index.surfaces)


@pytest.mark.parametrize("parts", [[POSTS[:1], POSTS[1:]], [[post] for post in POSTS], [POSTS[:2], [], POSTS[2:]]])
def test_several_parts_are_read_as_one(parts):
    assert describe(read_index(*parts)) == describe(read_index(POSTS))


@pytest.mark.parametrize("dead", [[0], [3], [1, 2]])
def test_dead_documents_are_as_if_they_had_never_been(dead):
    alive = [post for number, post in enumerate(POSTS) if number not in dead]
    expected, found = describe(read_index(alive)), describe(read_index(POSTS[:2], POSTS[2:], dead=dead))
    assert found[:-1] == expected[:-1]


@pytest.mark.parametrize("dead", [[], [0], [1, 2]])
def test_a_document_frequency_counts_documents_and_a_posting_count_their_fields(dead):
    index = read_index(POSTS[:2], POSTS[2:], dead=dead)
    numbers = np.arange(index.terms)
    entries = [index.postings(number).entries.tolist() for number in numbers.tolist()]
    assert index.doc_freqs(numbers).tolist() == [len({entry >> 3 for entry in row}) for row in entries]
    assert index.posting_counts(numbers).tolist() == [len(row) for row in entries]


def test_a_term_in_title_and_body_of_one_document_is_in_one_document():
    index = read_index([make_post("istio", "istio")])
    numbers = np.array([index.find_term("istio")])
    assert (index.doc_freqs(numbers).tolist(), index.posting_counts(numbers).tolist()) == ([1], [2])


def test_no_terms_have_no_document_frequencies():
    assert read_index(POSTS).doc_freqs(np.empty(0, dtype=np.int64)).tolist() == []


@pytest.mark.parametrize("border", [0, 1, 2])
def test_a_document_is_found_by_the_id_of_its_post(border):
    posts = sorted(KUBE, key=lambda post: post.id)
    parts = [part for part in (posts[:border], posts[border:]) if part]
    index = read_index(*parts)
    assert [index.find_document(post.id) for post in posts] == [0, 1, 2]
    assert [index.find_document(name) for name in ("", "one", "one.md0", "p.md", "zzz.md")] == [-1] * 5
    index = read_index(*parts, dead=[1])
    assert [index.find_document(post.id) for post in posts] == [0, -1, 2]
    assert read_index(posts[:1], dead=[0]).find_document("one.md") == -1


@pytest.mark.parametrize("parts", [[KUBE], [KUBE[:1], KUBE[1:]], [[post] for post in KUBE]])
def test_positions_and_offsets_are_counted_without_reading_them(parts):
    index = read_index(*parts)
    numbers = [index.find_term(term) for term in ("kubernet", "kubelet", "zebra", "酷")]
    assert [index.position_count(number) for number in numbers] == [4, 2, 1, 1]
    assert [len(index.positions(number)) for number in numbers] == [4, 2, 1, 1]
    pairs = read_index([make_post("a", "服务网格服务")], [make_post("b", "服务")])
    assert [pairs.gram_offset_count(pairs.find_gram(pair)) for pair in ("服务", "网格")] == [3, 1]


def test_the_period_of_a_post_is_kept_in_every_part():
    posts = [make_post("a", "text", visible_from=day(2020)), make_post("b", "text", visible_until=day(2021))]
    documents = read_index(*([post] for post in posts)).documents
    assert [documents.period_of(doc) for doc in (0, 1)] == [Period.of(post) for post in posts]

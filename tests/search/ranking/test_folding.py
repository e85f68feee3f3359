"""Translations of one post are one hit; totals, pages and facets count it once."""

import pytest
from small_index import day, found, make_post, make_searcher, read_index

from indexer.search.results import SearchRequest, Sort
from indexer.search.searcher import Searcher

PAIRS = [
    post
    for at in range(6)
    for post in (
        make_post(f"zh{at}", f"网格 istio 第 {at} 章", translation_key=f"k{at}", tags=("网格",), date=day(2020 + at)),
        make_post(f"en{at}", f"mesh istio chapter {at}", translation_key=f"k{at}", language="en", tags=("mesh",)),
    )
]
ALONE = [make_post("zh", "istio 独行", tags=("网格",)), make_post("fr", "istio seul", language="fr")]
POSTS = sorted([*PAIRS, *ALONE], key=lambda post: post.id)
SITE = make_searcher(*POSTS)


def search(text, **parameters):
    return SITE.search(SearchRequest(text, **parameters))


def names(results):
    return [hit.id.removesuffix(".md") for hit in results.hits]


@pytest.mark.parametrize(("text", "language"), [("istio chapter", "en"), ("istio 章", "zh")])
def test_the_one_in_the_language_of_the_query_is_shown(text, language):
    results = search(text, per_page=50)
    assert results.total == 8
    assert sorted(names(results)) == sorted([*(f"{language}{at}" for at in range(6)), "fr", "zh"])
    assert {len(hit.translations) for hit in results.hits if hit.id[:-3] not in {"zh", "fr"}} == {1}


@pytest.mark.parametrize("sort", Sort)
def test_pages_hold_every_hit_once_however_sorted(sort):
    pages = [search("istio", per_page=3, page=page, sort=sort) for page in (1, 2, 3)]
    assert [len(page.hits) for page in pages] == [3, 3, 2]
    assert len({name[-1] for page in pages for name in names(page)}) == 8
    assert {page.total for page in pages} == {8}


def test_posts_of_one_language_that_share_a_key_by_mistake_are_all_found():
    chapters = [make_post(f"en{at}", f"zebra {at}", translation_key="k", language="en") for at in range(3)]
    copied = make_searcher(*chapters, make_post("zh", "zebra 斑马", translation_key="k"))
    assert found(copied, "zebra 2")[0] == "en2"
    assert sorted(found(copied, "zebra")) == ["en0", "en1", "en2", "zh"]


def make_pair(key, zh, en):
    """Return a post and its translation, whose titles are given."""
    return [
        make_post(f"{key}-zh", f"对音乐的感想。{zh} {en}", title=zh, translation_key=key),
        make_post(f"{key}-en", "Thoughts on music.", title=en, translation_key=key, language="en"),
    ]


TITLED = [
    *make_pair("music", "音乐之感：Music and more", "音有所感 - 《Music》"),
    *make_pair("install", "How to install Kubernetes", "Installing Kubernetes"),
    *make_pair("same", "What is kubectl?", "What is kubectl?"),
    *make_pair("topic", "Docker Compose", "Docker Compose in short"),
    make_post("other", "music 音有所感 install kubernetes kubectl", title="x"),
]


@pytest.fixture(scope="module")
def titled():
    return make_searcher(*TITLED)


@pytest.mark.parametrize("is_native", [True, False])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("音有所感 - 《Music》", "music-en"),
        ("音有所感music", "music-en"),
        ("音乐之感：Music and more", "music-zh"),
        ("how to install kubernetes", "install-zh"),
        ("how to insatll kubernetes", "install-zh"),
        ("installing kubernetes", "install-en"),
        ("what is kubectl", "same-en"),
        ("docker compose", "topic-en"),
        ("docker compose in short", "topic-en"),
    ],
)
def test_the_one_whose_title_was_typed_is_shown_unless_that_is_a_topic(request, titled, text, name, is_native):
    if not is_native:
        request.getfixturevalue("without_kernel")
    assert found(titled, text)[0] == name


@pytest.mark.parametrize("text", [post.title for post in TITLED])
def test_titles_of_translations_score_alike_with_the_kernel_and_without(titled, text, without_kernel):
    expected = [(hit.id, hit.score) for hit in titled.search(SearchRequest(text)).hits]
    without_kernel.undo()
    assert [(hit.id, hit.score) for hit in titled.search(SearchRequest(text)).hits] == expected


def test_the_one_whose_title_was_typed_is_not_shown_where_a_filter_leaves_the_other_one(titled):
    assert found(titled, "音有所感 - 《Music》", language="zh")[0] == "music-zh"


def test_where_nothing_was_typed_the_language_of_most_posts_is_shown():
    assert names(search("", per_page=3)) == ["zh5", "zh4", "zh3"]


def test_a_filter_that_only_one_of_them_passes_shows_that_one():
    results = search("istio", tags=("网格",), per_page=50)
    assert sorted(names(results)) == ["zh", *(f"zh{at}" for at in range(6))]
    assert names(search("istio chapter", language="zh", per_page=1)) != []


@pytest.mark.parametrize("text", ["istio", "istio chapter", "章", ""])
def test_each_facet_says_how_many_hits_choosing_its_value_gives(text):
    facets = search(text).facets
    for tag, count in facets["tag"]:
        assert search(text, tags=(tag,)).total == count
    for language, count in facets["lang"]:
        assert search(text, language=language).total == count
    for year, count in facets["year"]:
        assert search(text, years=(year,)).total == count


def test_complete_counts_translations_once_too():
    assert search("istio 网格").complete == 7


def test_without_a_translation_in_the_language_of_the_query_the_best_is_shown():
    posts = [
        make_post("zh", "istio", translation_key="k"),
        make_post("fr", "istio istio", translation_key="k", language="fr"),
    ]
    assert found(make_searcher(*posts), "istio") == ["fr"]


@pytest.mark.parametrize("text", ["istio", "", "章"])
def test_whatever_the_parts_of_the_index_the_same_one_is_shown(text):
    parted = Searcher(read_index(POSTS[::3], POSTS[1::3], POSTS[2::3]))
    assert names(parted.search(SearchRequest(text))) == names(search(text))


def test_explaining_a_query_and_evaluating_it():
    assert SITE.explain(SearchRequest("istio")).total == 8
    assert len(SITE.find("istio", 50)) == 14

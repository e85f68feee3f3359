"""Forms of one word in the languages of a site that are neither English nor Chinese find each other."""

import pytest
from small_index import found, make_post, make_searcher, shown

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansions.inflections import InflectionExpander
from indexer.search.results import SearchRequest
from indexer.text.analysis.inflection import SNOWBALL, SnowballStemmer

SITE = make_searcher(
    make_post("a", "Buscando una canción entre las mallas.", language="es"),
    make_post("b", "Publicações sobre a malha.", language="pt"),
    make_post("c", "Die Häuser wurden gesucht.", language="de"),
    make_post("d", "Статьи о новом поиске.", language="ru"),
    make_post("e", "Searching a house; buscaba is no word here.", language="en"),
    make_post("f", "中文", language="zh"),
)


@pytest.mark.parametrize(
    ("query", "posts"),
    [
        ("buscar", ["a"]),
        ("canciones", ["a"]),
        ("publicação", ["b"]),
        ("haus", ["c"]),
        ("поиск", ["d"]),
        ("новый", ["d"]),
        ("статьями", ["d"]),
    ],
)
def test_a_word_finds_its_other_forms_and_nobody_is_told(query, posts):
    results = SITE.search(SearchRequest(query))
    assert found(SITE, query) == posts
    assert (results.suggestion, results.notes) == (None, ())


def test_other_forms_are_marked_where_they_stand():
    [hit] = SITE.search(SearchRequest("buscar")).hits
    assert shown(hit.snippet) == ["Buscando"]


def test_a_word_of_one_language_has_no_forms_in_another():
    assert found(SITE, "searching") == ["e"]
    assert found(SITE, "buscaba") == ["e"]  # it is English here, and found as it is typed


def test_a_site_in_english_and_chinese_has_no_other_forms():
    site = make_searcher(make_post("a", "buscando", language="en"), make_post("b", "中文"))
    words = SITE.plan(SearchRequest("buscar")).scored
    assert list(InflectionExpander(site.reader, 1.0).expand(words, Lookup(site.snapshot))) == []


def test_a_weight_of_zero_turns_forms_off():
    words = SITE.plan(SearchRequest("buscar")).scored
    assert list(InflectionExpander(SITE.reader, 0).expand(words, Lookup(SITE.snapshot))) == []


@pytest.mark.parametrize("language", SNOWBALL)
def test_every_language_has_a_stemmer(language):
    assert len(SnowballStemmer(language).stem(["words", "слова", ""])) == 3

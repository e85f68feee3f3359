"""Facets that the kernel wrote say the same as those that Python names and writes."""

from random import Random

import pytest
from small_index import day, make_post, make_searcher

from indexer.native import kernel
from indexer.search.facets.written_facets import WrittenFacets
from indexer.search.json_text import write_json
from indexer.search.payload import results_payload, write_results
from indexer.search.ranking import ranking
from indexer.search.results import SearchRequest

NAMES = ('"quoted"', "back\\slash", "line\nend", "\x01\x7f", "é", "服务", "😀", "a", "b" * 300, "</script>")


def make_posts(seed, languages=("zh", "en")):
    chance = Random(seed)
    for number in range(40):
        yield make_post(
            f"{number:02}",
            "istio",
            tags=tuple(chance.sample(NAMES, chance.randrange(4))),
            authors=tuple(chance.sample(NAMES, chance.randrange(3))),
            date=chance.choice((None, day(2000 + chance.randrange(24)))),
            language=chance.choice(languages),
        )


@pytest.mark.parametrize("seed", range(3))
def test_facets_are_written_as_they_are_named(monkeypatch, seed):
    searcher = make_searcher(*make_posts(seed))
    for request in (SearchRequest("istio"), SearchRequest("istio lang:zh"), SearchRequest("istio", tags=("a",))):
        results = searcher.search(request)
        assert isinstance(results.facets, WrittenFacets) is (kernel() is not None and not request.tags)
        assert write_results(results) == write_json(results_payload(results))
        with monkeypatch.context() as patch:
            patch.setattr(ranking, "find_kernel", lambda _lookup: None)
            named = searcher.search(request).facets
        assert dict(results.facets) == named
        assert (len(results.facets), repr(results.facets)) == (len(named), repr(named))


def test_languages_that_name_both_scripts_are_named_by_python():
    posts = [make_post(locale, "istio", locale=locale) for locale in ("zh-Hans", "zh-Hant")]
    results = make_searcher(*posts).search(SearchRequest("istio"))
    assert not isinstance(results.facets, WrittenFacets)
    assert {name for name, _ in results.facets["lang"]} >= {"zh", "zh-Hans", "zh-Hant"}

"""The two scripts of Chinese: filtered by, and counted beside the language, where a site has both."""

import pytest
from small_index import make_post, make_searcher

from indexer.search.results import SearchRequest

HANS = make_post("hans", "这个 istio 网格", locale="zh-Hans", translation_key="k")
HANT = make_post("hant", "這個 istio 網格", locale="zh-Hant", translation_key="k")
EN = make_post("en", "this istio mesh", language="en", translation_key="k")
MORE = make_post("more", "istio 入门", locale="zh-Hans")
SITE = make_searcher(EN, HANS, HANT, MORE)


def search(text, **parameters):
    return SITE.search(SearchRequest(text, **parameters))


def names(results):
    return sorted(hit.id.removesuffix(".md") for hit in results.hits)


@pytest.mark.parametrize(
    ("language", "found"),
    [
        ("zh-Hant", ["hant"]), ("zh-TW", ["hant"]), ("zh-HK", ["hant"]), ("zh-Hans", ["hans", "more"]),
        ("zh-CN", ["hans", "more"]), ("en", ["en"]), ("en-US", ["en"]), ("de", []),
    ],
)  # fmt: skip
def test_a_post_of_several_translations_is_found_by_the_filter_of_each(language, found):
    assert names(search("istio", language=language)) == found
    assert names(search(f"istio lang:{language}")) == found
    assert names(search(f"istio language:{language}")) == found


def test_chinese_means_both_scripts_and_translations_are_one_hit():
    assert search("istio", language="zh").total == search("istio").total == 2
    assert names(search("istio -lang:zh-TW -lang:en")) == ["hans", "more"]


def test_both_scripts_are_counted_beside_chinese_each_post_once_by_each_of_its_languages():
    counts = (("zh", 2), ("zh-Hans", 2), ("en", 1), ("zh-Hant", 1))
    assert search("istio").facets["lang"] == counts
    assert search("istio", language="zh-Hant").facets["lang"] == counts
    assert "locale" not in search("istio").facets


def test_a_site_of_one_script_counts_chinese_alone():
    assert make_searcher(HANS, MORE).search(SearchRequest("")).facets["lang"] == (("zh", 2),)


def test_the_script_that_is_typed_is_shown_first_and_hits_name_theirs():
    (shown,) = search("這個").hits
    assert (shown.id, shown.language, shown.locale) == ("hant.md", "zh", "zh-Hant")
    assert {(each.language, each.locale) for each in shown.translations} == {("zh", "zh-Hans"), ("en", "")}
    assert search("这个").hits[0].id == "hans.md"

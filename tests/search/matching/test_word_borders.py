"""A phrase of Chinese and of letters or digits stands where its first and last word do, and not inside others."""

import pytest
from small_index import found, make_post, make_searcher

from indexer.search.results import SearchRequest

POSTS = (
    make_post("january", "1月发布，1 次", title="第1月"),
    make_post("november", "11月发布，1 次，2018年1 1月", title="第11月"),
    make_post("november only", "11月发布，1 次", title="Istio11月"),
    make_post("clusters", "K8s集群 s 8s 的服务", title="x"),
    make_post("updates", "使用updates的update，网格services", title="x"),
    make_post("upgrade", "使用upgrade的update，使用maxSurge网格，max surge", title="x"),
    make_post("far", f"{'在很多字后面' * 20}12月{'在很多字前面' * 20}使用 Roundtrips", title="x"),
    make_post("version", "v1.2版本，1.5版本，5", title="x"),
)
SITE = make_searcher(*POSTS)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"1月"', ["january", "november"]),
        ('"1 月发布"', ["january"]),
        ('"11月"', ["november", "november only"]),
        ('"2月"', []),
        ('"12月"', ["far"]),
        ('"使用 roundtrip"', ["far"]),
        ('"使用 round"', []),
        ('"s集群"', []),
        ('"8s集群"', []),
        ('"k8s 集群"', ["clusters"]),
        ('"使用 update"', ["updates"]),
        ('"网格 service"', ["updates"]),
        ('"使用 max"', ["upgrade"]),
        ('"Surge网格"', ["upgrade"]),
        ('"1.2版本"', ["version"]),
        ('"v1.2 版本"', ["version"]),
        ('"5版本"', []),
        ('"务"', ["clusters"]),
        ('title:"第 1"', ["january"]),
        ('title:"11月"', ["november"]),
        ('title:"1月"', ["january"]),
        ('发布 -"1月"', ["november only"]),
    ],
)
def test_a_phrase_begins_and_ends_with_whole_words(text, names):
    assert sorted(found(SITE, text)) == names


def test_the_last_word_of_an_open_phrase_may_go_on_while_it_is_typed():
    request = SearchRequest('"使用 upd', search_as_you_type=True)
    assert [hit.id for hit in SITE.search(request).hits] == ["updates.md"]


def test_the_kernel_and_python_find_the_same(without_kernel):
    expected = [sorted(found(SITE, text)) for text in ('"1月"', '"使用 update"')]
    without_kernel.undo()
    assert [sorted(found(make_searcher(*POSTS), text)) for text in ('"1月"', '"使用 update"')] == expected

import numpy as np

from indexer.index.format.layout import hash_term
from indexer.index.parts.part_reader import PartFacet
from indexer.index.reader.joined import join_counts, join_facets, join_sounds, number_translations


def facet(spellings, *documents):
    sizes = [len(values) for values in documents]
    values = np.array([value for row in documents for value in row], dtype=np.int32)
    return PartFacet(spellings, np.cumsum([0, *sizes]), values)


FIRST = facet([{"Istio": 1, "istio": 2}, {"Go": 1}], [0], [0, 1], [0])
SECOND = facet([{"go": 3}, {"ISTIO": 2}], [1], [], [0])


def test_values_of_parts_are_one_where_they_fold_together():
    joined = join_facets([FIRST, SECOND], {})
    assert (joined.values.tolist(), joined.owners.tolist()) == ([0, 0, 1, 0, 0, 1], [0, 1, 1, 2, 3, 5])
    assert joined.offsets.tolist() == [0, 1, 3, 4, 5, 5, 6]


def test_a_value_is_named_as_most_living_documents_write_it():
    assert join_facets([FIRST, SECOND], {}).names == ["ISTIO", "go"]
    assert join_facets([FIRST, SECOND], {"ISTIO": 1, "go": 3, "absent": 1}).names == ["istio", "Go"]


def test_posts_in_several_languages_are_numbered():
    keys = np.array([7, 0, 9, 7, 9], dtype=np.uint64)
    languages = join_facets([facet([{"zh": 1}, {"en": 1}], [0], [0], [0], [1], [0])], {})
    locales = join_facets([facet([], [], [], [], [], [])], {})
    assert number_translations(keys, languages, locales).tolist() == [0, -1, -1, 0, -1]


def test_posts_in_both_scripts_of_chinese_are_numbered():
    keys = np.array([7, 7, 9, 9], dtype=np.uint64)
    languages = join_facets([facet([{"zh": 4}], [0], [0], [0], [0])], {})
    locales = join_facets([facet([{"zh-Hans": 3}, {"zh-Hant": 1}], [0], [1], [0], [0])], {})
    assert number_translations(keys, languages, locales).tolist() == [0, 0, -1, -1]


def test_posts_that_share_a_key_and_a_language_are_numbered_with_no_other():
    keys = np.array([7, 7, 7, 9, 9, 9, 5], dtype=np.uint64)
    languages = join_facets([facet([{"zh": 2}, {"en": 4}, {"fr": 1}], [0], [1], [1], [0], [1], [2], [1])], {})
    locales = join_facets([facet([], *[[]] * 7)], {})
    numbers = number_translations(keys, languages, locales).tolist()
    assert (numbers[:3], numbers[6]) == ([-1] * 3, -1)
    assert numbers[3] == numbers[4] == numbers[5] >= 0
    assert number_translations(keys[:0], join_facets([facet([])], {}), join_facets([facet([])], {})).tolist() == []


def test_counts_of_parts_add_up_and_what_nobody_says_any_more_is_gone():
    assert list(join_counts([[("b", 2), ("c", 1)]], {})) == [("b", 2), ("c", 1)]
    assert list(join_counts([[("b", 2), ("c", 1)], [("a", 1), ("b", 1)]], {"c": 1})) == [("a", 1), ("b", 3)]


def test_words_sound_as_the_first_part_says_and_are_left_out_where_they_name_nothing_and_are_said_once():
    counts = {"网格": 1, "服务": 2, "流量": 1}
    keys = {hash_term(word): times for word, times in counts.items()}
    lists = [[("服务", "fu wu", 0)], [("服务", "", 0), ("流量", "", 0), ("网格", "", 1)]]
    count = lambda asked: np.array([keys[key] for key in asked.tolist()])  # noqa: E731
    assert join_sounds(lists, count, lambda asked: np.zeros(len(asked), dtype=np.int64)) == [
        ("服务", "fu wu"),
        ("网格", ""),
    ]
    assert join_sounds(lists, count, lambda asked: asked == hash_term("网格")) == [("服务", "fu wu")]

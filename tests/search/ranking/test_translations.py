import numpy as np
import pytest
from small_index import make_post, read_index

from indexer.search.query.plan import Plan
from indexer.search.ranking.translations import (
    add_translations,
    find_translations,
    in_language,
    lend_scores,
    prefer_language,
    share_found,
)
from indexer.search.snapshot import IndexSnapshot
from indexer.search.tuning import Tuning

POSTS = [
    make_post("zh", "网格", translation_key="k"),
    make_post("en", "mesh", translation_key="k", language="en"),
    make_post("alone", "mesh", language="en"),
    make_post("old", "maille", translation_key="k", language="fr"),
]
SNAPSHOT = IndexSnapshot(read_index(POSTS, dead=[3]), Tuning())
DOCS = np.arange(4, dtype=np.int32)


def mask(*docs):
    made = np.zeros(4, dtype=bool)
    made[list(docs)] = True
    return made


def lend(scores, language, tuning=None):
    snapshot = IndexSnapshot(SNAPSHOT.reader, tuning) if tuning else SNAPSHOT
    preferred = in_language(snapshot, DOCS, language)
    return lend_scores(snapshot, DOCS, np.array(scores, dtype=np.float32), preferred).tolist()


@pytest.mark.parametrize(("found", "wider"), [((0,), (0, 1)), ((1, 2), (0, 1, 2)), ((2,), (2,)), ((), ())])
def test_translations_of_what_is_found_become_candidates_unless_dead(found, wider):
    assert np.flatnonzero(add_translations(SNAPSHOT, mask(*found))).tolist() == list(wider)


def test_the_translation_in_the_language_of_the_query_comes_first():
    chinese, english, alone, _ = lend([1, 4, 2, 0], "zh")
    assert (chinese, english) == pytest.approx((4.25, 4.25 * 0.9))
    assert alone == 2


def test_without_a_translation_in_that_language_each_keeps_what_it_has_and_a_share_of_the_other():
    assert lend([1, 4, 2, 0], "de")[:3] == pytest.approx([2, 4.25, 2])


def test_a_weight_of_zero_lends_nothing():
    off = Tuning(translation=0)
    assert lend([1, 4, 2, 0], "zh", off) == [1, 4, 2, 0]
    assert np.flatnonzero(add_translations(IndexSnapshot(SNAPSHOT.reader, off), mask(0))).tolist() == [0]


def test_what_holds_for_a_post_holds_for_its_translations():
    assert share_found(SNAPSHOT, DOCS, mask(1)).tolist() == [True, True, False, False]
    assert share_found(SNAPSHOT, DOCS, mask(2)).tolist() == [False, False, True, False]


def test_the_other_languages_of_a_post_are_the_living_ones():
    assert [find_translations(SNAPSHOT, doc) for doc in (0, 1, 2)] == [[1], [0], []]


@pytest.mark.parametrize(
    ("typed", "guessed", "found", "preferred"),
    [
        ("network", "en", ["en", "ru", "es"], ["en"]),
        ("redes", "en", ["es"], []),  # the English one has no word of it: the best leads
        ("сети", "en", ["ru"], ["ru"]),
        ("сети", "en", ["en"], ["ru"]),
        ("网络", "zh", ["zh"], ["zh"]),
        ("设定", "zh", ["ja"], []),  # written alike in Japanese
        ("サービス", "zh", ["ja"], ["ja"]),
    ],
)
def test_the_letters_of_a_query_tell_the_language_that_comes_first(typed, guessed, found, preferred):
    languages = ["en", "es", "ja", "ru", "zh"]
    posts = [make_post(each, each, translation_key="k", language=each) for each in languages]
    snapshot = IndexSnapshot(read_index(posts), Tuning())
    docs = np.arange(len(languages), dtype=np.int32)
    mask = prefer_language(snapshot, Plan(typed, language=guessed), docs, np.isin(languages, found))
    assert [language for language, first in zip(languages, mask.tolist(), strict=True) if first] == preferred


def test_of_two_languages_in_letters_of_their_own_that_of_the_query_comes_first_though_it_was_not_found_itself():
    nothing_found = np.zeros(4, dtype=bool)
    snapshot = IndexSnapshot(read_index(POSTS[:3]), Tuning())
    assert prefer_language(snapshot, Plan("mesh", language="en"), DOCS[:3], nothing_found[:3]).tolist() == [
        False,
        True,
        True,
    ]

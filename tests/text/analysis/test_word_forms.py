import pytest

from indexer.text.analysis.segmenter import make_segmenter
from indexer.text.analysis.word_forms import (
    _Stemmers,
    count_positions,
    find_word_forms,
    is_plain,
    stem_words,
    word_term,
)

SEGMENTER = make_segmenter(["流量管理"])


def forms_of(raw):
    """Return the forms of a raw token: term, start, end, step; subwords in brackets."""
    forms = find_word_forms(raw, SEGMENTER)
    return [(f"[{form.term}]" if form.is_subword else form.term, *form[1:4]) for form in forms]


@pytest.mark.parametrize(
    ("raw", "forms"),
    [
        ("Running", [("run", 0, 7, 0)]),
        ("kube-proxy", [("kube-proxy", 0, 10, 0), ("kubeproxi", 0, 10, 0), ("kube", 0, 4, 0), ("proxi", 5, 10, 1)]),
        ("maxSurge", [("maxsurg", 0, 8, 0), ("[max]", 0, 3, 0), ("[surg]", 3, 8, 0)]),
        ("v1.18.2", [("v1.18.2", 0, 7, 0), ("[1.18]", 0, 7, 0), ("1.18.2", 0, 7, 0)]),
        (
            "v8.2.tar",
            [("v8.2.tar", 0, 8, 0), ("v82tar", 0, 8, 0), ("v8.2", 0, 4, 0), ("8.2", 0, 4, 0), ("tar", 5, 8, 1)],
        ),
        ("go1.20.3", [("go1.20.3", 0, 8, 0), ("go1203", 0, 8, 0), ("go1", 0, 3, 0), ("20", 4, 6, 1), ("3", 7, 8, 2)]),
        ("流量管理", [("流量管理", 0, 4, 0), ("[流量]", 0, 2, 0), ("[管理]", 2, 4, 0)]),
        (".NET", [(".net", 0, 4, 0)]),
        ("ｆineTune", [("finetun", 0, 8, 0)]),
        ("it’s", [("it", 0, 4, 0)]),
    ],
)
def test_a_raw_token_has_all_its_forms_the_longer_first(raw, forms):
    assert forms_of(raw) == forms


@pytest.mark.parametrize("raw", ["running", "K8S", "Word", "2024", "服务", "服", "ｎet"])
def test_a_plain_word_has_one_form_that_is_all_of_it(raw):
    assert is_plain(raw)
    ((_, start, end, step),) = forms_of(raw)
    assert (start, end, step) == (0, len(raw), 0)


@pytest.mark.parametrize(("raw", "positions"), [("kube-proxy", 2), ("a.b-c", 3), ("v1.2-rc1", 2), ("服务网格", 1)])
def test_positions_are_those_of_the_parts_of_a_compound(raw, positions):
    assert count_positions(find_word_forms(raw, SEGMENTER)) == positions


@pytest.mark.parametrize("word", ["ios", "windows", "aws", "pandas", "bios"])
def test_a_name_that_looks_like_a_plural_is_its_own_term(word):
    assert word_term(word) == word


def test_a_name_is_not_stemmed_in_a_compound_or_by_the_half_of_a_plural_either():
    assert [form[0] for form in forms_of("iOS-apps")] == ["ios-apps", "iosapp", "ios", "[os]", "app"]
    assert stem_words(["windows", "window", "boxes"]) == ["windows", "window", "box"]


def test_the_letters_a_word_ends_with_choose_its_stemmer():
    stemmers = _Stemmers([("a-z", "english"), ("а-я", "russian")])
    found = [stemmers.stem([word]) for word in ("running", "серверами", "한국어")]
    assert found == [["run"], ["сервер"], ["한국어"]]


@pytest.mark.parametrize(
    ("word", "term"), [("серверами", "серверами"), ("3d", "3d"), ("dogs'", "dog"), ("x" * 99, "x" * 64)]
)
def test_a_word_that_no_stemmer_is_for_is_its_own_term(word, term):
    assert word_term(word) == term

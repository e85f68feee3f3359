import pytest
from small_index import found, make_post, make_searcher

SITE = make_searcher(
    make_post("french", "Nous partons pendant l'été, et l’après-midi d'un faune."),
    make_post("italian", "Un museo dell'arte"),
    make_post("plain", "Un été à Paris"),
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("été", ["french", "plain"]),
        ("ete", ["french", "plain"]),
        ("l'été", ["french", "plain"]),
        ("L’ÉTÉ", ["french", "plain"]),
        ('"pendant été"', ["french"]),
        ('"pendant l’été"', ["french"]),
        ("faune après", ["french"]),
        ("arte", ["italian"]),
        ("dell’arte", ["italian"]),
    ],
)
def test_a_word_is_found_behind_an_elision_and_with_it(text, names):
    assert sorted(found(SITE, text)) == names

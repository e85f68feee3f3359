import pytest
from small_index import make_post, make_searcher


def number(*posts):
    """Return each post's number among those that exist in several languages."""
    made = [make_post(f"post{at}", "text", language=code, translation_key=key) for at, (code, key) in enumerate(posts)]
    return make_searcher(*made).part.translations.tolist()


def test_posts_of_one_key_in_different_languages_share_a_number():
    assert number(("zh", "a"), ("en", "b"), ("en", "a"), ("zh", "b")) == [0, 1, 0, 1]


@pytest.mark.parametrize("posts", [[("zh", "a"), ("zh", "a")], [("zh", ""), ("en", "")], [("zh", "a"), ("en", "b")]])
def test_posts_of_one_language_or_of_no_common_key_are_no_translations(posts):
    assert number(*posts) == [-1, -1]

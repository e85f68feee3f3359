import pytest

from indexer.text.slugs import hugo_normalise, hugo_sanitize, remove_accents


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("My Post", "My-Post"),
        ("a  b", "a-b"),
        ("a - b", "a-b"),
        (" leading", "leading"),
        ("C++ & C#", "C++-C#"),
        ("中文，标题！", "中文标题"),
        ("100% %41", "100-%41"),
        ("a_b~c@d.e/f", "a_b~c@d.e/f"),
    ],
)
def test_hugo_keeps_letters_digits_and_a_few_signs(text, clean):
    assert hugo_sanitize(text) == clean


def test_hugos_own_paths_are_lower_case_with_a_hyphen_for_every_space():
    assert hugo_normalise("My  Post") == "my--post"


def test_accents_go_and_chinese_stays():
    assert remove_accents("Ünïted café 中文 が") == "United cafe 中文 か"

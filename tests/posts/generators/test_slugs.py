import pytest

from indexer.posts.generators.slugs import (
    as_written,
    encode_uri,
    escape_path,
    go_escape_path,
    go_unescape_query,
    hugo_normalise,
    hugo_sanitize,
    remove_accents,
)


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


@pytest.mark.parametrize(
    ("path", "escaped"),
    [
        ("/a(b)!", "/a(b)!"),
        ("/中(b)!", "/%E4%B8%AD%28b%29%21"),
        ("/a b", "/a%20b"),
        ("/%41", "/%41"),
        ("/%23中", "/%23%E4%B8%AD"),
    ],
)
def test_go_leaves_a_valid_path_alone_and_writes_any_other_anew(path, escaped):
    assert go_escape_path(path) == escaped


def test_go_reads_a_plus_in_a_query_as_a_space():
    assert go_unescape_query("c++%20x") == "c   x"


def test_paths_are_percent_encoded_once():
    assert escape_path("/a b/%20/中") == "/a%20b/%20/%E4%B8%AD"
    assert encode_uri("/a b/(1)#x") == "/a%20b/(1)#x"


def test_what_is_no_text_becomes_text():
    assert as_written(2020) == "2020"
    assert as_written(" a ") == " a "

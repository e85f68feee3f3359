import pytest

from indexer.posts.generators.percent_encoding import encode_uri, escape_path, go_escape_path, go_unescape_query


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

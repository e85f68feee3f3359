import pytest

from indexer.errors import ConfigurationError
from indexer.posts.generators.globs import compile_glob


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/blog/*", "/blog/post", True),
        ("/blog/*", "/blog/2020/post", False),
        ("/blog/**", "/blog/2020/post", True),
        ("{/blog,/blog/**}", "/blog", True),
        ("{/a,/b/{c,d}}", "/b/d", True),
        ("a,b", "a,b", True),
        ("**/x", "x", True),
        ("[!ab]?", "cd", True),
        ("[ab]?", "cd", False),
        (r"\*", "*", True),
        ("a.b", "axb", False),
    ],
)
def test_a_pattern_matches_whole_paths(pattern, path, matches):
    assert bool(compile_glob(pattern).fullmatch(path)) is matches


def test_a_star_crosses_folders_where_the_generator_says_so():
    assert compile_glob("*.md", star_crosses=True).fullmatch("a/b.md")


def test_two_stars_and_a_slash_need_a_folder_in_hugo():
    assert not compile_glob("/a/**/b", deep_may_be_empty=False).fullmatch("/a/b")
    assert compile_glob("/a/**/b").fullmatch("/a/b")


@pytest.mark.parametrize("pattern", ["{a", "[z-a]", "a}"])
def test_a_pattern_that_cannot_be_read_is_named(pattern):
    with pytest.raises(ConfigurationError, match=r"the pattern '.+' cannot be read"):
        compile_glob(pattern)

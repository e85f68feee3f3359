from pathlib import Path

import pytest

from indexer.posts.site_folders import resolve_folders, split_folders


def names(text):
    return {site.name: str(site.folder) for site in split_folders(Path(text))}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("/a/blog", {"blog": "/a/blog"}),
        ("/a/blog:/b/docs", {"blog": "/a/blog", "docs": "/b/docs"}),
        ("/a/blog:/b/blog:/c/blog", {"blog": "/a/blog", "blog-2": "/b/blog", "blog-3": "/c/blog"}),
        ("News=/a/blog:/b/docs", {"News": "/a/blog", "docs": "/b/docs"}),
        ("/a/blog/public:/b/_site", {"blog": "/a/blog/public", "b": "/b/_site"}),
        ("/a/x=y:/b", {"x=y": "/a/x=y", "b": "/b"}),
    ],
)
def test_several_folders_are_written_as_path_writes_them(written, expected):
    assert names(written) == expected


def test_a_folder_that_is_there_is_one_site_whatever_its_name(tmp_path):
    folder = tmp_path / "a:b"
    folder.mkdir()
    assert names(str(folder)) == {"a:b": str(folder)}


def test_relative_folders_start_from_a_folder():
    assert str(resolve_folders(Path("blog:../docs"), Path("/srv/sites"))) == "/srv/sites/blog:/srv/docs"
    assert resolve_folders(Path("blog"), Path("/srv")) == Path("/srv/blog")

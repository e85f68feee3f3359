from pathlib import Path

import pytest

from indexer.errors import UsageError
from indexer.posts.site import recognise_site


def test_a_folder_without_configuration_is_plain(tmp_path):
    rules = recognise_site(tmp_path)
    assert (rules.name, rules.root) == ("plain", tmp_path)


def test_a_folder_that_is_missing_is_named_with_what_to_do(tmp_path):
    with pytest.raises(UsageError) as caught:
        recognise_site(tmp_path / "nowhere")
    assert str(caught.value) == (
        f"{tmp_path}/nowhere: no such folder; give the root of a site, or a folder of Markdown posts"
    )


def test_a_file_is_no_site(tmp_path):
    file = tmp_path / "post.md"
    file.touch()
    with pytest.raises(UsageError, match="is a file; give the folder of the site that it belongs to"):
        recognise_site(file)


def test_a_relative_path_becomes_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert recognise_site(Path()).root == tmp_path

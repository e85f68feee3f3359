"""Where commands build: a folder is one as it is; an address needs the client of clusters, and says so."""

import pytest
from click.testing import CliRunner

from indexer.cli import search_index
from indexer.engines import target
from indexer.requirements import install_extra
from indexer.settings.load import load_settings

ADDRESS = "https://search.example.org:9200/posts"


def settings_for(tmp_path, **given):
    return load_settings(options=given, environment={"XDG_DATA_HOME": str(tmp_path)})


def test_a_folder_is_built_in_as_it_is(tmp_path):
    settings = settings_for(tmp_path, index=tmp_path / "index")
    with target.open_target(settings) as root:
        assert root == target.local_root(settings) == tmp_path / "index"


def test_an_index_of_a_cluster_is_built_in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    settings = settings_for(tmp_path, index=ADDRESS)
    assert target.local_root(settings) == tmp_path / "search-index-clusters" / "search-example-org-9200-posts" / "index"
    named = load_settings(
        options={"index": ADDRESS}, environment={"SEARCH_CLUSTER_FOLDER": str(tmp_path / "mine"), "HOME": str(tmp_path)}
    )
    assert target.local_root(named) == tmp_path / "mine" / "index"


COMMANDS = (
    *(["rebuild"], ["update", "."], ["watch", "."], ["rollback"], ["stats"], ["doctor"]),
    *(["query", "istio"], ["explain", "istio"], ["serve", "--port", "0"]),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_address_is_refused_where_no_client_is_installed(tmp_path, monkeypatch, command):
    monkeypatch.setattr(target, "find_spec", lambda name: None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    done = CliRunner().invoke(search_index, [*command, "--index", ADDRESS])
    assert done.exit_code == 2
    assert f"{ADDRESS}: the client of search clusters is not installed; run {install_extra('cluster')}" in done.output
    assert list(tmp_path.iterdir()) == []


def test_words_are_read_where_the_index_is_built(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    done = CliRunner().invoke(search_index, ["words", "--index", ADDRESS])
    assert done.exit_code == 1
    assert "Run it on the machine that builds the index" in done.output

"""``search_app:create_app()``, as a WSGI server that is told nothing but this name calls it."""

import subprocess
import sys
import threading

import pytest
from web.engine import FixedEngine

from indexer.errors import ConfigurationError
from search_app import create_app

POST = "---\ntitle: 服务网格\n---\n\nistio 流量管理\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with an index of one post and a file of settings that names it."""
    folder = tmp_path_factory.mktemp("factory")
    (folder / "site").mkdir()
    (folder / "site/post.md").write_text(POST, encoding="utf-8")
    build = [sys.executable, "-m", "indexer.cli", "rebuild", folder / "site", "--index", folder / "index", "--quiet"]
    subprocess.run(build, check=True)
    (folder / "search-index.toml").write_text(
        'index = "index"\nprefix = "/find"\nmetrics = false\ndeadline = 60\n', encoding="utf-8"
    )
    return folder


def test_without_arguments_it_reads_the_file_of_settings_and_opens_the_index(folder, monkeypatch):
    monkeypatch.chdir(folder)
    client = create_app().test_client()
    assert client.get("/find/api/search?q=istio").json["total"] == 1
    assert 'action="/find/search"' in client.get("/find/").text
    assert client.get("/find/metrics").status_code == 404


def test_the_environment_overrules_the_file(folder, monkeypatch):
    monkeypatch.setenv("SEARCH_CONFIG", str(folder / "search-index.toml"))
    monkeypatch.setenv("SEARCH_LANGUAGE", "zh")
    assert '<html lang="zh-Hans">' in create_app().test_client().get("/find/").text


def test_a_setting_that_cannot_be_meant_is_told_at_the_start(monkeypatch):
    monkeypatch.setenv("SEARCH_PORT", "http")
    with pytest.raises(ConfigurationError, match="SEARCH_PORT"):
        create_app()


def test_with_an_engine_nothing_else_is_read(folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SEARCH_PORT", "http")
    assert create_app(FixedEngine()).test_client().get("/metrics").status_code == 200


def test_flask_finds_the_factory_by_the_name_of_the_package(folder):
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "search_app", "routes"],
        cwd=folder, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert "/api/search" in done.stdout, done.stderr


def test_processes_of_another_server_count_together_in_the_folder_that_the_environment_names(folder, monkeypatch):
    monkeypatch.setenv("SEARCH_INDEX", str(folder / "index"))
    monkeypatch.setenv("SEARCH_METRICS", "false")
    monkeypatch.setenv("SEARCH_RATE_LIMIT", "1/hour")
    asked = []
    for shared in (None, folder):
        if shared:
            monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(shared))
        clients = [create_app().test_client() for _ in range(2)]
        asked.append([client.get("/api/search?q=istio").status_code for client in clients])
    assert asked == [[200, 200], [200, 429]]


def test_a_server_that_knows_nothing_of_engines_keeps_dictionaries_ready_all_the_same(folder, monkeypatch):
    monkeypatch.chdir(folder)
    prepared = threading.Event()
    monkeypatch.setattr("indexer.search.searcher.Searcher.prepare", lambda _: prepared.set())
    create_app().test_client().get("/find/healthz")
    assert prepared.wait(60)

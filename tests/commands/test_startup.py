"""What a command imports decides how long it takes to start. Modules are counted, not seconds."""

import json
import subprocess
import sys

import pytest

import indexer
from indexer.cli import search_index
from indexer.commands.names import OWN, all_commands, load_command, read_summary
from indexer.native import kernel

RUN = """
import json, sys
from indexer.cli import search_index
search_index.main(sys.argv[1:], standalone_mode=False)
print("\\n" + json.dumps(sorted(sys.modules)))
"""


def modules_of(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, arguments)], capture_output=True, text=True, check=True, timeout=300
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def packages_of(*arguments):
    return {name.partition(".")[0] for name in modules_of(*arguments)}


def test_help_imports_no_command_and_no_library_but_click():
    modules = modules_of("--help")
    assert {name for name in modules if name.startswith(("indexer", "search_app"))} == {
        "indexer", "indexer.cli", "indexer.commands", "indexer.commands.names", "indexer.errors", "indexer.stopping",
    }  # fmt: skip
    assert not {name.partition(".")[0] for name in modules} & {"flask", "numpy", "whoosh", "jieba", "rjieba", "opencc"}


@pytest.mark.parametrize("name", OWN)
def test_no_command_of_the_indexer_imports_the_web(name):
    assert not packages_of(name, "--help") & {"flask", "werkzeug", "uvicorn", "search_app"}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("query")
    indexer.build(folder / "index", [indexer.Post(id="1", title="服务网格", body="Istio", url="/1")])
    return folder / "index"


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("istio", set()),
        ("isto", set()),
        ("服务网格", {"rjieba"}),
        ("fuwuwangge", {"rjieba"}),
        ("福务", {"rjieba"}),
    ],
)
def test_a_query_imports_only_what_its_words_need(index, text, needed):
    packages = packages_of("query", text, "--index", index)
    assert not packages & {"flask", "whoosh", "lxml", "pyromark", "frontmatter", "yaml", "dateutil", "hypothesis"}
    assert "tomllib" not in packages  # what this version requires is looked up only where something is missing
    assert packages & {"rjieba", "jieba", "pypinyin"} == (set() if kernel() else needed)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    (folder / "post.md").write_text("# 服务网格\n\nIstio.\n", encoding="utf-8")
    modules_of("rebuild", "--quiet", folder, "--index", folder / "index")
    return folder


@pytest.mark.parametrize(("changed", "needed"), [(False, set()), (True, {"frontmatter", "yaml", "pyromark"})])
def test_an_update_imports_only_what_it_needs(site, changed, needed):
    if changed:
        (site / "post.md").write_text("# 服务网格\n\nIstio and Envoy.\n", encoding="utf-8")
    packages = packages_of("update", "--quiet", site, "--index", site / "index")
    readers = {"lxml", "pyromark", "frontmatter", "yaml", "dateutil", "text_unidecode"}
    assert packages & readers == needed
    if kernel():
        assert not packages & {"rjieba", "jieba", "pypinyin"}


def test_a_server_imports_nothing_that_reads_sites():
    code = "import sys, search_app.service.serve; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)
    packages = {name.partition(".")[0] for name in done.stdout.split()}
    assert not packages & {"lxml", "pyromark", "frontmatter", "yaml", "dateutil", "text_unidecode", "whoosh"}


def test_a_summary_is_the_first_sentence_of_the_commands_own_help():
    for name, target in all_commands().items():
        assert read_summary(target) == load_command(name).help.splitlines()[0]


def test_a_command_without_source_is_imported_for_its_summary(monkeypatch):
    monkeypatch.setattr("indexer.commands.names._find_source", lambda module: None)
    assert read_summary(OWN["stats"]) == load_command("stats").help.splitlines()[0]


def test_a_command_of_another_package_is_listed_and_run(tmp_path, monkeypatch):
    (tmp_path / "greeting.py").write_text(
        "import click\n\n@click.command()\ndef greet():\n    '''Greet whoever asks.'''\n    click.echo('hello')\n"
    )
    information = tmp_path / "greeting-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[search_index.commands]\ngreet = greeting:greet\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert list(all_commands()) == [*OWN, "greet", "serve"]
    assert read_summary("greeting:greet") == "Greet whoever asks."
    assert load_command("greet").callback.__name__ == "greet"
    assert search_index.get_command(None, "nothing") is None

"""Fake distributions of Whoosh, installed beside and over one another, are noticed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import whoosh

from indexer.index.build.rebuild import rebuild
from indexer.posts.post import Problem
from indexer.whoosh_codec.installation import find_requirement, find_whoosh_problem, list_installed

REAL = Path(whoosh.__path__[0])
VERSION = ".".join(map(str, whoosh.__version__))


def install(folder, name, version, init=None):
    """Lay a distribution down as pip does; ``init`` are the contents of its ``whoosh/__init__.py``."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "RECORD").write_text("whoosh/__init__.py,,\n")
    if init is not None:
        (folder / "whoosh").mkdir(exist_ok=True)
        (folder / "whoosh" / "__init__.py").write_text(init)


def real_whoosh_as(version):
    """Return the contents of a ``whoosh/__init__.py`` whose modules are the real ones, but that has another version."""
    return f"__version__ = {version}\n__path__.append({str(REAL)!r})\ndef versionstring(*_, **__): return 'fake'\n"


def ask(folder, code="from indexer.whoosh_codec.installation import find_whoosh_problem as f; print(f())"):
    """Ask in a process that finds the folder's packages first."""
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_the_installation_of_these_tests_is_sound():
    assert find_whoosh_problem() is None


def test_distributions_are_listed_by_name_and_version(tmp_path):
    install(tmp_path, "Whoosh", "2.7.4")
    install(tmp_path, "whoosh3", "3.54.0")
    found = list_installed([str(tmp_path)])
    assert [(each.name, each.version) for each in found] == [("whoosh3", "3.54.0"), ("Whoosh", "2.7.4")]
    assert {each.package for each in found} == {tmp_path / "whoosh"}
    assert list_installed([str(tmp_path / "empty")]) == []


def test_one_distribution_that_comes_first_on_the_path_is_no_problem(tmp_path):
    install(tmp_path, "Whoosh-Reloaded", "2.7.5", real_whoosh_as((2, 7, 5)))
    assert ask(tmp_path) == "None"


@pytest.mark.parametrize(("name", "version"), [("Whoosh", "2.7.4"), ("Whoosh-Reloaded", "2.7.5")])
def test_two_distributions_in_one_folder_are_told_with_the_commands_that_mend_it(tmp_path, name, version):
    install(tmp_path, "whoosh3", "3.54.0")
    install(tmp_path, name, version, real_whoosh_as(tuple(map(int, version.split(".")))))
    assert ask(tmp_path) == (
        f"whoosh3 3.54.0 and {name} {version} are installed into one folder, {tmp_path / 'whoosh'}, and overwrite each "
        f"other's files (version {version} is imported); run python -m pip uninstall --yes whoosh3 {name}, then "
        f"python -m pip install {find_requirement()}"
    )


def test_files_that_pip_did_not_put_there_are_told(tmp_path):
    install(tmp_path, "whoosh3", "3.54.0", real_whoosh_as((2, 7, 4)))
    assert ask(tmp_path).startswith(
        f"{tmp_path / 'whoosh'} holds version 2.7.4, but pip installed whoosh3 3.54.0 there; run python -m pip "
    )


@pytest.mark.parametrize("init", ["", "raise AttributeError('of another version')", "__version__ = 3,\nwords = ("])
def test_a_whoosh_that_cannot_be_imported_is_told(tmp_path, init):
    install(tmp_path, "whoosh3", "3.54.0", init)
    told = ask(tmp_path)
    assert told.startswith("Whoosh cannot be imported (")
    assert "; run python -m pip uninstall --yes whoosh3" in told
    assert told.endswith(f", then python -m pip install {find_requirement()}")


def test_a_build_without_a_whoosh_that_can_be_imported_stops_and_says_what_to_do(tmp_path):
    install(tmp_path, "whoosh3", "3.54.0", "raise ImportError('half a package')")
    told = ask(
        tmp_path,
        "from pathlib import Path\nfrom indexer.errors import SearchIndexError\n"
        "from indexer.whoosh_codec import check_store, open_whoosh, write_toc\n"
        "for call in (write_toc, check_store, open_whoosh):\n"
        "    try: call(Path())\n"
        "    except SearchIndexError as error: print(error)\n",
    )
    assert told.count("Whoosh cannot be imported (ImportError: half a package); run python -m pip uninstall") == 3


def test_a_build_warns_of_an_installation_that_is_about_to_break(tmp_path, monkeypatch):
    (tmp_path / "post.md").write_text("# Post\n\nText.\n")
    monkeypatch.setattr("indexer.index.build.whoosh_index.find_whoosh_problem", lambda: "two of them")
    report = rebuild(tmp_path, tmp_path / "index")
    assert report.problems == (Problem("whoosh", 0, "two of them", refused=False),)

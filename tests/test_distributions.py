"""Distributions are found as ``importlib.metadata`` finds them, without it."""

import subprocess
import sys
import zipfile
from importlib import metadata

import pytest

from indexer.distributions import Distribution, find_distributions, find_version


def test_each_that_is_installed_has_the_version_that_the_library_tells():
    names = {each.metadata["Name"] for each in metadata.distributions()}
    assert len(names) > 20
    assert {name: find_version(name) for name in names} == {name: metadata.version(name) for name in names}


@pytest.mark.parametrize("spelling", ["PyStemmer", "pystemmer", "PYSTEMMER"])
def test_a_name_may_be_spelt_in_any_way(spelling):
    assert find_version(spelling) == metadata.version("PyStemmer")
    assert find_version("no-such-thing") is None


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("some_thing-1.0.dist-info", "METADATA"),
        ("some.thing-1.0.egg-info", "PKG-INFO"),
        ("Some_Thing-1.0.egg-info", ""),
    ],
)
def test_folders_and_files_of_all_kinds_are_read(tmp_path, folder, file):
    path = tmp_path / folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_text("Metadata-Version: 2.1\nName: some-thing\nVersion: 1.0\nSummary: a\n b\n\nVersion: 9\n")
    assert [*find_distributions("Some.Thing", [str(tmp_path)])] == [Distribution("some-thing", "1.0", tmp_path)]
    assert [each.version for each in metadata.distributions(name="some-thing", path=[str(tmp_path)])] == ["1.0"]


def test_what_cannot_be_read_is_none(tmp_path):
    (tmp_path / "thing-1.0.dist-info").mkdir()
    (tmp_path / "file").write_text("")
    assert [*find_distributions("thing", [str(tmp_path), str(tmp_path / "missing")])] == []


def test_archives_are_looked_into(tmp_path):
    archive = tmp_path / "packed.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("thing-1.5.dist-info/METADATA", "Metadata-Version: 2.1\nName: thing\nVersion: 1.5\n")
    assert [(each.name, each.version) for each in find_distributions("thing", [str(archive)])] == [("thing", "1.5")]


def test_opening_an_index_loads_no_parser_of_mail():
    use = "from indexer.index.generations.manifest import library, software; library(), software()"
    command = [sys.executable, "-c", f"{use}; import sys; print('email' in sys.modules)"]
    assert subprocess.check_output(command, text=True) == "False\n"

"""What a version requires: found in a checkout as it is now, and elsewhere as pip noted it."""

import shlex
import sys
from importlib import metadata
from pathlib import Path

import pytest

from indexer import requirements
from indexer.requirements import Unmet, find_unmet, install_command, install_extra, requirement_of, tell_missing

ROOT = Path(__file__).parents[1]


@pytest.fixture
def checkout(tmp_path):
    """A checkout that was pulled: it requires what pip has never heard of, a click of the far future, another lxml."""
    required = (
        '"click>=99.1", "flask[async]>=0.1; python_version > \'3\'", "lxml==0.1", "no-such-thing>=0.9", "numpy<99"'
    )
    text = f'[project]\nname = "post-search"\ndependencies = [{required}]\n'
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "constraints.txt").write_text("")
    return tmp_path


def test_all_that_this_version_requires_is_installed():
    assert find_unmet() == ()


def test_a_checkout_requires_what_it_says_now_and_not_when_it_was_installed(checkout):
    version = metadata.version("click")
    lxml = Unmet("lxml==0.1", metadata.version("lxml"))
    assert find_unmet(checkout) == (Unmet("click>=99.1", version), lxml, Unmet("no-such-thing>=0.9"))
    assert list(map(str, find_unmet(checkout)))[::2] == [
        f"click>=99.1 is required, and {version} is installed",
        "no-such-thing>=0.9 is required, and is not installed",
    ]


@pytest.mark.parametrize(
    ("requirement", "installed", "is_met"),
    [
        ("x>=6.0", "6", True),
        ("x>=6.0.2", "6.0", False),
        ("x>=1.9", "1.10.0rc1", True),
        ("x>=2.9", "2.9.0.post0", True),
        ("x==3.54.0", "3.54", True),
        ("x==3.54.0", "3.54.1", False),
        ("x==3.54.0", "3.53.9", False),
        ("x>=0.54,<1", "0.54.1", True),
        ("x>=0.54,<1", "0.53", False),
        ("x>=0.54,<1", "1.0", False),
        ("x>=1; python_version < '3'", "4", True),
    ],
)
def test_versions_are_compared_by_their_numbers(tmp_path, monkeypatch, requirement, installed, is_met):
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "post-search"\ndependencies = ["{requirement}"]')
    monkeypatch.setattr(requirements.metadata, "version", lambda name: installed)
    assert find_unmet(tmp_path) == (() if is_met else (Unmet(requirement, installed),))


def test_a_checkout_names_what_it_requires_of_one_distribution_and_elsewhere_it_goes_by_its_name(checkout, monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    assert requirement_of("lxml", checkout) == "lxml==0.1"
    assert requirement_of("of-nobody", checkout) == "of-nobody"
    monkeypatch.setattr(requirements.metadata, "requires", missing)
    assert requirement_of("lxml", checkout / "elsewhere") == "lxml"


@pytest.mark.parametrize("text", ["", "[project", '[project]\nname = "another"\ndependencies = ["no-such-thing"]'])
def test_elsewhere_the_notes_of_pip_tell(tmp_path, monkeypatch, text):
    (tmp_path / "pyproject.toml").write_text(text)
    noted = ["no-such-thing>=1", "mypy>=99; extra == 'dev'"]
    monkeypatch.setattr(requirements.metadata, "requires", lambda name: noted)
    assert find_unmet(tmp_path) == (Unmet("no-such-thing>=1"),)


def test_the_command_installs_for_the_python_that_runs_the_versions_that_were_tried(checkout, tmp_path):
    constraints = str(checkout / "constraints.txt")
    given = shlex.split(install_command(["a>=1", "b"], checkout))
    assert given == [sys.executable, "-m", "pip", "install", "--constraint", constraints, "a>=1", "b"]
    assert shlex.split(install_command(["a"], tmp_path / "elsewhere", anew=True))[3:] == [
        "install",
        "--force-reinstall",
        "a",
    ]


def test_an_extra_is_installed_from_the_checkout_which_stays_what_is_installed(checkout, tmp_path):
    constraints = str(checkout / "constraints.txt")
    given = shlex.split(install_extra("cluster", checkout))
    assert given[3:] == ["install", "--constraint", constraints, "--editable", f"{checkout}[cluster]"]
    (checkout / "constraints.txt").unlink()
    assert shlex.split(install_extra("cluster", checkout))[3:] == ["install", "--editable", f"{checkout}[cluster]"]
    assert shlex.split(install_extra("cluster", tmp_path / "elsewhere"))[3:] == ["install", "post-search[cluster]"]


@pytest.mark.parametrize(
    ("module", "name"),
    [("Stemmer", "pystemmer"), ("yaml.reader", "pyyaml"), ("flask_cors", "flask-cors"), ("rapidfuzz", "rapidfuzz")],
)
def test_a_missing_module_is_told_by_the_name_that_pip_installs(module, name):
    told = tell_missing(ModuleNotFoundError(f"No module named {module!r}", name=module))
    assert told.startswith(f"{name} is not installed, which this version requires; run {sys.executable} -m pip install")
    assert told.endswith(f" {name}")


def test_every_module_of_another_name_than_its_distribution_is_listed():
    distributions = metadata.packages_distributions()
    installed = {name.lower() for names in distributions.values() for name in names}
    assert set(requirements._DISTRIBUTIONS.values()) <= installed
    required = {requirements._name_of(each) for each in requirements._requirements(ROOT)}
    for module, names in distributions.items():
        for name in {each.lower() for each in names} & required:
            told = requirements._DISTRIBUTIONS.get(module, module.replace("_", "-"))
            assert told == name or module.startswith("_"), (module, name)


@pytest.mark.parametrize(
    "error",
    [
        ImportError("libgomp.so.1: failed to map segment from shared object"),
        ModuleNotFoundError("No module named 'indexer.x'", name="indexer.x"),
        ModuleNotFoundError("of no name"),
    ],
)
def test_what_cannot_be_loaded_for_another_reason_is_told_as_it_is(error):
    assert tell_missing(error) == f"cannot be loaded: {error}. More memory may help (ulimit -v), or installing it anew"

"""What this version requires of other distributions, and the command that installs what is missing.

A checkout requires what its ``pyproject.toml`` says now: what pip noted when it was installed may be older.
"""

import operator
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

_OURS = "post-search"
_OWN = {"indexer", "search_app"}
_ROOT = Path(__file__).resolve().parents[1]
_DISTRIBUTIONS = {
    "Stemmer": "pystemmer",
    "dateutil": "python-dateutil",
    "frontmatter": "python-frontmatter",
    "spellchecker": "pyspellchecker",
    "whoosh": "whoosh3",
    "yaml": "pyyaml",
}
"""Modules that have another name than the distribution that brings them."""
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_BOUND = re.compile(r"(>=|==|<)\s*([0-9.]+)")
_COMPARE = {">=": operator.ge, "==": operator.eq, "<": operator.lt}
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")


@dataclass(frozen=True, slots=True)
class Unmet:
    """A requirement that is not met.

    Attributes:
        requirement: As pip takes it: ``opencc>=1.4``.
        installed: The version that is there, too old or too new; empty where none is.
    """

    requirement: str
    installed: str = ""

    @property
    def name(self) -> str:
        """The distribution."""
        return _name_of(self.requirement)

    def __str__(self) -> str:
        """Say it in words."""
        there = f"{self.installed} is installed" if self.installed else "is not installed"
        return f"{self.requirement} is required, and {there}"


def find_unmet(root: Path = _ROOT) -> tuple[Unmet, ...]:
    """Return what this version requires and does not find.

    Args:
        root: The folder that holds this package.
    """
    return tuple(_find_unmet(_requirements(root)))


def requirement_of(name: str, root: Path = _ROOT) -> str:
    """Return what this version requires of a distribution, as pip takes it: its name where it requires none.

    Args:
        name: As pip calls it.
        root: As of ``find_unmet``.
    """
    return next((each for each in _requirements(root) if _name_of(each) == name), name)


def install_command(requirements: Sequence[str], root: Path = _ROOT, *, anew: bool = False) -> str:
    """Return the command that installs distributions for the Python that runs this.

    Args:
        requirements: As pip takes them.
        root: As of ``find_unmet``; a checkout says which versions were tried.
        anew: Whether they may be there, but do not work.
    """
    again = ["--force-reinstall"] if anew else []
    return _pip_install([*again, *_constraints(root), *requirements])


def install_extra(extra: str, root: Path = _ROOT) -> str:
    """Return the command that installs what a feature requires that most users do without, such as a cluster.

    Args:
        extra: As ``pyproject.toml`` calls it.
        root: As of ``find_unmet``; a checkout is installed as such again, so that its files stay those in use.
    """
    ours = [f"{_OURS}[{extra}]"] if _checkout(root) is None else ["--editable", f"{root}[{extra}]"]
    return _pip_install([*_constraints(root), *ours])


def find_missing(error: ImportError) -> str:
    """Return what is missing, as pip calls it; empty where an error of loading does not say that anything is."""
    module = (error.name or "").split(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    return "" if module in _OWN else _DISTRIBUTIONS.get(module, module.replace("_", "-"))


def tell_missing(error: ImportError) -> str:
    """Say what an error of loading means, and what to do."""
    name = find_missing(error)
    if not name:
        return f"cannot be loaded: {error}. More memory may help (ulimit -v), or installing it anew"
    unmet = [each.requirement for each in find_unmet()]
    is_known = any(_name_of(each) == name for each in unmet)
    command = install_command(unmet if is_known else [name], anew=not is_known)
    return f"{name} is not installed, which this version requires; run {command}"


def _pip_install(arguments: Sequence[str]) -> str:
    return shlex.join([sys.executable, "-m", "pip", "install", *arguments])


def _constraints(root: Path) -> list[str]:
    """Return the option of pip that names the versions that were tried; nothing outside of a checkout that has them."""
    constraints = root / "constraints.txt"
    return ["--constraint", str(constraints)] if _checkout(root) is not None and constraints.is_file() else []


def _checkout(root: Path) -> list[str] | None:
    """Return what a checkout of this project requires; None where the folder is none."""
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    except (OSError, ValueError, KeyError):
        return None
    return project["dependencies"] if project.get("name") == _OURS else None


def _requirements(root: Path) -> list[str]:
    required = _checkout(root)
    if required is not None:
        return required
    try:
        return [each for each in metadata.requires(_OURS) or () if "extra ==" not in each]
    except metadata.PackageNotFoundError:
        return []


def _find_unmet(requirements: Sequence[str]) -> Iterator[Unmet]:
    for each in requirements:
        try:
            installed = metadata.version(_name_of(each))
        except metadata.PackageNotFoundError:
            yield Unmet(each)
        else:
            if not _is_met(each, installed):
                yield Unmet(each, installed)


def _is_met(requirement: str, installed: str) -> bool:
    there = _numbers(installed)
    return all(_COMPARE[sign](there, _numbers(version)) for sign, version in _BOUND.findall(requirement))


def _name_of(requirement: str) -> str:
    match = _NAME.match(requirement)
    return match[0] if match else requirement


def _numbers(version: str) -> list[int]:
    """Return the numbers of a version up to the last that is not 0: of ``1.10.0rc1`` 1, 10."""
    begin = _NUMBERS.match(version)
    numbers = list(map(int, begin[0].split("."))) if begin else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers

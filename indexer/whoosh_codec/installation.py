"""Which of three distributions the package ``whoosh`` comes from, and whether they have overwritten one another.

``whoosh3``, ``Whoosh-Reloaded`` and ``Whoosh`` install their files into the same folder. pip says nothing when one of
them lands on another, and uninstalling either takes files of both.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module, metadata
from pathlib import Path

from indexer.errors import SearchIndexError

WANTED = "whoosh3"
_DISTRIBUTIONS = (WANTED, "Whoosh-Reloaded", "Whoosh")


@dataclass(frozen=True, slots=True)
class InstalledWhoosh:
    """A distribution of Whoosh that pip knows of.

    Attributes:
        name, version: As pip calls them.
        package: The folder that holds its modules, named ``whoosh``.
    """

    name: str
    version: str
    package: Path


def list_installed(path: Sequence[str] | None = None) -> list[InstalledWhoosh]:
    """Return every distribution on a path that brings a package ``whoosh``.

    Args:
        path: Folders to look in, in their order; ``sys.path`` when None.
    """
    folders = dict.fromkeys(os.path.realpath(folder) for folder in (sys.path if path is None else path))
    find = partial(metadata.distributions, path=list(folders))
    return [
        InstalledWhoosh(each.metadata["Name"], each.version, Path(str(each.locate_file("whoosh"))))
        for name in _DISTRIBUTIONS
        for each in find(name=name)
    ]


def find_whoosh_problem() -> str | None:
    """Say what is wrong with the installed Whoosh and which commands mend it; None where all is well.

    Loads Whoosh, so it is for builds and checks.
    """
    return _find_problem("indexer.whoosh_codec.codec")


def find_overwritten_whoosh() -> str | None:
    """Say the same as far as it can be told without loading all of Whoosh."""
    return _find_problem("whoosh")


def _find_problem(loaded: str) -> str | None:
    try:
        import_module(loaded)
        whoosh = import_module("whoosh")
    except MemoryError:  # that is no fault of the installation
        raise
    except Exception as error:  # noqa: BLE001  files of several distributions, mixed, may fail in any way
        installed = list_installed()
        return f"Whoosh cannot be imported ({type(error).__name__}: {error}); {_tell_remedy(installed)}"
    package = Path(whoosh.__path__[0])
    installed = [each for each in list_installed() if each.package.resolve() == package.resolve()]
    return _find_overwritten(installed, package, ".".join(map(str, whoosh.__version__)))


def require_whoosh() -> None:
    """Make sure that Whoosh can be imported.

    Raises:
        SearchIndexError: It cannot.
    """
    try:
        import_module("indexer.whoosh_codec.codec")
    except Exception as error:  # as above
        raise SearchIndexError(find_whoosh_problem()) from error


def _find_overwritten(installed: Sequence[InstalledWhoosh], package: Path, imported: str) -> str | None:
    """Say which distributions share a package's folder, or that its files are not those that pip put there."""
    names = " and ".join(f"{each.name} {each.version}" for each in installed)
    if len(installed) > 1:
        return (
            f"{names} are installed into one folder, {package}, and overwrite each other's files "
            f"(version {imported} is imported); {_tell_remedy(installed)}"
        )
    if installed and installed[0].version != imported:
        return f"{package} holds version {imported}, but pip installed {names} there; {_tell_remedy(installed)}"
    return None


def _tell_remedy(installed: Sequence[InstalledWhoosh]) -> str:
    names = dict.fromkeys((*(each.name for each in installed), WANTED))
    return f"run python -m pip uninstall --yes {' '.join(names)}, then python -m pip install {find_requirement()}"


def find_requirement() -> str:
    """Return what this program requires, as pip takes it: ``whoosh3==3.54.0``."""
    from indexer.requirements import requirement_of  # noqa: PLC0415  only remedies name it

    return requirement_of(WANTED)

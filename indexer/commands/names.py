"""The commands by name: where each stands, and its summary, found without importing any of them.

Importing them all takes a second and 100 MB, for ``serve`` needs Flask; ``search-index --help`` needs neither.
"""

import importlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import click

GROUP = "search_index.commands"
"""Entry points by which other packages add commands, as ``search_app`` does with ``serve``."""
OWN = {name: f"indexer.commands.{name}:{name}" for name in (
    "rebuild", "update", "watch", "rollback", "doctor", "query", "explain", "stats", "list", "words", "analytics",
    "evaluate", "unpack",
)}  # fmt: skip
"""Name -> module and attribute, in the order of use."""


def all_commands() -> Mapping[str, str]:
    """Return the module and attribute of every command by its name: ours in the order of use, then other packages'."""
    from importlib.metadata import entry_points  # noqa: PLC0415  our own commands start without it

    return {**OWN, **{entry.name: entry.value for entry in sorted(entry_points(group=GROUP))}}


def load_command(name: str) -> click.Command | None:
    """Import a command; None where there is none of this name."""
    target = OWN.get(name) or all_commands().get(name)
    return _import(target) if target else None


def read_summary(target: str) -> str:
    """Return the first sentence of a command's docstring, from its source where there is one."""
    module, _, attribute = target.partition(":")
    source = _find_source(module)
    text = _read_docstring(source, attribute) if source else _import(target).help
    return (text or "").partition("\n")[0]


def _read_docstring(source: Path, function: str) -> str | None:
    import ast  # noqa: PLC0415  only the list of commands needs it

    tree = ast.parse(source.read_bytes())
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function)
    return next((ast.get_docstring(node) for node in found), None)


def _import(target: str) -> click.Command:
    module, _, attribute = target.partition(":")
    return cast("click.Command", getattr(importlib.import_module(module), attribute))


def _find_source(module: str) -> Path | None:
    """Find a module's file; ``find_spec`` alone would import the packages that it is in."""
    package, *inner = module.split(".")
    spec = find_spec(package)
    folders = (spec.submodule_search_locations if spec else None) or ()
    paths = (Path(folder, *inner).with_suffix(".py") for folder in folders)
    return next((path for path in paths if path.is_file()), None)

"""A site's configuration files: TOML, YAML or JSON, read as plain data."""

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from indexer.errors import ConfigurationError
from indexer.posts.encoding import EncodingError, decode
from indexer.posts.fields import text_of
from indexer.regular_files import read_regular

_FORMS = {".toml": "TOML", ".json": "JSON"}
_TOML_LINE = re.compile(r"at line (\d+)")


def read_config(path: Path, root: Path) -> dict[str, object]:
    """Read one configuration file; an empty file is an empty table.

    Args:
        path: Its ending decides how it is read: ``.toml``, ``.yaml``, ``.yml`` or ``.json``.
        root: The site's folder, below which messages name the file.

    Raises:
        ConfigurationError: The file cannot be read, or holds no table; the message names its line.
    """
    where = path.relative_to(root).as_posix()
    try:
        text = decode(read_regular(path)).text
    except (OSError, EncodingError) as error:
        raise ConfigurationError(f"{where}: the site's configuration cannot be read ({error})") from error
    data = _parse(path.suffix.lower(), text, where)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ConfigurationError(f"{where}:1: expected names and values, found {_kind(data)}; correct the file")
    return {str(key): value for key, value in data.items()}


def folder_of(value: object, name: str) -> str:
    """Return a folder below the site's as a configuration names it, without ``./``; empty for the site's folder itself.

    Raises:
        ConfigurationError: It is outside of the site's folder.
    """
    path = PurePosixPath(text_of(value).strip().strip("/"))
    if ".." in path.parts:
        raise ConfigurationError(
            f"the site's configuration: {name}: {path.as_posix()} is outside of the site; index that folder instead"
        )
    return "" if path == PurePosixPath() else path.as_posix()


def read_loosely(path: Path) -> str:
    """Return a file's text for a first look at whose it is; nothing where it cannot be read."""
    try:
        text = read_regular(path).decode("utf-8", "replace")
    except OSError:
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def address_of_domain(root: Path) -> str:
    """Return the address of the domain that a site has on GitHub Pages, as its file ``CNAME`` says; else nothing."""
    domain = read_loosely(root / "CNAME").strip()
    return f"https://{domain}" if re.fullmatch(r"[\w.-]+", domain) else ""


def _parse(ending: str, text: str, where: str) -> object:
    """Parse a file's text as its ending says."""
    last = len(text.rstrip().splitlines()) or 1
    try:
        if ending == ".toml":
            return _parse_toml(where, text, last)
        if ending == ".json":
            return json.loads(text)
        return _parse_yaml(where, text, last)
    except json.JSONDecodeError as error:
        raise _broken(where, error.lineno, "JSON", error.msg) from error
    except (RecursionError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise _broken(where, 1, _FORMS.get(ending, "YAML"), str(error)) from error


def _parse_toml(where: str, text: str, last: int) -> object:
    import tomllib  # noqa: PLC0415  takes milliseconds, and not every site has such a file

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(where, _toml_line(error, last), "TOML", str(error)) from error


def _parse_yaml(where: str, text: str, last: int) -> object:
    import yaml  # noqa: PLC0415  takes milliseconds, and many commands read no YAML

    from indexer.posts.exact_yaml import YamlRefusedError, load_configuration  # noqa: PLC0415

    try:
        return load_configuration(text)
    except YamlRefusedError as error:
        raise _broken(where, error.line + 1, "YAML", str(error)) from error
    except yaml.YAMLError as error:
        raise _broken(where, min(_yaml_line(error), last), "YAML", _yaml_problem(error)) from error


def _broken(where: str, line: int, form: str, problem: str) -> ConfigurationError:
    return ConfigurationError(f"{where}:{line}: this {form} cannot be read ({problem}); correct the file")


def _toml_line(error: Exception, last: int) -> int:
    found = _TOML_LINE.search(str(error))
    return int(found[1]) if found else last


def _yaml_line(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark is not None else 1


def _yaml_problem(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]


def _kind(data: object) -> str:
    return "a list" if isinstance(data, list) else "a single value"


def fold_keys(value: object) -> object:
    """Lower-case every key of nested tables; for generators like Hugo ``baseURL`` and ``baseurl`` are the same."""
    if isinstance(value, Mapping):
        return {str(key).lower(): fold_keys(item) for key, item in value.items()}
    if isinstance(value, list):
        return [fold_keys(item) for item in value]
    return value


def table(value: object) -> dict[str, object]:
    """Return a value that should be a table, and an empty table for anything else."""
    return dict(value) if isinstance(value, Mapping) else {}


def items(value: object) -> list[object]:
    """Return a value that should be a list; a single value counts as a list of one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def merge(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """Return ``base`` updated by ``over``, table by table; lists and values are replaced."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        merged[key] = merge(table(old), table(value)) if both else value
    return merged

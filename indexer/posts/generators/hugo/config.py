"""Hugo's configuration files: found, read and merged."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from indexer.posts.generators.config_file import fold_keys, merge, read_config, read_loosely, table

_NAMES = ("hugo", "config")
_ENDINGS = (".toml", ".yaml", ".yml", ".json")
_ENVIRONMENTS = ("_default", "production")
_TELLING_KEYS = frozenset(
    [
        "baseurl",
        "contentdir",
        "defaultcontentlanguage",
        "disablekinds",
        "frontmatter",
        "languagecode",
        "languages",
        "locale",
        "markup",
        "menu",
        "menus",
        "module",
        "outputs",
        "paginate",
        "pagination",
        "params",
        "permalinks",
        "taxonomies",
        "theme",
    ]
)
"""Top-level keys that say that a ``config.yaml``, a name that many programs use, is Hugo's."""


def find_config(root: Path) -> dict[str, object] | None:
    """Read all of a site's configuration into one table; None where there is no Hugo site.

    Returns:
        Nested tables with lower-case keys: the one file ``hugo.*`` or ``config.*`` at the top, over it what the folder
        ``config`` says for all environments and for production, where ``permalinks.toml`` is the table
        ``permalinks``, ``languages.toml`` the table ``languages`` and ``params.zh.toml`` one language's ``params``.

    Raises:
        ConfigurationError: A file cannot be read.

    Source:
        Hugo's documentation, "Configuration directory"; Hugo 0.168 ``config/configLoader.go``.
    """
    parts = [*_main_file(root), *_split_files(root)]
    config: dict[str, object] = {}
    for part in parts:
        config = merge(config, part)
    return config if parts else None


def _main_file(root: Path) -> Iterator[dict[str, object]]:
    """Yield the first of the files that Hugo looks for, unless another program's file has the same name."""
    for name in (f"{stem}{ending}" for stem in _NAMES for ending in _ENDINGS):
        path = root / name
        if not path.is_file() or (path.stem == "config" and not (root / "content").is_dir() and _is_foreign(path)):
            continue
        config = table(fold_keys(read_config(path, root)))
        if path.stem == "hugo" or (_TELLING_KEYS & config.keys() and "base_url" not in config):
            yield config
            return


def _is_foreign(path: Path) -> bool:
    """Tell whether a ``config`` file is another program's, before a syntax error in it is reported for the site."""
    text = read_loosely(path).lower()
    return not any(key in text for key in _TELLING_KEYS)


def _split_files(root: Path) -> Iterator[dict[str, object]]:
    """Yield what each file of the configuration folder says, as one whole table."""
    if not any((root / "config" / "_default").glob("*")):
        return
    for folder in (root / "config" / name for name in _ENVIRONMENTS):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix.lower() in _ENDINGS:
                yield _nested(path, table(fold_keys(read_config(path, root))))


def _nested(path: Path, config: Mapping[str, object]) -> dict[str, object]:
    """Put a split file's table where its name says."""
    name, _, language = path.stem.lower().partition(".")
    if name in _NAMES:
        return dict(config)
    inner = config.get(name) if list(config) == [name] and isinstance(config.get(name), Mapping) else config
    if not language:
        return {name: inner}
    return {"languages": {language: {name: inner} if name in {"params", "menu", "menus"} else inner}}

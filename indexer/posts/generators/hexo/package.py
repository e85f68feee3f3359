"""The packages that a Hexo site installs (``package.json``): whether it is one, and what makes its anchors."""

import json
from collections.abc import Mapping
from pathlib import Path

from indexer.posts.fields import flag_of, text_of
from indexer.posts.generators.config_file import table
from indexer.posts.post import AnchorOptions
from indexer.regular_files import read_regular

_KEYS = frozenset({"new_post_name", "source_dir", "public_dir", "skip_render", "post_asset_folder", "category_map"})
_MARKDOWN_IT = "hexo-renderer-markdown-it"
_MARKDOWN_IT_PLUS = "hexo-renderer-markdown-it-plus"


def is_hexo(root: Path, config: Mapping[str, object]) -> bool:
    """Tell Hexo's ``_config.yml`` from Jekyll's."""
    return not _KEYS.isdisjoint(config) or (root / "source" / "_posts").is_dir() or _needs_hexo(root / "package.json")


def _needs_hexo(package: Path) -> bool:
    data = _read_package(package)
    return "hexo" in data or "hexo" in table(data.get("dependencies"))


def installs(root: Path, name: str) -> bool:
    """Say whether a site installs a package; Hexo loads every plugin among them."""
    data = _read_package(root / "package.json")
    return any(name in table(data.get(key)) for key in ("dependencies", "devDependencies"))


def _read_package(package: Path) -> Mapping[str, object]:
    try:
        return table(json.loads(read_regular(package).decode()))
    except (OSError, ValueError, RecursionError):
        return {}


def find_anchors(root: Path, config: Mapping[str, object]) -> tuple[str, AnchorOptions]:
    """Return how headings get their anchors: that is up to the renderer which the site installs.

    Source:
        hexo-renderer-markdown-it 7.1 ``index.js``; hexo-renderer-markdown-it-plus 1.0 ``lib/renderer.js``;
        hexo-renderer-marked 7.0 ``index.js``.
    """
    if installs(root, _MARKDOWN_IT_PLUS):
        return "hexo-markdown-it-plus", AnchorOptions()
    if not installs(root, _MARKDOWN_IT):
        is_typeset = flag_of(table(config.get("marked")).get("smartypants")) is not False
        return "hexo" if is_typeset else "hexo-plain", AnchorOptions()
    chosen = table(table(config.get("markdown")).get("anchors"))
    level, case = (text_of(chosen.get(name)) for name in ("level", "case"))
    return "hexo-markdown-it", AnchorOptions(
        first_level=int(level) if level.isdecimal() else 2,
        repeat_suffix=text_of(chosen.get("collisionSuffix")),
        letter_case=int(case) if case in {"1", "2"} else 0,
    )

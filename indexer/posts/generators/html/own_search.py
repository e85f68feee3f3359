"""Pages that a site keeps from its own search: those its generator wrote, and left out of what it made to be searched.

The pages themselves do not say so.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from indexer.posts.generators.config_file import read_loosely

_INDEXES = (("search/search_index.json", "docs", "mkdocs-material-"), ("search.json", "items", "zensical-"))
"""Where Material for MkDocs and Zensical write what is searched, under which key, and what its pages say made them."""
_HEAD = 10_000
"""Characters of a page in which its head says what wrote it."""
_SPHINX = "Search.setIndex("


def find_unsearched(root: Path) -> frozenset[str]:
    """Return the paths, below a built site, of the pages that its own search does not know.

    Source:
        https://squidfunk.github.io/mkdocs-material/setup/setting-up-site-search/#search-exclusion (``search.exclude``);
        https://www.sphinx-doc.org/en/master/usage/restructuredtext/field-lists.html (``nosearch``).
    """
    told = (path for index in _INDEXES for path in _of_material(root, *index))
    return frozenset([*told, *_of_sphinx(root)])


def _of_material(root: Path, index: str, key: str, made_by: str) -> Iterator[str]:
    """Yield the pages that Material for MkDocs, or Zensical, wrote and its index of the search does not hold."""
    entries = _parse(read_loosely(root / index)).get(key)
    if not isinstance(entries, list) or made_by not in read_loosely(root / "index.html")[:_HEAD]:
        return
    told = (entry.get("location") for entry in entries if isinstance(entry, dict))
    searched = {unquote(location.partition("#")[0]) for location in told if isinstance(location, str)}
    for page in sorted(root.rglob("*.html")):
        path = page.relative_to(root).as_posix()
        if searched.isdisjoint((path, path.removesuffix("index.html"))) and made_by in read_loosely(page)[:_HEAD]:
            yield path


def _of_sphinx(root: Path) -> Iterator[str]:
    """Yield the pages whose title Sphinx left out of its index, as of no others; old versions write no JSON."""
    written = read_loosely(root / "searchindex.js").strip()
    if not written.startswith(_SPHINX):
        return
    index = _parse(written.removeprefix(_SPHINX).rstrip(";").removesuffix(")"))
    names, titles = index.get("docnames"), index.get("titles")
    if isinstance(names, list) and isinstance(titles, list):
        for name, title in zip(names, titles, strict=False):
            if title == "":
                yield from (f"{name}.html", f"{name}/index.html")


def _parse(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # cut off, or of a version that wrote it otherwise: the pages are all there is
        return {}
    return found if isinstance(found, dict) else {}

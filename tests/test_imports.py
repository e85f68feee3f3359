"""Which folder may import which: the stations of a post and of a query know those before them, never those behind."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VALUES_OF_POSTS = ("indexer.posts.post", "indexer.posts.period")
"""What a post is, whoever read it: all that text may know of ``indexer/posts``."""
NEVER = [
    ("indexer", ("search_app",)),
    ("indexer.native", ("indexer.posts", "indexer.text", "indexer.index", "indexer.search", "indexer.engines")),
    ("indexer.text", ("indexer.posts", "indexer.index", "indexer.search", "indexer.engines")),
    ("indexer.posts", ("indexer.text.analysis", "indexer.text.lexicon")),
    ("indexer.posts", ("indexer.index", "indexer.search", "indexer.engines")),
    ("indexer.index", ("indexer.search", "indexer.engines", "indexer.words", "indexer.watch", "indexer.doctor")),
    ("indexer.index.format", ("indexer.index.parts", "indexer.index.build")),
    ("indexer.index.reader", ("indexer.index.build",)),
    ("indexer.search", ("indexer.index.build", "indexer.engines", "indexer.whoosh_codec")),
    ("indexer.search.query", ("indexer.search.ranking", "indexer.search.snippets", "indexer.search.searcher")),
    ("indexer.search.matching", ("indexer.search.ranking", "indexer.search.snippets", "indexer.search.searcher")),
    ("indexer.search.ranking", ("indexer.search.snippets", "indexer.search.searcher")),
    ("indexer.engines", ("indexer.whoosh_codec", "indexer.commands", "indexer.doctor")),
    ("indexer.whoosh_codec", ("indexer.search", "indexer.engines", "indexer.commands")),
    ("search_app.web", ("search_app.service",)),
]
"""A folder, and what it may not import."""
HOMES = {
    "flask": "search_app",
    "jieba": "indexer.text.analysis.segmenter",
    "opencc": "indexer.text.lexicon.conversion",
    "opensearchpy": "indexer.engines.cluster",
    "pyromark": "indexer.text.markup",
    "rjieba": "indexer.text.analysis.segmenter",
    "whoosh": "indexer.whoosh_codec",
    "yaml": "indexer.posts",
}
"""A third party's library, and the folder or file that alone imports it."""


def is_within(module: str, folder: str) -> bool:
    return f"{module}.".startswith(f"{folder}.")


def modules_of(package: str) -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path


def imports_of(path: Path) -> Iterator[str]:
    """Yield what a file imports, also in functions: a name of a module both as itself and as a part of that module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


IMPORTS = [
    (module, imported)
    for package in ("indexer", "search_app")
    for module, path in modules_of(package)
    for imported in imports_of(path)
]


def imports_within(folder: str) -> list[tuple[str, str]]:
    return [(module, imported) for module, imported in IMPORTS if is_within(module, folder)]


@pytest.mark.parametrize("name", sorted({name for folder, behind in NEVER for name in (folder, *behind)}))
def test_what_the_rules_name_is_there(name):
    path = ROOT.joinpath(*name.split("."))
    assert path.is_dir() or path.with_suffix(".py").is_file()


@pytest.mark.parametrize(("folder", "behind"), NEVER, ids=lambda value: value if isinstance(value, str) else "")
def test_no_folder_imports_what_comes_behind_it(folder, behind):
    assert [
        f"{module} imports {imported}"
        for module, imported in imports_within(folder)
        if any(is_within(imported, other) for other in behind)
        if not any(is_within(imported, values) for values in VALUES_OF_POSTS)
    ] == []


@pytest.mark.parametrize(("library", "home"), HOMES.items())
def test_a_third_partys_library_is_imported_in_one_place(library, home):
    importing = {module for module, imported in IMPORTS if is_within(imported, library)}
    assert importing
    assert [module for module in sorted(importing) if not is_within(module, home)] == []

"""Build and search an index of posts written in Chinese and English.

::

    import indexer

    indexer.build("var/index", [indexer.Post(id="1", title="金丝雀发布", body="用 *Istio* 逐步放量。", url="/1")])
    with indexer.open("var/index") as index:
        for hit in index.search("istio 发布").hits:
            print(hit.title.text, hit.url)

``docs/library.md`` has the rest; every error is one of ``indexer.errors``. The folders are the stations a post, and
later a visitor's query, passes, in this order::

    posts/    a site on disk        -> Post
    text/     Post                  -> sections, tokens, Document
    index/    Documents             -> a published generation on disk
    search/   what a visitor typed  -> Plan -> Results

Nothing in here knows of HTTP or HTML pages: that is ``search_app``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from indexer import errors

if TYPE_CHECKING:
    from indexer.index.build.options import BuildOptions
    from indexer.index.build.report import BuildReport
    from indexer.index.build.rollback import RollbackReport
    from indexer.library import Index, build, open, remove, rollback, update  # noqa: A004  as gzip and others name it
    from indexer.posts.post import Post
    from indexer.search.payload import snippet_html
    from indexer.search.results import Hit, Results, Snippet, Suggestion

__all__ = [
    "BuildOptions", "BuildReport", "Hit", "Index", "Post", "Results", "RollbackReport", "Snippet", "Suggestion",
    "build", "errors", "open", "remove", "rollback", "snippet_html", "update",
]  # fmt: skip

# Imported when they are asked for: NumPy and the dictionaries take longer than some programs that import this.
_HOMES = {
    "BuildOptions": "indexer.index.build.options",
    "BuildReport": "indexer.index.build.report",
    "RollbackReport": "indexer.index.build.rollback",
    **dict.fromkeys(("Index", "build", "open", "remove", "rollback", "update"), "indexer.library"),
    "Post": "indexer.posts.post",
    "snippet_html": "indexer.search.payload",
    **dict.fromkeys(("Hit", "Results", "Snippet", "Suggestion"), "indexer.search.results"),
}


def __getattr__(name: str) -> object:
    """Import a public name from the module that defines it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, for completion."""
    return sorted({*globals(), *__all__})

"""Index an MkDocs site while it is built. In ``mkdocs.yml``: ``hooks: [mkdocs_hook.py]``.

The index lies in ``.search-index`` beside ``mkdocs.yml``, or where SEARCH_INDEX says; ``search-index serve`` serves it.
"""

import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

import indexer

_posts: list[indexer.Post] = []


def on_pre_build(**_: object) -> None:
    """Begin anew: ``mkdocs serve`` builds again and again."""
    _posts.clear()


def on_page_content(html: str, page: Page, **_: object) -> str:
    """Take a page once its Markdown has become HTML, whose headings have their anchors."""
    post = indexer.Post(
        id=page.file.src_uri,
        url=page.canonical_url or f"/{page.url}",
        title=str(page.title or ""),
        body=html,
        markup="html",
        tags=tuple(map(str, page.meta.get("tags", ()))),
    )
    _posts.append(post)
    return html


def on_post_build(config: MkDocsConfig) -> None:
    """Build the index of all pages."""
    folder = os.environ.get("SEARCH_INDEX") or Path(config.config_file_path).parent / ".search-index"
    indexer.build(folder, _posts, name=config.site_name, base_url=config.site_url or "")

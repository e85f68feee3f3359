"""An index of a few posts, made on the spot."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from indexer.index.entry import make_entry
from indexer.index.part_reader import PartReader
from indexer.index.part_writer import PartWriter
from indexer.posts.post import Post
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.text.analyzer import Analyzer
from indexer.text.compose import make_document

ANALYZER = Analyzer()


def make_post(name, body="", **fields):
    """Make a post with an address, a language and a title made of its name."""
    defaults = {"id": f"{name}.md", "url": f"/{name}/", "title": name, "date": None, "language": "zh"}
    return Post(body=body, **(defaults | fields))


def day(year, month=1, date=1):
    return datetime(year, month, date, tzinfo=UTC)


def make_searcher(*posts):
    """Index posts and return a searcher over them."""
    with tempfile.TemporaryDirectory() as folder:
        writer = PartWriter(Path(folder))
        for post in posts:
            writer.add(make_entry(make_document(post, ANALYZER)))
        writer.finish()
        searcher = Searcher(PartReader(Path(folder)))
        _touch(searcher)
    return searcher


def _touch(searcher):
    """Read what is only read on demand, before the folder goes; mapped files stay readable."""
    _ = searcher.part.facets, searcher.part.surfaces, searcher.part.titles, searcher.part.sounds, searcher.planner


def found(searcher, text, **parameters):
    """Return the names of the found posts, best first."""
    hits = searcher.search(SearchRequest(text, per_page=50, **parameters)).hits
    return [hit.id.removesuffix(".md") for hit in hits]


def shown(snippet):
    """Return the marked words of a snippet."""
    return [snippet.text[start:end] for start, end in snippet.marks]

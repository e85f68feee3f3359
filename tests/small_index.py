"""An index of a few posts, made on the spot."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from indexer.index.parts.make_part import VocabularyHashes, make_part
from indexer.index.parts.part import Part
from indexer.index.parts.part_writer import write_part
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.site import Site
from indexer.index.reader.store import open_store, part_folder, write_store
from indexer.posts.post import Post
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.text.analysis.analyzer import Analyzer
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.compose import compose_document

ANALYZER = Analyzer()
VOCABULARY = Vocabulary()
HASHES = VocabularyHashes(VOCABULARY)


class Ready(NamedTuple):
    """A part that is in memory, to be merged."""

    whole: Part

    def part(self, allocator):
        return self.whole


def make_post(name, body="", **fields):
    """Make a post with an address, a language and a title made of its name."""
    defaults = {"id": f"{name}.md", "url": f"/{name}/", "title": name, "date": None, "language": "zh"}
    return Post(body=body, **(defaults | fields))


def day(year, month=1, date=1):
    return datetime(year, month, date, tzinfo=UTC)


def part_of(*posts):
    """Turn posts into a part in memory."""
    return make_part([compose_document(post) for post in posts], VOCABULARY, HASHES)


def values(part):
    """Return a part's arrays and rows by name, ready to be compared."""
    return {name: plain(getattr(part, name)) for name in part.__slots__}


def plain(value):
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    slots = getattr(value, "__slots__", None)
    if slots:
        return {name: plain(getattr(value, name)) for name in slots}
    return value.tolist() if isinstance(value, np.ndarray) else value


def write_index(folder, *parts, dead=(), **site):
    """Write posts, a list for each part, as a store; return what the parts hold."""
    details = []
    for number, posts in enumerate(parts):
        part_folder(folder, number).mkdir(parents=True)
        details.append(write_part(part_folder(folder, number), [Ready(part_of(*posts))]))
    ids = [post.id for row in parts for post in row]
    ranks = np.argsort(np.argsort(ids)).astype(np.int32) if len(parts) > 1 else None
    write_store(folder, Site(**site), len(parts), dead=dead, ranks=ranks)
    return details


def read_index(*parts, dead=()) -> IndexReader:
    """Index posts, a list for each part, and open what was written; the files are gone, what is mapped stays."""
    with tempfile.TemporaryDirectory() as folder:
        write_index(Path(folder), *parts, dead=dead)
        index = open_store(Path(folder))
        _ = index.facets, index.surfaces, index.sounds, index.titles, index.translations
    return index


def make_searcher(*posts):
    """Index posts and return a searcher over them."""
    return Searcher(read_index(posts))


def found(searcher, text, **parameters):
    """Return the names of the found posts, best first."""
    hits = searcher.search(SearchRequest(text, per_page=50, **parameters)).hits
    return [hit.id.removesuffix(".md") for hit in hits]


def shown(snippet):
    """Return the marked words of a snippet."""
    return [snippet.text[start:end] for start, end in snippet.marks]


POSTS = [
    make_post("a", "服务网格 Service Mesh，kube-proxy 与 v1.18.2。", tags=("Istio", "网格"), date=day(2020)),
    make_post("b", "# 标题\n\n繁體中文的服務網格 maxSurge C++", tags=("istio",), language="en"),
    make_post("c", "word " * 300 + "end" + "。" * 600 + "far", authors=("Ann", "ann"), date=day(2021)),
    make_post("d", "ﬁne ΑΒΓ 한국어 カナ 😀 emoji", categories=("K8s",)),
]
"""Of every kind of script; some long, some with values that only differ in case."""

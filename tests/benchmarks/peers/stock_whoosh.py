"""Whoosh as its manual shows it, with jieba's analyzer and ``highlights()``."""

import logging
from pathlib import Path

import jieba
import orjson
from benchmarks.pages import read_pages
from benchmarks.peers import HITS
from jieba.analyse.analyzer import ChineseAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.qparser import MultifieldParser, OrGroup

EVERY = 20
_MEMORY_MB = 256
_SEARCHED = ("title", "tags", "text")
_SHOWN = ("id", "url", "title", "language", "date", "tags")

jieba.setLogLevel(logging.WARNING)


def build(site: Path, folder: Path) -> None:
    analyzer = ChineseAnalyzer()
    stored = {name: ID(stored=True) for name in ("id", "url", "language", "date")}
    searched = {name: TEXT(analyzer, stored=True) for name in _SEARCHED}
    writer = create_in(str(folder), Schema(**stored, **searched)).writer(limitmb=_MEMORY_MB)
    for page in read_pages(site):
        writer.add_document(**{name: getattr(page, name) for name in (*stored, *searched)})
    writer.commit()


class Service:
    def __init__(self, folder: Path) -> None:
        self._index = open_dir(str(folder))
        self._searcher = self._index.searcher()
        self._parser = MultifieldParser(_SEARCHED, self._index.schema, group=OrGroup)

    def answer(self, text: str) -> bytes:
        results = self._searcher.search(self._parser.parse(text), limit=HITS)
        hits = [{**{name: hit[name] for name in _SHOWN}, "snippet_html": hit.highlights("text")} for hit in results]
        return orjson.dumps({"query": text, "total": len(results), "hits": hits})

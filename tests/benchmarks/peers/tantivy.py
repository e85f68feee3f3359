"""tantivy-py as its manual shows it, with its SnippetGenerator, over posts whose Chinese rjieba has cut: the reference.

Title and body are searched as they are written. ``tantivy_stemmed`` is the same with tags, weights and stems.

Two pipelines build it from the same parts, see ``pages``: ``build`` reads as carefully as this project, ``build_bare``
as fast as can be.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import tantivy
from benchmarks.page import Page, space_words
from benchmarks.peers import HITS
from flask import Flask, Response, request

EVERY = 1
_MEMORY = 200_000_000
_THREADS = 1
"""Of the writer; two other processes read the posts. More of them made it no faster."""
_STORED = ("id", "url", "language", "date", "tags")
_SNIPPET_CHARACTERS = 150
_NO_WORD = re.compile(r"[^\w\s]+")


@dataclass(frozen=True, slots=True)
class Form:
    """What is searched, and how.

    Attributes:
        searched: Fields.
        tokenizer: One of tantivy's.
        boosts: The weight of a field; 1 where nothing is said.
    """

    searched: tuple[str, ...] = ("title", "text")
    tokenizer: str = "default"
    boosts: Mapping[str, float] = field(default_factory=dict)


PLAIN = Form()


def build(site: Path, folder: Path) -> None:
    from benchmarks.pages import read_pages  # a peer that searches holds nothing that reads sites

    write_index(read_pages(site), folder, PLAIN)


def build_bare(site: Path, folder: Path) -> None:
    from benchmarks.pages import read_pages

    write_index(read_pages(site, bare=True), folder, PLAIN)


def write_index(pages: Iterable[Page], folder: Path, form: Form) -> None:
    writer = tantivy.Index(_make_schema(form), path=str(folder)).writer(_MEMORY, _THREADS)
    for page in pages:
        writer.add_document(
            tantivy.Document(
                id=page.id,
                url=page.url,
                title=page.title,
                language=page.language,
                date=page.date,
                tags=page.tags,
                text=page.text,
            )
        )
    writer.commit()
    writer.wait_merging_threads()


def _make_schema(form: Form) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in _STORED:
        if name not in form.searched:
            builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in form.searched:
        builder.add_text_field(name, stored=True, tokenizer_name=form.tokenizer)
    return builder.build()


class Service:
    def __init__(self, folder: Path, form: Form = PLAIN) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()
        self._fields, self._boosts = list(form.searched), dict(form.boosts)

    def answer(self, text: str) -> bytes:
        searcher = self._searcher
        query, _ = self._index.parse_query_lenient(
            space_words(_NO_WORD.sub(" ", text)), default_field_names=self._fields, field_boosts=self._boosts
        )
        result = searcher.search(query, HITS)
        snippets = tantivy.SnippetGenerator.create(searcher, query, self._index.schema, "text")
        snippets.set_max_num_chars(_SNIPPET_CHARACTERS)
        hits = [_describe(searcher.doc(address), score, snippets) for score, address in result.hits]
        answer = {"query": text, "total": result.count, "hits": hits}
        return orjson.dumps(answer)


def _describe(document: tantivy.Document, score: float, snippets: tantivy.SnippetGenerator) -> dict[str, object]:
    fields = {name: document.get_first(name) for name in ("id", "url", "title", "language", "date", "tags")}
    return {**fields, "snippet_html": snippets.snippet_from_doc(document).to_html(), "score": score}


def make_app(folder: Path) -> Flask:
    return serve_by_flask(Service(folder))


def serve_by_flask(service: Service) -> Flask:
    app = Flask(__name__)

    @app.get("/api/search")
    def search() -> Response:
        return Response(service.answer(request.args.get("q", "")), mimetype="application/json")

    return app

"""tantivy-py tuned a little: stems, and tags and weights beside title and body. Slower than the plain form."""

from pathlib import Path

from benchmarks.pages import read_pages
from benchmarks.peers import tantivy
from flask import Flask

EVERY = 1
_STEMMED = tantivy.Form(("title", "tags", "text"), "en_stem", {"title": 3.0, "tags": 2.0})


def build(site: Path, folder: Path) -> None:
    tantivy.write_index(read_pages(site), folder, _STEMMED)


class Service(tantivy.Service):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _STEMMED)


def make_app(folder: Path) -> Flask:
    return tantivy.serve_by_flask(Service(folder))

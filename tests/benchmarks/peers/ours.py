"""This project, with everything switched on: facets, sections, corrections, feedback."""

from pathlib import Path

from indexer.allocator import share_arenas
from indexer.engines.embedded import EmbeddedEngine
from indexer.search.payload import write_results
from indexer.search.results import SearchRequest
from indexer.settings.settings import Settings
from search_app import create_app

EVERY = 1


def build(site: Path, folder: Path) -> None:
    from indexer.index.build.rebuild import rebuild  # a server does not build

    rebuild(site, folder)


def update(site: Path, folder: Path) -> None:
    from indexer.index.build.update import update as update_index  # a server does not build

    update_index(site, folder)


class Service:
    """What ``search-index serve`` does: what it works out in the background has been worked out when it is asked."""

    def __init__(self, folder: Path) -> None:
        self.engine = EmbeddedEngine(folder)

    def prepare(self) -> None:
        share_arenas()
        self.engine.start()

    def answer(self, text: str) -> bytes:
        return write_results(self.engine.search(SearchRequest(text)))


def make_app(folder: Path, answers_megabytes: int = 0):  # slow answers are measured, not refused, nor kept
    settings = Settings(Path(), folder, deadline=60, answers_megabytes=answers_megabytes)
    engine = EmbeddedEngine(folder)
    app = create_app(engine, settings=settings)
    engine.start()
    return app

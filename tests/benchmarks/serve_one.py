"""Serve one peer over HTTP as ``search-index serve`` does: ``python -m benchmarks.serve_one``."""

import sys
from pathlib import Path

from benchmarks.peers import load_peer

from indexer.settings.settings import Settings
from search_app.service.listening import Loads, listen, open_port
from search_app.service.processes import work_apart


def main(name: str, folder: Path, processes: int) -> None:
    settings = Settings(folder, folder, port=0)
    sockets, loads = open_port(settings), Loads(processes)

    def answer(number: int) -> None:
        app = load_peer(name).make_app(folder)  # type: ignore[attr-defined]
        listen(app, settings, sockets, loads.seen_by(number)).run()

    work_apart(processes, answer, lambda: print(sockets[0].getsockname()[1], flush=True))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))

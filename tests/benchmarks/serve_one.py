"""Serve one peer over HTTP as ``search-index serve`` does: ``python -m benchmarks.serve_one``."""

import sys
from functools import partial
from pathlib import Path

from benchmarks.peers import load_peer

from indexer.settings.settings import Settings
from search_app.service.gateway import Gateway
from search_app.service.server import configure, freeze_loaded, gateway_of, open_port, serve_here, serve_in_processes


def main(name: str, folder: Path, processes: int) -> None:
    settings = Settings(folder, folder, port=0, processes=processes)
    sockets = open_port(settings)
    config = configure(settings, partial(make_gateway, name, folder, settings))
    begun = partial(print, sockets[0].getsockname()[1], flush=True)
    if processes > 1:
        serve_in_processes(config, sockets, begun, ended=lambda _pid: None)
    else:
        serve_here(config, sockets, begun)


def make_gateway(name: str, folder: Path, settings: Settings) -> Gateway:
    app = load_peer(name).make_app(folder)  # type: ignore[attr-defined]
    freeze_loaded()
    return gateway_of(app, settings)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))

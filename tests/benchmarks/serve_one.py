"""Serve one peer over HTTP, on the server that this project uses: ``python -m benchmarks.serve_one``."""

import logging
import sys
from pathlib import Path

from benchmarks.peers import load_peer
from waitress.server import create_server

THREADS = 4
logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait is what the load is for


def main(name: str, folder: Path) -> None:
    app = load_peer(name).make_app(folder)  # type: ignore[attr-defined]
    server = create_server(app, host="127.0.0.1", port=0, threads=THREADS, ident=None)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

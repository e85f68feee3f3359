"""A server process, asked over one connection."""

import http.client
import json
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ALTERED = Path(__file__).with_name("altered_server.py")
PATIENCE = 120


@contextmanager
def serving(index, *options, program=("-m", "indexer.cli")):
    """Serve an index at a free port, and yield the server; it must still run at the end."""
    options = ["--index", index, "--port", 0, "--deadline", 60, *options]  # on however busy a machine
    command = [sys.executable, *map(str, program), "serve", *map(str, options)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            yield RunningServer(process)
        finally:
            process.terminate()


class RunningServer:
    """A server process that has printed its address. Each thread asks over a connection of its own."""

    def __init__(self, process):
        self.process = process
        self._port = int(process.stdout.readline().split()[0].rstrip("/").rpartition(":")[2])
        self._own = threading.local()

    def get(self, path):
        """Return the response to a request, its body read into ``body``."""
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        connection.request("GET", path)
        response = connection.getresponse()
        response.body = response.read()
        return response

    def search(self, text):
        """Return what is found, without the time that it took; the response where that is no success."""
        response = self.get(f"/api/search?per_page=50&q={quote(text)}")
        return without_time(response.body) if response.status == 200 else response

    def health(self):
        return json.loads(self.get("/healthz").body)

    def is_alive(self):
        return self.process.poll() is None


def without_time(body):
    """Return an answer without the time that it took."""
    return {key: value for key, value in json.loads(body).items() if key != "took_ms"}

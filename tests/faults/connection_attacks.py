"""Attack a server by connections of seven kinds, and print what a visitor saw meanwhile.

``python tests/faults/connection_attacks.py`` serves a small index and a file of 300 kB; ``--port`` and ``--pid`` attack
a server that is running already, which has to know the words "istio" and "is…" and ``/theme/large.bin``.

The clients come from 127.0.0.2 and on, fifty from each, the visitor from 127.0.0.1. Exit status 1 where a request
failed or took longer than ``--most`` milliseconds, or descriptors were left behind.
"""

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from web.attacks import ATTACKS, attack, visit

POST = "---\ntitle: istio {0}\ndate: 2020-01-{1:02d}\n---\n\nistio 流量管理 {0}, is it\n"
POSTS = 60
LARGE = 300_000
FAST = 100
"""Milliseconds."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server."""

    port: int
    pid: int


@contextmanager
def serving(folder, *options):
    """Index some posts below a folder, serve them with a theme that has a large file, and yield the server."""
    site, theme, index = folder / "site", folder / "theme", folder / "index"
    site.mkdir()
    (theme / "static").mkdir(parents=True)
    (theme / "static/large.bin").write_bytes(bytes(LARGE))
    for number in range(POSTS):
        (site / f"{number}.md").write_text(POST.format(number, number % 28 + 1), encoding="utf-8")
    program = [sys.executable, "-m", "indexer.cli"]
    subprocess.run([*program, "rebuild", site, "--index", index, "--quiet"], check=True)
    # How long a search takes is measured here, not bounded.
    command = [*program, "serve", "--index", index, "--theme", theme, "--port", "0", "--deadline", "60", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().split()[0]
            server = Running(int(address.rstrip("/").rpartition(":")[2]), process.pid)
            for address in ("/search?q=is*", "/api/search?q=istio", "/theme/large.bin"):
                assert visit(server.port, address, timeout=60)[1] == 200
            # What is worked out after the start goes on for a moment; on a busy machine all requests are slow.
            next((number for number in range(50) if visit(server.port)[0] < FAST), None)
            yield server
        finally:
            process.terminate()


@click.command()
@click.option("--connections", default=400)
@click.option("--seconds", default=5.0, help="How long each kind goes on")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(ATTACKS)), help="Else all")
@click.option("--processes", default=1)
@click.option("--most", default=200.0, help="Milliseconds that a visitor's request may take")
@click.option("--port", type=int, help="A server that is running already")
@click.option("--pid", type=int, help="Its first process")
def main(*, connections, seconds, kinds, processes, most, port, pid):
    """Attack, and print a line of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        if port:
            bad = run(Running(port, pid), connections, seconds, kinds, most)
        else:
            with serving(Path(folder), "--processes", str(processes)) as server:
                bad = run(server, connections, seconds, kinds, most)
    sys.exit(bool(bad))


def run(server, connections, seconds, kinds, most):
    """Return the kinds under which the server did not do what it should."""
    bad = []
    for kind in kinds or ATTACKS:
        seen = attack(server, kind, connections, seconds)
        print(f"{kind:16} {seen}", flush=True)
        if set(seen.statuses) != {200} or max(seen.times) > most or seen.descriptors[2] > seen.descriptors[0] + 4:
            bad.append(kind)
    return bad


if __name__ == "__main__":
    main()

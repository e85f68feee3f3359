"""Start one node on this machine, index the sample posts there, and serve them: ``make cluster-demo``."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from cluster.nodes import READER, WRITER, NodeFailedError, running_cluster
from cluster.parts import VERSION, PartsMissingError, cache_folder

_PROGRAM = [sys.executable, "-m", "indexer.cli"]
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
"""Signals that end the demonstration like Ctrl-C, so that the node and the server end, too."""


def variables_for(cluster, user, folder):
    """Return the variables by which commands reach a cluster as one of its users."""
    return {
        **os.environ,
        "SEARCH_INDEX": f"{cluster.url}/posts",
        "SEARCH_CLUSTER_USER": user,
        "SEARCH_CLUSTER_PASSWORD": cluster.passwords[user],
        "SEARCH_CLUSTER_CA": str(cluster.authority.certificate),
        "SEARCH_CLUSTER_FOLDER": str(folder / "work"),
    }


@click.command()
@click.option("--port", default=8000, help="Of the search page")
def main(port):
    """Serve the sample posts from a cluster of one node, until interrupted."""
    for ending in _ENDINGS:
        signal.signal(ending, signal.default_int_handler)
    _require_free(port)
    if not cache_folder().is_dir():
        click.echo(f"Fetching OpenSearch {VERSION} by Maven, this once: 55 MB …")
    click.echo("Starting a node of OpenSearch: about 15 seconds …")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            with running_cluster(folder / "cluster") as cluster:
                _demonstrate(cluster, folder, port)
        except KeyboardInterrupt:
            click.echo("\nThe node and the server have ended; nothing is left of them.")
        except (PartsMissingError, NodeFailedError) as error:
            raise click.ClickException(f"no OpenSearch: {error}") from error


def _demonstrate(cluster, folder, port):
    click.echo(f"It answers at {cluster.url}. Indexing the sample posts there, with the role that writes:")
    _run(["rebuild"], variables_for(cluster, WRITER, folder))
    environment = folder / "environment"
    variables = variables_for(cluster, WRITER, folder).items()
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in variables if name.startswith("SEARCH_")]
    environment.write_text("".join(lines))
    program = Path(sys.executable).with_name("search-index")
    click.echo(
        "\nTo ask it in another terminal, or to index a site of yours there:\n\n"
        f"    . {environment}\n"
        f"    {program} query istio\n"
        f"    {program} rebuild SITE --force\n\n"
        f"The search page is at http://127.0.0.1:{port}/, served with the role that reads. Ctrl-C ends everything.\n"
    )
    _run(["serve", "--port", str(port)], variables_for(cluster, READER, folder))


def _run(arguments, variables):
    """Run a command until it ends; where it fails, or is interrupted, so does this."""
    status = subprocess.run([*_PROGRAM, *arguments], env=variables, check=False).returncode
    if status:
        raise click.ClickException(f"search-index {arguments[0]} has ended with status {status}, see above")
    if arguments[0] == "serve":
        raise KeyboardInterrupt


def _require_free(port):
    """Refuse a port that another program has before anything is started."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(f"port {port}: {error.strerror}; try make cluster-demo PORT=8001") from error


if __name__ == "__main__":
    main()

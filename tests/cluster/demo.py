"""Start one node on this machine, index the sample posts there, and serve them: ``make cluster-demo``."""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import click
from cluster.nodes import READER, WRITER, running_cluster
from cluster.parts import PartsMissingError

_PROGRAM = [sys.executable, "-m", "indexer.cli"]


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
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the node and the server end, too
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            with running_cluster(folder / "cluster") as cluster:
                click.echo(f"OpenSearch answers at {cluster.url}; user {WRITER}, password {cluster.passwords[WRITER]}")
                subprocess.run([*_PROGRAM, "rebuild"], env=variables_for(cluster, WRITER, folder), check=True)
                click.echo("the role that reads suffices from now on")
                serving = [*_PROGRAM, "serve", "--port", str(port)]
                with suppress(KeyboardInterrupt):
                    subprocess.run(serving, env=variables_for(cluster, READER, folder), check=True)
        except PartsMissingError as error:
            raise click.ClickException(f"no OpenSearch: {error}") from error


if __name__ == "__main__":
    main()

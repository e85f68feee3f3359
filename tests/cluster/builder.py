"""A small site, and the commands that build it into a cluster, as an operator runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner
from cluster.nodes import WRITER

from indexer.cli import search_index

NAME = "posts"
"""The only name that the shipped roles allow."""


class Builder:
    """A site in a folder, and the commands for its index.

    Attributes:
        cluster: Holds the index.
        site: Its posts may be written and deleted.
        work: The work folder.
        user: Whose password the commands have.
    """

    def __init__(self, cluster, folder, posts=8, user=WRITER):
        self.cluster, self.site, self.work, self.user = cluster, folder / "site", folder / "work", user
        self.site.mkdir(parents=True, exist_ok=True)
        for number in range(posts):
            self.write(f"post{number}", f"Istio word{number} 服务网格")

    def write(self, name, text, **front):
        lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in {"title": f"About {name}", **front}.items())
        (self.site / f"{name}.md").write_text(f"---\n{lines}---\n{text}\n")

    def delete(self, name):
        (self.site / f"{name}.md").unlink()

    @property
    def environment(self):
        """The variables that say how the cluster is reached."""
        return {
            **os.environ,
            "SEARCH_CLUSTER_USER": self.user,
            "SEARCH_CLUSTER_PASSWORD": self.cluster.passwords[self.user],
            "SEARCH_CLUSTER_CA": str(self.cluster.authority.certificate),
            "SEARCH_CLUSTER_FOLDER": str(self.work),
        }

    @property
    def address(self):
        """The index, with all nodes."""
        return f"https://{','.join(node.url.removeprefix('https://') for node in self.cluster.nodes)}/{NAME}"

    def run(self, name, *arguments, **environment):
        """Run a command in this process; return its status and all that it said."""
        done = CliRunner().invoke(
            search_index, [name, *arguments, "--index", self.address], env=self.environment | environment
        )
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.output

    def start(self, name, *arguments):
        """Start a command as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "indexer.cli", name, *arguments, "--index", self.address],
            env=self.environment,
            cwd=Path(__file__).resolve().parents[2],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def rebuild(self, *arguments):
        """Build anew, and succeed."""
        status, said = self.run("rebuild", str(self.site), *arguments)
        assert status == 0, said
        return said

    def update(self, *arguments):
        """Bring up to date, and succeed."""
        status, said = self.run("update", str(self.site), *arguments)
        assert status == 0, said
        return said


def indexes(cluster):
    """Return the names of all indexes of posts and tables, sorted."""
    _, found = cluster.call("GET", f"/{NAME}-g*?expand_wildcards=all")
    return sorted(found)


def served(cluster):
    """Return the index that the alias names; None where there is none."""
    status, found = cluster.call("GET", f"/_alias/{NAME}")
    return next(iter(found)) if status == 200 else None


def holding(cluster, word, index=NAME):
    """Return the ids of the posts that hold a word, sorted."""
    query = {"query": {"bool": {"should": [{"term": {f"line{line}": word}} for line in range(4)]}}, "size": 100}
    status, found = cluster.call("GET", f"/{index}/_search", query | {"docvalue_fields": ["id"], "_source": False})
    assert status in {200, 404}, found
    return sorted(hit["fields"]["id"][0] for hit in found["hits"]["hits"]) if status == 200 else []


def sent(cluster, index):
    """Return how many documents were written into an index since it was made or cloned."""
    _, found = cluster.call("GET", f"/{index}/_stats/indexing")
    return found["_all"]["primaries"]["indexing"]["index_total"]


def wipe(cluster):
    """Delete all indexes of the name."""
    for index in (*indexes(cluster), f"{NAME}-writer"):
        cluster.call("DELETE", f"/{index}")

"""One or three OpenSearch nodes on loopback, each a process of its own, with TLS, users and roles."""

import json
import re
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import bcrypt
import yaml
from cluster.certificates import Authority
from cluster.parts import have_parts

ROLES = Path(__file__).resolve().parents[2] / "data" / "recipes" / "cluster"
"""The roles that the product ships, for whoever runs a cluster."""
ADMIN, READER, WRITER = "admin", "search-reader", "search-writer"
_TESTS = Path(__file__).resolve().parents[1]
OPTIONS = ("-Xms400m", "-Xmx400m", "-XX:TieredStopAtLevel=1")
"""For Java. A compiler that thinks less starts a node with half the work, and is no fair choice for measurements."""
_SECONDS_TO_START = 180
"""Ten on a machine that does nothing else."""
_TRIES = 3
_LOG = """\
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %c{1.} %m%n
"""
_AUTHENTICATION = {
    "password": {
        "order": 1,
        "http_enabled": True,
        "http_authenticator": {"type": "basic", "challenge": True},
        "authentication_backend": {"type": "intern"},
    },
    "certificate": {
        "order": 0,  # a challenge for a password would end the matter
        "http_enabled": True,
        "http_authenticator": {"type": "clientcert", "challenge": False, "config": {"username_attribute": "cn"}},
        "authentication_backend": {"type": "noop"},
    },
}


class NodeFailedError(Exception):
    """A node did not start; the message holds the end of its log."""


class Node:
    """A node: its folder, its ports, and its process while it runs."""

    def __init__(self, home, name, options):
        self.home, self.name, self._options = home, name, options
        self.http, self.transport = _free_port(), _free_port()
        self.process = None

    @property
    def url(self):
        """Where it answers."""
        return f"https://127.0.0.1:{self.http}"

    @property
    def log(self):
        """The file that it writes what it says to."""
        return self.home / "log.txt"

    def start(self):
        """Start its process; ``Cluster.wait`` waits until it answers."""
        command = [sys.executable, "-m", "cluster.node", str(self.home), *self._options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=_TESTS, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )

    def stop(self):
        """Let it end in order."""
        if self.process:
            self.process.stdin.close()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process = None

    def kill(self):
        """End it at once, as a machine ends that loses its power."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
        self.process = None

    def memory(self):
        """Resident bytes of its process."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise NodeFailedError(f"{self.name} has no memory")


class Cluster:
    """Nodes that know one another, the certificates of all, and the users' passwords."""

    def __init__(self, folder, nodes, options=OPTIONS):
        self.authority = Authority(folder / "certificates")
        self.nodes = [Node(folder / f"n{number}", f"n{number}", options) for number in range(1, nodes + 1)]
        self.passwords = {user: secrets.token_urlsafe(12) for user in (ADMIN, READER, WRITER)}
        for node in self.nodes:
            self._prepare(node)

    @property
    def url(self):
        """The address of the first node."""
        return self.nodes[0].url

    def start(self):
        """Start all nodes that do not run, and wait until they answer as one.

        Raises:
            NodeFailedError: One ended, or they took too long.
        """
        for node in self.nodes:
            if not node.process:
                node.start()
        self.wait()

    def stop(self):
        """Let all nodes end in order."""
        for node in self.nodes:
            node.stop()

    def wait(self, status="yellow"):
        """Wait until all nodes that run are one cluster that serves."""
        running = [node for node in self.nodes if node.process]
        path = f"/_cluster/health?wait_for_nodes=%3E%3D{len(running)}&wait_for_status={status}&timeout=5s"
        end = time.monotonic() + _SECONDS_TO_START
        while time.monotonic() < end:
            for node in running:
                if node.process.poll() is not None:
                    raise NodeFailedError(f"{node.name} ended: {node.log.read_text()[-2000:]}")
            with suppress(OSError):
                if all(self.call("GET", path, node=node)[0] == 200 for node in running):
                    return
            time.sleep(0.2)
        raise NodeFailedError(f"no cluster in {_SECONDS_TO_START} s: {running[0].log.read_text()[-2000:]}")

    def call(self, method, path, body=None, user=ADMIN, node=None):
        """Return status and content of an answer.

        Args:
            method: Of HTTP.
            path: With its query.
            body: A value to send as JSON, or text to send as it is.
            user: Who asks.
            node: Who is asked; else the first.
        """
        content = (body if isinstance(body, str) else json.dumps(body)).encode() if body is not None else None
        request = urllib.request.Request((node or self.nodes[0]).url + path, content, method=method)
        word = b64encode(f"{user}:{self.passwords[user]}".encode()).decode()
        request.add_header("Authorization", f"Basic {word}")
        request.add_header("Content-Type", "application/x-ndjson" if isinstance(body, str) else "application/json")
        context = ssl.create_default_context(cafile=str(self.authority.certificate))
        try:
            with urllib.request.urlopen(request, context=context, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            return error.code, json.loads(text) if text.startswith(("{", "[")) else text

    def _prepare(self, node):
        """Lay out the folder of a node."""
        parts, config = have_parts(), node.home / "config"
        (config / "opensearch-security").mkdir(parents=True)
        (node.home / "tmp").mkdir()
        for name in ("lib", "modules", "plugins"):
            (node.home / name).symlink_to(parts / name)
        pair = self.authority.sign(node.name)
        for source, name in (
            (pair.certificate, "node.pem"),
            (pair.key, "key.pem"),
            (self.authority.certificate, "ca.pem"),
        ):
            shutil.copyfile(source, config / name)
        (config / "log4j2.properties").write_text(_LOG)
        (config / "opensearch.yml").write_text(yaml.safe_dump(self._settings(node)))
        for name, content in self._security().items():
            body = {"_meta": {"type": name.replace("_", ""), "config_version": 2}} | content
            (config / "opensearch-security" / f"{name}.yml").write_text(yaml.safe_dump(body))

    def _settings(self, node):
        settings = {
            "cluster.name": "post-search-tests",
            "node.name": node.name,
            "network.host": "127.0.0.1",
            "http.port": node.http,
            "transport.port": node.transport,
            # The disk of the machine that tests run on may be nearly full, which is no concern of theirs.
            **{f"cluster.routing.allocation.disk.watermark.{level}": "1b" for level in ("low", "high", "flood_stage")},
            "plugins.security.allow_default_init_securityindex": True,
            "plugins.security.nodes_dn": [f"CN={each.name}" for each in self.nodes],
            "plugins.security.restapi.roles_enabled": ["all_access"],
            "plugins.security.ssl.http.enabled": True,
            "plugins.security.ssl.http.clientauth_mode": "OPTIONAL",
            "plugins.security.ssl.transport.enforce_hostname_verification": False,
        }
        for layer in ("http", "transport"):
            names = {"pemcert": "node.pem", "pemkey": "key.pem", "pemtrustedcas": "ca.pem"}
            settings |= {f"plugins.security.ssl.{layer}.{key}_filepath": name for key, name in names.items()}
        if len(self.nodes) == 1:
            return settings | {"discovery.type": "single-node"}
        return settings | {
            "cluster.initial_cluster_manager_nodes": [each.name for each in self.nodes],
            "discovery.seed_hosts": [f"127.0.0.1:{each.transport}" for each in self.nodes],
        }

    def _security(self):
        """Return the content of the security plugin's files: the roles that the product ships, and a user of each."""
        users = {
            user: {"hash": bcrypt.hashpw(word.encode(), bcrypt.gensalt(4, prefix=b"2a")).decode()}
            for user, word in self.passwords.items()
        }
        shipped = {name: yaml.safe_load((ROLES / f"{name}.yml").read_text()) for name in ("roles", "roles_mapping")}
        for content in shipped.values():
            content.pop("_meta")
        shipped["roles_mapping"]["all_access"] = {"users": [ADMIN]}
        return {
            **shipped,
            "config": {"config": {"dynamic": {"authc": _AUTHENTICATION}}},
            "internal_users": users,
            "action_groups": {},
            "tenants": {},
            "nodes_dn": {},
            "allowlist": {"config": {"enabled": False}},
            "audit": {"config": {"enabled": False}},
        }


@contextmanager
def running_cluster(folder, nodes=1, options=OPTIONS):
    """Run a cluster.

    Args:
        folder: An empty folder for all that it writes.
        nodes: How many.
        options: For Java.

    Yields:
        The cluster, which answers.

    Raises:
        PartsMissingError: OpenSearch cannot be had.
        NodeFailedError: It does not start.
    """
    with ExitStack() as stack:
        for left in reversed(range(_TRIES)):
            cluster = Cluster(folder / f"try-{_TRIES - left}", nodes, options)
            stack.callback(cluster.stop)
            try:
                cluster.start()
            except NodeFailedError as error:
                # Another program has taken a port between its choice and its use.
                if not (left and re.search("Bind(Transport|Http)Exception", str(error))):
                    raise
                cluster.stop()
            else:
                yield cluster
                return


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]

"""The address of an index on a cluster of machines: ``https://host:9200/posts``."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import SplitResult, urlsplit

_PORT = 9200
_HOST = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
# Several hosts are no address to newer Pythons, one of which is in brackets.
_WHOLE = re.compile(
    rf"(?P<scheme>(?i:https?))://(?P<hosts>{_HOST}(?:,{_HOST})*)/+(?P<name>[a-z0-9][a-z0-9_-]{{0,99}})/*"
)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """Where the nodes of a cluster listen, and the name of an index there.

    Attributes:
        scheme: ``https`` or ``http``.
        hosts: One or several nodes, each a host and a port.
        name: Of the index.
    """

    scheme: str
    hosts: tuple[tuple[str, int], ...]
    name: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address; several nodes have commas between them.

        Raises:
            ValueError: It is none, or holds a user name or a password.
        """
        parts = _WHOLE.fullmatch(text.strip())
        if parts is None:
            raise ValueError(text)
        return cls(parts["scheme"].lower(), tuple(map(_read_host, parts["hosts"].split(","))), parts["name"])

    @property
    def is_loopback(self) -> bool:
        """Whether all nodes are on this machine, so that nobody else can read what passes."""
        return all(host == "localhost" or _is_loopback(host) for host, _ in self.hosts)

    def __str__(self) -> str:
        hosts = ",".join(f"{f'[{host}]' if ':' in host else host}:{port}" for host, port in self.hosts)
        return f"{self.scheme}://{hosts}/{self.name}"


def is_address(text: str) -> bool:
    """Say whether a text is meant to be an address of the web, and not a folder."""
    return _ADDRESS.match(text) is not None


def _read_host(text: str) -> tuple[str, int]:
    parts: SplitResult = urlsplit(f"//{text}")
    return parts.hostname or "", parts.port or _PORT


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

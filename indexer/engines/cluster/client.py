"""Talk to a cluster through opensearch-py: who asks, whom to trust, and what its errors mean."""

import logging
import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from opensearchpy import OpenSearch, exceptions

from indexer.errors import (
    ClusterUnreachableError,
    ConfigurationError,
    IndexMissingError,
    IndexUnusableError,
)
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.load import CLUSTER_PASSWORD
from indexer.settings.settings import Settings

SECONDS = 10.0
"""One request that reads may take so long; a search has its own, shorter deadline."""
_CONNECTIONS = 16
"""Kept open to each node: one for each request that a process answers at the same time, and some."""
_UNAUTHORISED, _FORBIDDEN, _TOO_MANY, _MISSING = 401, 403, 429, 404
_BLOCK = "cluster_block_exception"


logging.getLogger("opensearch").setLevel(logging.CRITICAL)  # what fails is raised, and told by whoever asked


class ClusterClient:
    """The nodes of one cluster. Safe to be shared by threads.

    Attributes:
        address: Of the index.
        raw: What sends requests.
    """

    def __init__(self, address: ClusterAddress, raw: OpenSearch) -> None:
        self.address = address
        self.raw = raw

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn what the library raises into errors of ours.

        Raises:
            ClusterUnreachableError: No node answers, or the cluster is too busy.
            IndexMissingError: There is no such index.
            IndexUnusableError: The cluster refuses, or fails.
        """
        try:
            yield
        except exceptions.OpenSearchException as error:
            raise _translate(self.address, error) from error

    def close(self) -> None:
        """Close all connections."""
        self.raw.close()


def connect(
    address: ClusterAddress,
    settings: Settings,
    environment: Mapping[str, str] = os.environ,
    *,
    seconds: float = SECONDS,
) -> ClusterClient:
    """Return a client; nothing is asked of the cluster yet.

    Args:
        address: Of the index.
        settings: Who asks, and whom to trust.
        environment: May hold the password.
        seconds: One request may take so long.

    Raises:
        ConfigurationError: The settings do not go with the address, or a file cannot be read.
    """
    is_secure = address.scheme == "https"
    if not is_secure and not (address.is_loopback or settings.cluster_plaintext):
        raise ConfigurationError(
            f"{address}: by http everybody on the way can read passwords and posts; use https, or set cluster_plaintext"
        )
    raw = OpenSearch(
        hosts=[{"host": host, "port": port} for host, port in address.hosts],
        http_auth=_read_credentials(settings, environment),
        use_ssl=is_secure,
        http_compress=False,  # most bytes are compressed already: 0.3 of a builder's 1.1 ms a post, for 43 % less sent
        timeout=seconds,
        max_retries=len(address.hosts),
        retry_on_timeout=False,
        pool_maxsize=_CONNECTIONS,
        **({"ssl_context": _make_context(settings)} if is_secure else {}),
    )
    return ClusterClient(address, raw)


def _read_credentials(settings: Settings, environment: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the user name and the password; None where the certificate tells who asks, or nothing does."""
    if not settings.cluster_user:
        return None
    file = settings.cluster_password_file
    if file is None:
        password = environment.get(CLUSTER_PASSWORD)
    else:
        try:
            password = file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{file}: the password for the cluster cannot be read: {error}") from error
    if not password:
        user = settings.cluster_user
        raise ConfigurationError(
            f"cluster_user is {user}, without a password: set {CLUSTER_PASSWORD} or cluster_password_file"
        )
    return settings.cluster_user, password


def _make_context(settings: Settings) -> ssl.SSLContext:
    """Return what verifies the nodes' certificates and shows ours."""
    try:
        context = ssl.create_default_context(cafile=settings.cluster_ca)
        if settings.cluster_certificate:
            context.load_cert_chain(settings.cluster_certificate, settings.cluster_key)
    except (OSError, ssl.SSLError) as error:
        names = filter(None, (settings.cluster_ca, settings.cluster_certificate, settings.cluster_key))
        raise ConfigurationError(f"{', '.join(map(str, names))}: cannot be read as certificates: {error}") from error
    return context


def _translate(address: ClusterAddress, error: exceptions.OpenSearchException) -> IndexUnusableError:
    if isinstance(error, exceptions.SSLError):
        return IndexUnusableError(
            f"{address}: the certificate of the cluster is not trusted ({_cause(error)}); cluster_ca"
        )
    if isinstance(error, exceptions.ConnectionError):
        return ClusterUnreachableError(f"{address}: no node of the cluster answers; try again later")
    if isinstance(error, exceptions.TransportError):
        return _translate_status(address, error)
    return IndexUnusableError(f"{address}: what the cluster answers cannot be read ({type(error).__name__})")


def _translate_status(address: ClusterAddress, error: exceptions.TransportError) -> IndexUnusableError:
    status, kind = error.status_code, str(error.error)
    if kind == _BLOCK:
        return IndexUnusableError(f"{address}: the cluster writes nothing, as its disks are full or it has no manager")
    if status == _UNAUTHORISED:
        return IndexUnusableError(f"{address}: the cluster does not know this user and password, see cluster_user")
    if status == _FORBIDDEN:
        return IndexUnusableError(
            f"{address}: the cluster does not allow this user to do that; give it a role that may"
        )
    if status == _MISSING:
        return IndexMissingError(f"{address}: there is no index yet; run search-index rebuild SITE --index {address}")
    if status == _TOO_MANY or (isinstance(status, int) and status >= 500):  # noqa: PLR2004  as HTTP numbers failures
        return ClusterUnreachableError(f"{address}: the cluster cannot answer now ({status}); try again later")
    return IndexUnusableError(f"{address}: the cluster refuses a request ({status}, {kind})")


def _cause(error: exceptions.TransportError) -> str:
    cause: Any = error.info
    return str(getattr(cause, "reason", cause))

"""The rate limit of one visitor."""

import logging
from pathlib import Path

from flask import Flask, request
from flask_limiter import Limiter

from search_app.service.counts import SCHEME
from search_app.service.networks import network_of
from search_app.web.current import SEARCHING


def limit_rate(app: Flask, rate: str, shared: Path | None = None) -> None:
    """Answer 429 to who searches more often than ``rate``, such as ``60/minute``.

    Args:
        app: Whose searches are counted.
        rate: How many of one visitor, in which time.
        shared: A folder in which several processes count together; None to count in this process.
    """
    Limiter(
        visitor,
        app=app,
        application_limits=[rate],
        application_limits_exempt_when=lambda: request.endpoint not in SEARCHING,
        headers_enabled=True,
        swallow_errors=True,  # that counts cannot be kept, on a full disk, is told in the log and stops no visitor
        storage_uri=f"{SCHEME}://{shared}" if shared else "memory://",
    )
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)  # below that it writes down addresses


def visitor() -> str:
    """Return whom a request is counted for: an address, of IPv6 the network."""
    return network_of(request.remote_addr or "") or "unknown"

"""The rate limit of one visitor. Imported only where there is one: Flask-Limiter takes 4.5 MB of each process."""

import logging
import time
from http.client import TOO_MANY_REQUESTS
from pathlib import Path

from flask import Flask, Response, request
from flask_limiter import HeaderNames, Limiter
from limits.storage import MemoryStorage

from search_app.service.networks import visitor_of
from search_app.service.shared_counts import SCHEME, SET_BACK_SECONDS
from search_app.web.current import SEARCHING

_RESET = "X-RateLimit-Seconds"
"""What the limiter says of every answer, in place of ``Retry-After``."""
_OWN_SCHEME = "process-counts"


class ProcessCounts(MemoryStorage):
    """Counts of one process; they begin anew where the clock was set back, see ``shared_counts``."""

    STORAGE_SCHEME = [_OWN_SCHEME]  # noqa: RUF012  as its base class has it

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count so many more, and return how many there are now."""
        if self.expirations.get(key, 0) > time.time() + expiry + SET_BACK_SECONDS:
            self.clear(key)
        return super().incr(key, expiry, amount)


def limit_rate(app: Flask, rate: str, shared: Path | None = None) -> None:
    """Answer 429 to who searches more often than ``rate``, such as ``60/minute``.

    Args:
        app: Whose searches are counted.
        rate: How many of one visitor, in which time.
        shared: A folder in which several processes count together; None to count in this process.
    """
    app.after_request(_say_when_to_come_back)  # hooks run last first: this one after the limiter's
    Limiter(
        lambda: visitor_of(request.remote_addr or ""),
        app=app,
        application_limits=[rate],
        application_limits_exempt_when=lambda: request.endpoint not in SEARCHING,
        headers_enabled=True,
        header_name_mapping={HeaderNames.RETRY_AFTER: _RESET},
        swallow_errors=True,  # that counts cannot be kept, on a full disk, is told in the log and stops no visitor
        storage_uri=f"{SCHEME}://{shared}" if shared else f"{_OWN_SCHEME}://",
    )
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)  # below that it writes down addresses


def _say_when_to_come_back(answer: Response) -> Response:
    """Say so where a visitor has to wait for the limit; an answer that is unavailable says when it is worth a try."""
    seconds = answer.headers.pop(_RESET, None)
    if seconds and answer.status_code == TOO_MANY_REQUESTS:
        answer.headers.setdefault("Retry-After", seconds)
    return answer

"""One line of JSON for each request, that tells how the service does and nothing about the visitor.

Neither the query nor the address, the browser nor the page before: what is not written down cannot leak.
"""

import json
import logging
from datetime import UTC, datetime

from flask import Response, request

from search_app.service.timing import METHODS, route, seconds_taken

LOG = logging.getLogger("search_app.access")


def log_request(answer: Response) -> Response:
    """Write the line of a request that has been answered."""
    has_body = request.method != "HEAD" and answer.status_code != 304  # noqa: PLR2004 - Not Modified
    size = (answer.calculate_content_length() or 0) if has_body else 0
    write_line(request.method, route(), answer.status_code, seconds_taken(), size)
    return answer


def write_line(method: str, path: str, status: int, seconds: float, size: int) -> None:
    """Write a line: a request, the status of its answer, what it took, and the bytes of its body."""
    told = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": method if method in METHODS else "other",
        "route": path,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "bytes": size,
    }
    LOG.info(json.dumps(told))

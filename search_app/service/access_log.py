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
    LOG.info(json.dumps(_describe(answer)))
    return answer


def _describe(answer: Response) -> dict[str, object]:
    has_body = request.method != "HEAD" and answer.status_code != 304  # noqa: PLR2004 - Not Modified
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": request.method if request.method in METHODS else "other",
        "route": route(),
        "status": answer.status_code,
        "ms": round(seconds_taken() * 1000, 1),
        "bytes": (answer.calculate_content_length() or 0) if has_body else 0,
    }

"""The log of the server on standard error: lines for people, or JSON objects for programs."""

import json
import logging
import sys
from datetime import UTC, datetime

from indexer.commands.options import LINE, OURS
from indexer.settings.settings import Settings
from search_app.service import access_log


class JsonFormatter(logging.Formatter):
    """Writes a record as an object on one line: ``time``, ``level``, ``logger``, ``message``, ``exception``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        values = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            values["exception"] = self.formatException(record.exc_info)
        return json.dumps(values, ensure_ascii=False)


def set_up_logs(settings: Settings, *, verbose: bool = False) -> None:
    """Write this process's log as the settings say; called once by each process that serves.

    Args:
        settings: Say in which form, and whether each request is told.
        verbose: Whether what is done is told, too, and not only what goes wrong.
    """
    if settings.log_format == "json":
        _replace_handlers(logging.getLogger(), JsonFormatter())
    elif verbose:
        _replace_handlers(logging.getLogger(), logging.Formatter(LINE))
    for logger in map(logging.getLogger, OURS if verbose else ()):
        logger.handlers[:], logger.propagate = [], True
        logger.setLevel(logging.DEBUG)
    if settings.access_log:
        _replace_handlers(access_log.LOG, logging.Formatter("%(message)s"))
        access_log.LOG.setLevel(logging.INFO)
        access_log.LOG.propagate = False


def _replace_handlers(logger: logging.Logger, formatter: logging.Formatter) -> None:
    writer = logging.StreamHandler(sys.stderr)
    writer.setFormatter(formatter)
    logger.handlers[:] = [writer]

"""The engine the running app was created with."""

from typing import cast

from flask import current_app

from indexer.engines.base import Engine

ENGINE = "search_engine"


def current_engine() -> Engine:
    """Return the engine that answers this app's questions."""
    return cast("Engine", current_app.extensions[ENGINE])

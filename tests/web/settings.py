"""Settings of the web app, for tests."""

from pathlib import Path

from indexer.settings.settings import Settings


def settings_of(**chosen):
    """Return settings that name no site and no index, with the values chosen."""
    return Settings(Path(), Path(), **chosen)

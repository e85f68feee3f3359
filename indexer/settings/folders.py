"""The default folders of the index and of the site."""

import os
from collections.abc import Mapping
from pathlib import Path

from indexer.errors import ConfigurationError
from indexer.text.lexicon.word_lists import data_folder


def sample_posts() -> Path:
    """Return the folder of the sample posts that are part of the package."""
    return data_folder() / "posts"


def default_index(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the user's own index folder, the same wherever a command is run, by hand or by cron.

    Raises:
        ConfigurationError: The user has no home folder.

    Source: XDG Base Directory Specification 0.8.
    """
    named = Path(environment.get("XDG_DATA_HOME", ""))
    if named.is_absolute():
        return named / "search-index"
    try:
        home = Path.home()
    except RuntimeError as error:
        raise ConfigurationError("this user has no home folder; name the index folder with --index") from error
    return home / ".local" / "share" / "search-index"

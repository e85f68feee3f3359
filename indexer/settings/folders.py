"""The default folders of indexes and of the site."""

import os
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from indexer.errors import ConfigurationError
from indexer.posts.site_folders import split_folders
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


def own_index(site: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the index folder of a second site: beside the user's own, which is the first one's, and with its name.

    Args:
        site: Its folder, absolute, or those of several as one path.
        environment: Of the user.
    """
    name = "+".join(each.name for each in split_folders(site))[:_LONGEST_NAME]
    digest = blake2b(str(site).encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
    return _own_indexes(environment) / f"{name}-{digest}"


def is_default_index(index: object, environment: Mapping[str, str] = os.environ) -> bool:
    """Say whether an index is in the user's own folder."""
    return index == next(user_indexes(environment), None)


def is_own_index(index: object, environment: Mapping[str, str] = os.environ) -> bool:
    """Say whether an index is in a site's own folder, see ``own_index``."""
    return isinstance(index, Path) and index in [*user_indexes(environment)][1:]


def user_indexes(environment: Mapping[str, str] = os.environ) -> Iterator[Path]:
    """Yield the folders, there or not, in which this user's indexes lie unless they were put elsewhere."""
    try:
        yield default_index(environment)
    except ConfigurationError:  # no home folder: whoever has none names every index
        return
    folder = _own_indexes(environment)
    yield from sorted(folder.iterdir()) if folder.is_dir() else ()


def _own_indexes(environment: Mapping[str, str]) -> Path:
    return default_index(environment).with_name("search-indexes")


_LONGEST_NAME = 100

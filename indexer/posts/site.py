"""Which generator a site belongs to."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from indexer.errors import UsageError
from indexer.posts.generators.base import Rules
from indexer.posts.generators.plain import PlainRules

# In this order: each module tells its own configuration from another's of the same file name.
_GENERATORS = ("hugo", "zola", "jekyll", "hexo")


def recognise_site(root: Path) -> Rules:
    """Find out by its configuration what generator a site belongs to, and read its rules.

    Args:
        root: The site's folder. Without the configuration of a known generator every Markdown file in it is a
            post.

    Raises:
        UsageError: There is no such folder, or it cannot be read.
        ConfigurationError: The site's configuration cannot be read.
    """
    folder = _existing_folder(root)
    for name in _GENERATORS:
        if rules := _recogniser(name)(folder):
            return rules
    return PlainRules(folder)


def _existing_folder(root: Path) -> Path:
    try:
        folder = root.expanduser().resolve()
        next(folder.iterdir(), None)
    except FileNotFoundError as error:
        raise UsageError(f"{root}: no such folder; give the root of a site, or a folder of Markdown posts") from error
    except NotADirectoryError as error:
        raise UsageError(f"{root}: is a file; give the folder of the site that it belongs to") from error
    except (OSError, RuntimeError) as error:
        raise UsageError(f"{root}: the folder cannot be read: {error}") from error
    return folder


def _recogniser(name: str) -> Callable[[Path], Rules | None]:
    module = f"indexer.posts.generators.{name}"
    if find_spec(module) is None:
        return lambda _: None
    recognise: Callable[[Path], Rules | None] = import_module(module).recognise
    return recognise

"""Which generator a site belongs to."""

from pathlib import Path

from indexer.errors import UsageError
from indexer.posts.generators import hexo, hugo, jekyll, zola
from indexer.posts.generators.base import Rules
from indexer.posts.generators.plain import PlainRules

# In this order: each module tells its own configuration from another's of the same file name.
_RECOGNISERS = (hugo.recognise, zola.recognise, jekyll.recognise, hexo.recognise)


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
    found = (recognise(folder) for recognise in _RECOGNISERS)
    return next((rules for rules in found if rules), PlainRules(folder))


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

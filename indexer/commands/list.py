"""``search-index list``."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from indexer.commands import options
from indexer.errors import IndexUnusableError
from indexer.index.build.approval import live_contents
from indexer.index.generations.contents import Contents
from indexer.posts.site_folders import split_folders
from indexer.settings.folders import user_indexes
from indexer.settings.load import load_settings
from indexer.wording import age, count, local_time


@click.command("list")
@options.shared
def list(*, index: str | None, config: str | None, as_json: bool, quiet: bool) -> None:  # noqa: A001, ARG001  a command's name; quiet is every command's
    """Print this user's indexes: the site of each, its posts, when it was built, and its folder.

    Those in the usual folders are listed, and the one that the settings or --index name.
    """
    settings = load_settings(options={"index": index, "config": config})
    folders = dict.fromkeys([*user_indexes(), *([settings.index] if isinstance(settings.index, Path) else [])])
    found = {folder: contents for folder in folders for contents in _read(folder)}
    if as_json:
        options.print_json({"indexes": [_as_values(folder, contents) for folder, contents in found.items()]})
    elif found:
        click.echo("\n".join(_describe(folder, contents) for folder, contents in found.items()))
    else:
        click.echo("no index yet; make one: search-index rebuild SITE")


def _read(folder: Path) -> Iterator[Contents | str]:
    """Yield what an index says about itself, or why it cannot be read; nothing where there is none."""
    try:
        contents = live_contents(folder)
    except IndexUnusableError as error:
        yield str(error)
    else:
        yield from [contents] if contents else []


def _name(contents: Contents) -> str:
    return contents.site_name or " + ".join(each.name for each in split_folders(Path(contents.site))) or "posts"


def _as_values(folder: Path, contents: Contents | str) -> Mapping[str, object]:
    if isinstance(contents, str):
        return {"index": str(folder), "problem": contents}
    return {
        "index": str(folder),
        "name": _name(contents),
        "site": contents.site,
        "posts": contents.posts,
        "built": contents.built.isoformat(),
    }


def _describe(folder: Path, contents: Contents | str) -> str:
    if isinstance(contents, str):
        return f"{folder}\n  {contents}"
    built = f"built {local_time(contents.built)}, {age(contents.built)}"
    site = contents.site or "posts that a program gave"
    return f"{_name(contents)}: {count(contents.posts, 'post')}, {built}\n  site   {site}\n  index  {folder}"

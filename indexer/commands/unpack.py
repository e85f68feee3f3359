"""``search-index unpack``."""

from collections.abc import Mapping
from pathlib import Path

import click

from indexer.commands import options
from indexer.errors import UsageError
from indexer.posts.wordpress.export import read_export
from indexer.posts.wordpress.pages import GENERATOR, HOME, make_pages
from indexer.wording import count


@click.command()
@click.argument("export", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@options.shared
def unpack(*, export: Path, folder: Path, index: str | None, config: str | None, as_json: bool, quiet: bool) -> None:
    """Write the pages of an export of WordPress into a folder, which can then be indexed as a site.

    EXPORT is the file that WordPress gives under “Tools: Export”. Run again with a newer export to bring FOLDER up to
    date: pages that the export no longer has are deleted.
    """
    del index, config
    site = read_export(export)
    pages = make_pages(site)
    _require_ours(folder)
    written, removed = _write(folder, pages)
    if as_json:
        values = {"site": site.title, "folder": str(folder), "pages": len(pages) - 1, "left_out": dict(site.left_out)}
        options.print_json({**values, "written": written, "removed": removed})
    elif not quiet:
        click.echo(f"{count(len(pages) - 1, 'page')} of {site.title or site.url}: {written} written, {removed} deleted")
        if site.left_out:
            reasons = ", ".join(f"{posts} {status}" for status, posts in site.left_out.items())
            click.echo(f"{sum(site.left_out.values())} left out, which visitors do not see: {reasons}")
        click.echo(f"index them: search-index rebuild {folder}")


def _require_ours(folder: Path) -> None:
    """Make sure that a folder is new, empty, or written by this command.

    Raises:
        UsageError: It holds something else.
    """
    try:
        is_taken = next(folder.iterdir(), None) is not None
        is_ours = is_taken and GENERATOR in (folder / HOME).read_text(encoding="utf-8")
    except FileNotFoundError:
        is_taken, is_ours = folder.exists(), False
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{folder}: cannot be written to; name a folder of its own for the pages") from error
    if is_taken and not is_ours:
        raise UsageError(f"{folder}: holds something else; name a folder of its own for the pages")


def _write(folder: Path, pages: Mapping[str, str]) -> tuple[int, int]:
    """Write what differs, the home page first, and delete pages that are no more; return how many of each."""
    written = sum(_write_page(folder / path, pages[path]) for path in sorted(pages, key=lambda path: path != HOME))
    wanted = {folder / path for path in pages}
    gone = [path for path in folder.rglob(HOME) if path not in wanted]
    for path in gone:
        path.unlink()
    return written, len(gone)


def _write_page(path: Path, html: str) -> bool:
    data = html.encode("utf-8", "replace")
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written: {error.strerror}. What was written stays; run it again"
        ) from error
    return True

"""Checks that a new index may take the place of the live one."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from indexer.errors import IndexUnusableError, PublishRefusedError
from indexer.index.build.options import BuildOptions
from indexer.index.generations.generation import live_number
from indexer.index.generations.manifest import Contents, read_manifest
from indexer.posts.post import Problem, SkipReason
from indexer.text.lexicon.word_lists import data_folder


def live_contents(root: Path) -> Contents | None:
    """Return what the live index says about itself; None where there is none that can tell."""
    with suppress(IndexUnusableError):
        return read_manifest(root / f"g-{live_number(root)}").contents
    return None


def protected_contents(root: Path) -> Contents | None:
    """Return what the live index says about itself; None where it is of the sample posts, which any may replace."""
    live = live_contents(root)
    return live if live and live.site != str(data_folder() / "posts") else None


def approve(contents: Contents, options: BuildOptions, live: Contents | None) -> None:
    """Refuse an index that is empty, far smaller than the live one, of another origin, or (``strict``) incomplete.

    Raises:
        PublishRefusedError: Says why, and how to have it all the same.
    """
    if options.strict and contents.refused:
        raise PublishRefusedError(
            f"{_origin(contents)}: {_files(contents.refused)} could not be read, and --strict was given. "
            "The live index is untouched"
        )
    if options.force:
        return
    if live and bool(contents.site) != bool(live.site):
        raise PublishRefusedError(
            f"the index holds {_origin(live)}, and not {_origin(contents)}. It is untouched; --force replaces it"
        )
    if not contents.posts:
        raise PublishRefusedError(
            f"{_origin(contents)}: no posts found ({_describe_absent(contents)}). "
            "The live index is untouched; --force publishes an empty one"
        )
    if live and contents.posts * 2 < live.posts:
        raise PublishRefusedError(
            f"{_origin(contents)}: {contents.posts} posts found, the live index holds {live.posts}, of "
            f"{_origin(live)}. It is untouched; --force publishes the smaller one"
        )


def find_dropped_rules(options: BuildOptions, live: Contents | None) -> Iterator[Problem]:
    """Warn where the live index hides posts by rules of the site's owner, and nobody gave any this time."""
    hidden = live.left_out.get(SkipReason.HIDE_WHEN, 0) if live else 0
    if hidden and not options.include.hide_when:
        message = (
            f"hid {_files(hidden)} in the live index and is not set now, so visitors will find them; to hide them "
            "again, set it in the search-index.toml of the site's folder and run update"
        )
        yield Problem("hide_when", 0, message, refused=False)


def _origin(contents: Contents) -> str:
    return contents.site or "posts that a program gave"


def _describe_absent(contents: Contents) -> str:
    absent: Mapping[str, int] = {**contents.left_out, "could not be read": contents.refused}
    nothing = "no Markdown files" if contents.site else "none were given"
    return ", ".join(f"{count} {reason}" for reason, count in absent.items() if count) or nothing


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"

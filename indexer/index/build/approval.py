"""Checks that a new index may take the place of the live one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from indexer.errors import IndexUnreadableError, IndexUnusableError, PublishRefusedError, is_passing
from indexer.index.build.contents import count_documents
from indexer.index.build.options import BuildOptions
from indexer.index.generations.contents import Contents
from indexer.index.generations.generation import live_number, numbers
from indexer.index.generations.manifest import read_contents
from indexer.posts.post import HideRule, Problem, SkipReason
from indexer.text.lexicon.word_lists import data_folder
from indexer.wording import count


def live_contents(root: Path) -> Contents | None:
    """Return what the live generation says about itself, or the newest one that can be read; None where there is none.

    One of another format counts too: after an upgrade the index is still of the same site, with the same posts hidden.

    Raises:
        IndexUnreadableError: The system has no descriptors or memory left to read it.
    """
    try:
        live, known = live_number(root), sorted(numbers(root), reverse=True)
    except OSError as error:
        if is_passing(error):
            raise IndexUnreadableError(f"{root}: cannot be read now ({error.strerror}); try again later") from error
        return None  # there is no such folder
    for number in dict.fromkeys([*([live] if live else []), *known]):
        try:
            return read_contents(root / f"g-{number}")
        except IndexUnusableError as error:
            if is_passing(error):  # or a site that shrank would be published unseen
                raise
    return None


def protected_contents(root: Path) -> Contents | None:
    """Return what the live index says about itself; None for one of the sample posts, which any site may replace."""
    live = live_contents(root)
    return live if live and live.site != str(data_folder() / "posts") else None


def remember_rules(options: BuildOptions, live: Contents | None) -> BuildOptions:
    """Return options that also find posts which only the rules of the live index hide.

    With ``force`` they find none.
    """
    former = () if options.force else _former_rules(options, live)
    return replace(options, include=replace(options.include, former_rules=former))


def _former_rules(options: BuildOptions, live: Contents | None) -> tuple[HideRule, ...]:
    rules = map(HideRule.parse, live.hide_when if live else ())
    return tuple(rule for rule in rules if rule not in options.include.hide_when)


def approve(contents: Contents, options: BuildOptions, live: Contents | None) -> None:
    """Refuse an index that is empty, far smaller than the live one, of another origin, or (``strict``) incomplete.

    Raises:
        PublishRefusedError: The message says why, and how to publish it all the same.
    """
    if options.strict and contents.refused:
        raise PublishRefusedError(
            f"{_origin(contents)}: {count(contents.refused, 'file')} could not be read, and --strict was given. "
            "The live index is untouched"
        )
    if options.force:
        return
    if shown := contents.left_out.get(SkipReason.RULE_GONE):
        raise PublishRefusedError(
            f"{_origin(contents)}: {count(shown, 'file')} that the live index hides would be shown, for "
            f"hide_when no longer has {_spell(options.include.former_rules)}. "
            "The live index is untouched; set it again, in the search-index.toml of the site's folder or as it was set "
            "before, or show these posts with --force"
        )
    if live and bool(contents.site) != bool(live.site):
        raise PublishRefusedError(
            f"the index holds {_origin(live)}, and not {_origin(contents)}. It is untouched; --force replaces it"
        )
    if not contents.posts:
        raise PublishRefusedError(
            f"{_origin(contents)}: no posts found ({_describe_absent(contents)}). "
            "The live index is untouched; --force publishes an empty one"
        )
    if live and count_documents(contents) * 2 < count_documents(live):
        raise PublishRefusedError(
            f"{_origin(contents)}: {count(count_documents(contents), 'post')} found, the live index holds "
            f"{count_documents(live)}, of {_origin(live)}. It is untouched; --force publishes the smaller one"
        )


def find_dropped_rules(options: BuildOptions, live: Contents | None) -> Iterator[Problem]:
    """Warn where ``force`` shows posts that rules of the live index hid; without it, such a build is refused."""
    former = _former_rules(options, live)
    if options.force and former and live and live.left_out.get(SkipReason.HIDE_WHEN):
        message = (
            f"no longer has {_spell(former)}, so visitors find what it hid; to hide it again, set it in the "
            "search-index.toml of the site's folder and run update"
        )
        yield Problem("hide_when", 0, message, refused=False)


def _spell(rules: Iterable[HideRule]) -> str:
    """Write rules as they stand in the settings file."""
    return ", ".join(f'"{rule}"' for rule in rules)


def _origin(contents: Contents) -> str:
    return contents.site or "posts that a program gave"


def _describe_absent(contents: Contents) -> str:
    absent: Mapping[str, int] = {**contents.left_out, "could not be read": contents.refused}
    nothing = "no Markdown files" if contents.site else "none were given"
    return ", ".join(f"{files} {reason}" for reason, files in absent.items() if files) or nothing

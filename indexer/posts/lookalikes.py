"""Front matter keys that look as if they hid a post and are not known: a warning for each, once a build."""

from collections.abc import Iterator
from functools import cache

from indexer.posts.fields import flag_of, text_of
from indexer.posts.hidden_keys import HARMLESS, HIDING_KEYS, LOOKS_HIDING, PAGE_PARTS, fold_name
from indexer.posts.post import FrontMatter, Problem
from indexer.posts.visibility import own_entries

_WORDS = frozenset({"never", "none", "local", "hidden", "hide", "private", "draft", "exclude", "excluded", "unlisted"})
_HIDE = ("hide", "hidden", "hidein", "hidefrom", "hideon", "exclude", "excludefrom", "nosearch")


def find_lookalikes(post_id: str, front_matter: FrontMatter) -> tuple[Problem, ...]:
    """Return a warning for each key of a post that is shown which looks as if it should not be.

    Returns:
        Warnings whose ``topic`` is the key: one stands for all posts that have it.
    """
    return tuple(
        Problem(
            post_id,
            front_matter.line_of(top),
            f"the key “{name}” looks as if it hid the post, and is not known, so the post is shown; "
            f'if it should hide it, set hide_when = ["{name}={text_of(value)}"]',
            refused=False,
            topic=f"key {fold_name(name)}",
        )
        for name, top, value in _suspects(front_matter)
    )


def _suspects(front_matter: FrontMatter) -> Iterator[tuple[str, str, object]]:
    """Yield keys with their top-level key and value."""
    for name, (top, value) in own_entries(front_matter):
        folded = fold_name(name)
        if folded.startswith(LOOKS_HIDING) and not _is_known(folded) and _could_hide(folded, value):
            yield name, top, value


@cache
def _known() -> frozenset[str]:
    keys = (key.path.partition(".")[0] for key in HIDING_KEYS)
    return frozenset(map(fold_name, (*keys, *HARMLESS)))


def _is_known(folded: str) -> bool:
    """Say whether a key is in one of the tables, or hides only a part of the page."""
    return folded in _known() or any(folded.startswith(tuple(hide + part for part in PAGE_PARTS)) for hide in _HIDE)


def _could_hide(folded: str, value: object) -> bool:
    """Say whether a value may hide: a switch that is on, of ``search…`` and ``list…`` also off, or a telling word."""
    flag = flag_of(value)
    if flag is None:
        return text_of(value).casefold() in _WORDS
    return flag or folded.startswith(("search", "list"))

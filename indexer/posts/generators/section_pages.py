"""Pages of sections, ``_index.md``: most are lists of what lies below, those of a documentation often pages of text."""

import re

_NO_TEXT = re.compile(r"<!--.*?-->|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_WORD = re.compile(r"\w")
_BEGINNING = 4_000
"""Characters that are looked at: a page that is longer has text, and patterns of hostile pages stay cheap."""
_LEAST = 10


def has_text(body: str) -> bool:
    """Say whether the page of a section has words of its own: more than comments, shortcodes and signs."""
    return len(body) > _BEGINNING or _WORD.search(_NO_TEXT.sub("", body)) is not None


def are_pages(with_text: int, others: int) -> bool:
    """Say whether a site writes its pages as those of sections: ten or more have text, and other pages are fewer.

    Args:
        with_text: Pages of sections that have text, the home page left aside.
        others: All other pages.
    """
    return with_text >= _LEAST and with_text > others

"""The only places where text becomes HTML without the templates' own escaping."""

import re

from markupsafe import Markup

from indexer.search.payload import snippet_html
from indexer.search.results import Snippet

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that no HTML or XML document may hold, as posts and queries may."""


def marked(snippet: Snippet) -> Markup:
    """Return a snippet as HTML: ``snippet_html`` escapes all of it and adds ``<mark>`` elements only."""
    return Markup(snippet_html(snippet))  # noqa: S704 - escaped by snippet_html


def printable(text: str) -> str:
    """Put U+FFFD in the place of what a document may not hold. Adds and removes no markup."""
    return _UNPRINTABLE.sub("\ufffd", text)

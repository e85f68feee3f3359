"""Fragments of addresses that lead to a passage: a browser scrolls to the words and shows where they are.

Source:
    WICG, URL Fragment Text Directives (``#:~:text=``). A browser that does not know them goes to the anchor.
"""

from urllib.parse import quote

from indexer.search.results import Snippet


def make_fragment(anchor: str, quotation: Snippet) -> str:
    """Return what is put behind the ``#`` of a post's address to land on a passage.

    Args:
        anchor: Of the section that the passage stands in; empty for none.
        quotation: A few words of the passage as the page shows them: of one line, for browsers look for the words
            inside one block. Cut where words begin and end, as they are found by whole words only.
    """
    words = quote(quotation.text.strip(), safe="").replace("-", "%2D")  # a hyphen would part it from its context
    return f"{quote(anchor, safe='-._~')}:~:text={words}" if words else ""

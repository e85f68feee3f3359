"""What is shown of a hit, found by Python or by the kernel."""

from typing import NamedTuple

from indexer.search.results import SectionHit, Snippet


class ShownHit(NamedTuple):
    """The texts of a hit.

    Attributes:
        title: Marked.
        fragment: What leads to the snippet's passage, see ``Hit``; empty where it shows none.
    """

    title: Snippet
    snippet: Snippet
    fragment: str
    sections: tuple[SectionHit, ...]

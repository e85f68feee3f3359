"""What was read of a page, whatever read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.posts.generators.html.metadata import Head
from indexer.posts.generators.html.pagefind import Told
from indexer.posts.post import Block


@dataclass(frozen=True, slots=True)
class PageParts:
    """What was read of a page.

    Attributes:
        around: What stands around its text, see ``microformats.gather``.
        language: As its root says.
        body_class: The classes of its body.
        asks_password: It shows the form for a password instead of its text.
        moment: The first one named before its first paragraph.
        bookmark: The address of the text's own page, as its heading says; may be empty.
        listed: How many articles it has of which the heading leads elsewhere.
        entries: How many entries of a list of posts it has, see ``dated_lists``.
        title: Its own.
        blocks: Its text.
        linked: How many letters of that are links.
    """

    head: Head
    told: Told
    around: Mapping[str, object]
    language: str
    body_class: str
    asks_password: bool
    moment: str | None
    bookmark: str
    listed: int
    entries: int
    title: str
    blocks: Sequence[Block]
    linked: int

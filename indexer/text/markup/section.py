"""A heading and what stands under it."""

from typing import NamedTuple


class Section(NamedTuple):
    """A heading of a post and the text up to the next heading; a site has tens of thousands.

    Attributes:
        heading: As a reader sees it, on one line; empty for the text before the first heading.
        level: 1 to 6; 0 for the text before the first heading.
        anchor: What the generator puts behind ``#`` to link here; empty when there is none.
        prose: What a reader would read, paragraphs separated by a blank line; never Markdown or HTML.
        code: The contents of the section's code blocks, separated by a blank line.
        asides: Lists of links, lines that name authors and sources, and what stands over words (``<ruby>``), a line
            each: no prose, but to be found.
    """

    heading: str
    level: int
    anchor: str
    prose: str
    code: str
    asides: str = ""

"""The Markdown parser's events in a heading -> what its anchor depends on."""

from collections.abc import Mapping
from typing import Any, Literal

from indexer.text.markup.anchors import Heading, HeadingPart
from indexer.text.markup.prose import Prose


class HeadingReader:
    """Follows the parser through the headings of one document, one after the other.

    Text and code of a heading are written into ``prose``, too. Nothing but images and what has no start may be told
    outside a heading, where it leaves nothing behind.

    Attributes:
        is_open: Inside a heading.
    """

    def __init__(self, prose: Prose) -> None:
        self.is_open = False
        self._prose = prose
        self._parts: list[HeadingPart] = []
        self._given = ""
        self._begins_with_link = False
        self._inline_depth = self._inline_count = 0
        self._image_depth = 0
        self._in_autolink = False

    def start(self, given: str) -> None:
        """Begin a heading, with the anchor that the author chose, or empty."""
        self.is_open, self._parts = True, []
        self._given, self._begins_with_link = given, False

    def end(self, level: int) -> Heading:
        """End the heading."""
        self.is_open = False
        return Heading(tuple(self._parts), self._given, "", level, self._begins_with_link)

    def write_text(self, text: str) -> None:
        """Add text."""
        self._prose.write(text)
        self._add("link" if self._in_autolink else "text", text)

    def write_code(self, code: str) -> None:
        """Add a span of code."""
        self._prose.write(code)
        self._add("code", code)

    def add_formula(self, tex: str) -> None:
        """Add a formula as it is in Markdown, which is how generators have it in an anchor."""
        if self.is_open:
            self._add("text", f"${tex}$")

    def end_line(self) -> None:
        """Add the end of a line."""
        if self.is_open:
            self._parts.append(HeadingPart("text", "\n"))

    def _add(self, kind: Literal["text", "code", "link"], text: str) -> None:
        within = self._inline_count if self._inline_depth else 0
        self._parts.append(HeadingPart("alt" if self._image_depth else kind, text, within))

    def start_inline(self, _tag: object = None) -> None:
        """Begin emphasis, a link or an image: the outermost of them is what a part is counted to."""
        self._inline_count += not self._inline_depth
        self._inline_depth += 1

    def end_inline(self, _tag: object = None) -> None:
        """End emphasis, a link or an image."""
        self._inline_depth -= 1

    def start_link(self, tag: Mapping[str, Any]) -> None:
        """Begin a link."""
        self._begins_with_link |= not self._parts
        self.start_inline()
        self._in_autolink = tag["Link"]["link_type"] in ("Autolink", "Email")

    def end_link(self, _tag: object) -> None:
        """End a link."""
        self.end_inline()
        self._in_autolink = False

    def start_image(self) -> None:
        """Begin an image, whose text is its description."""
        self.start_inline()
        self._image_depth += 1

    def end_image(self) -> None:
        """End an image."""
        self.end_inline()
        self._image_depth -= 1

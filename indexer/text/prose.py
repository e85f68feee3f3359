"""Text put together from pieces, so that words never run into each other and never fall apart."""

import re
from enum import IntEnum

CJK = (
    "\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
)
"""Inside of a character class: what is written without spaces (Han, kana, their punctuation, full-width forms)."""

_BLANK_LINE = re.compile(r"[ \t\r\f]*\n[ \t\r\f]*\n\s*")
_BETWEEN_CJK = re.compile(rf"(?<=[{CJK}])[ \t\r\f]*\n[ \t\r\f]*(?=[{CJK}])")
_SPACES = re.compile(r"[ \t]{2,}|\t")
_LAST_CJK = re.compile(rf"[{CJK}]\Z")
_FIRST_CJK = re.compile(rf"[{CJK}]")


class Gap(IntEnum):
    """What stands between two pieces; of several the widest wins."""

    NONE = 0
    WRAP = 1
    """The author's line end inside a paragraph: a space, or nothing between two Chinese characters."""
    SPACE = 2
    LINE = 3
    BLOCK = 4


_JOINTS = {Gap.SPACE: " ", Gap.LINE: "\n", Gap.BLOCK: "\n\n"}


def collapse(text: str) -> str:
    """Write text as a browser lays it out: one space for white space, paragraphs kept.

    A line end between two Chinese characters disappears, since authors wrap lines inside words.
    """
    if "\n" not in text:
        return " ".join(text.split())
    blocks = _BLANK_LINE.split(text.strip())
    return "\n\n".join(" ".join(_BETWEEN_CJK.sub("", block).split()) for block in blocks)


class Prose:
    """A text under construction.

    Gaps asked for at its beginning and end, and gaps beside gaps, leave no trace.
    """

    __slots__ = ("_gap", "_parts")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._gap = Gap.NONE

    def gap(self, gap: Gap) -> None:
        """Ask for a gap before whatever is written next."""
        self._gap = max(self._gap, gap)

    def write(self, text: str) -> None:
        """Add text as it is."""
        if not text:
            return
        if self._gap:
            if self._parts:
                self._parts.append(self._joint(text))
            self._gap = Gap.NONE
        self._parts.append(text)

    def _joint(self, text: str) -> str:
        if self._gap is not Gap.WRAP:
            return _JOINTS[self._gap]
        return "" if _FIRST_CJK.match(text) and _LAST_CJK.search(self._parts[-1]) else " "

    def mark(self) -> int:
        """Return a place to which ``cut`` can go back."""
        return len(self._parts)

    def cut(self, mark: int) -> None:
        """Forget everything written since ``mark``."""
        del self._parts[mark:]

    def take(self) -> str:
        """Return the text, without white space around it and its lines, and begin anew."""
        text = _SPACES.sub(" ", "".join(self._parts)).replace(" \n", "\n").strip()
        self._parts.clear()
        self._gap = Gap.NONE
        return text

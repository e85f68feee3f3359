"""Text put together from pieces, so that words never run into each other and never fall apart."""

from collections.abc import Callable, Iterable
from enum import IntEnum

from indexer.patterns import compile_later

CJK = (
    "\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
)
"""Inside of a character class: what is written without spaces (Han, kana, their punctuation, full-width forms)."""

# Each begins with a letter of its own, the line end, so that a search need not try every place.
_BLANK_LINE = compile_later(r"\n[ \t\r\f]*\n\s*")
_BETWEEN_CJK = compile_later(rf"\n(?<=[{CJK}]\n)[ \t\r\f]*(?=[{CJK}])")
_ONE_CJK = compile_later(rf"[{CJK}]")
_FIRST_CJK = CJK[0]


class Gap(IntEnum):
    """The white space between two pieces; of several the widest wins."""

    NONE = 0
    WRAP = 1
    """The author's line end inside a paragraph: a space, or nothing between two Chinese characters."""
    SPACE = 2
    CELL = 3
    """Between two cells of a row."""
    LINE = 4
    ROW = 5
    """Between two rows of a table: a snippet puts them on one line, where nothing else would part them."""
    BLOCK = 6


_WRAP, _ROW = Gap.WRAP, Gap.ROW
_JOINTS = ("", " ", " ", " | ", "\n", ";\n", "\n\n")
"""By gap."""
_ROW_ENDS = tuple("。！？；….!?;")
"""What the last cell of a row may end with: nothing else has to part it from the next row."""


def collapse(text: str) -> str:
    """Write text as a browser lays it out: one space for white space, paragraphs kept.

    A line end between two Chinese characters disappears, since authors wrap lines inside words.
    """
    text = text.strip()
    if "\n" not in text:
        return " ".join(text.split())
    return "\n\n".join(" ".join(_join_wrapped(block).split()) for block in _BLANK_LINE.split(text))


def _join_wrapped(text: str) -> str:
    """Take out the line ends between two Chinese characters."""
    if "\n" not in text or text.isascii():
        return text
    lines = (line.rstrip(" \t\r\f") for line in text.split("\n"))
    return _BETWEEN_CJK.sub("", "\n".join(lines))


class Prose:
    """A text under construction.

    Gaps asked for at its beginning and end, and gaps beside gaps, leave no trace.

    Attributes:
        write: Adds text as it is.
        gap: Asks for a gap before whatever is written next.
    """

    __slots__ = ("_omissions", "_parts", "gap", "write")

    def __init__(self) -> None:
        # Both are the list's own method: a post is written in hundreds of pieces, and joined once.
        self._parts: list[str | Gap] = []
        # For each call of ``mark_omission``, how much was written, and where the last text of it is, or -1.
        self._omissions: list[tuple[int, int]] = []
        self.write: Callable[[str], None] = self._parts.append
        self.gap: Callable[[Gap], None] = self._parts.append

    def mark(self) -> int:
        """Return a place to which ``cut`` can go back."""
        return len(self._parts)

    def cut(self, mark: int) -> None:
        """Forget everything written since ``mark``; the gaps stay."""
        self._parts[mark:] = [part for part in self._parts[mark:] if isinstance(part, Gap)]
        while self._omissions and self._omissions[-1][0] > mark:
            _, last = self._omissions.pop()
            if last < mark:
                self._omissions.append((mark, last))

    def mark_omission(self) -> None:
        """Say that code stood here, see the function of this name."""
        end = len(self._parts)
        seen, last = self._omissions.pop() if self._omissions else (0, -1)
        for at in range(end - 1, seen - 1, -1):
            part = self._parts[at]
            if isinstance(part, str) and (text := part.rstrip()):
                marked = mark_omission(text)
                self._parts[at] = marked if marked != text else part
                self._omissions += ((seen, last), (end, at))
                return
        self._omissions.append((end, last))

    def text_from(self, mark: int) -> str:
        """Return what was written since ``mark``, without any gap."""
        return "".join(part for part in self._parts[mark:] if isinstance(part, str))

    def count_letters(self, begin: int, end: int | None = None) -> int:
        """Return how many characters, white space not counted, were written from one mark up to another."""
        return sum(len("".join(part.split())) for part in self._parts[begin:end] if isinstance(part, str))

    def take_from(self, mark: int) -> str:
        """Return the text written since ``mark``, and forget it; the gaps stay."""
        text = "".join(_join(self._parts[mark:]))
        self.cut(mark)
        return text.strip()

    def take(self) -> str:
        """Return the text, without white space around it and its lines, and begin anew."""
        text = "".join(_join(self._parts)).replace("\t", " ")
        self._parts.clear()
        self._omissions.clear()
        while "  " in text:  # of long runs each round leaves half; a pattern takes five times as long
            text = text.replace("  ", " ")
        return text.replace(" \n", "\n").strip()


def _join(parts: Iterable[str | Gap]) -> list[str]:
    """Put between texts the widest of the gaps between them."""
    pieces: list[str] = []
    widest = none = Gap.NONE
    for part in parts:
        if not isinstance(part, str):  # which is quicker to say of a text than that it is no gap
            if part > widest:  # noqa: PLR1730 - half as fast again as max(), for each element of a page
                widest = part
        elif part:
            if widest is not none:
                if pieces:
                    pieces.append(join_gap(widest, pieces[-1], part))
                widest = none
            pieces.append(part)
    return pieces


def join_gap(gap: Gap, before: str, after: str) -> str:
    """Return what stands for a gap between two texts."""
    if gap is _WRAP:
        may_be_cjk = after[0] >= _FIRST_CJK and before[-1] >= _FIRST_CJK
        return "" if may_be_cjk and _ONE_CJK.match(after) and _ONE_CJK.match(before[-1]) else " "
    return "\n" if gap is _ROW and before.endswith(_ROW_ENDS) else _JOINTS[gap]


def join_annotations(annotations: Iterable[str]) -> str:
    """Return what stands over the words of a text, ``<rt>`` by ``<rt>``: ``hàn zì``, but かんじ."""
    joined = ""
    for text in filter(None, map(str.strip, annotations)):
        joined += join_gap(Gap.WRAP, joined, text) + text if joined else text
    return joined


def mark_omission(text: str) -> str:
    """Return a text, with an ellipsis where it ends with a lead-in: what it leads to, code, stands apart."""
    return f"{text} …" if text.endswith((":", "：")) else text

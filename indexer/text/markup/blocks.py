"""Blocks put together from text and the gaps between, as a browser lays them out."""

import re
from typing import Literal

from indexer.posts.post import Block
from indexer.text.markup.prose import Gap, collapse, join_annotations, join_gap, mark_omission

EDGE = "\0"
"""Where an element without a gap of its own begins or ends: it parts no word."""

_AROUND = "".join(filter(str.isspace, map(chr, range(0x3001)))) + EDGE
_RUN = re.compile(rf"(?<![\s{EDGE}])[\s{EDGE}]{{3,}}+")
_SPACE_ON_BOTH_SIDES = re.compile(rf"\s{EDGE}++\s")
_SPACES = {Gap.NONE: "", Gap.WRAP: "\n", Gap.SPACE: " ", Gap.BLOCK: "\n\n"}


class BlockBuilder:
    """Gathers what stands in a page, in reading order.

    Gaps asked for at the beginning and end of a block, and gaps beside gaps, leave no trace; of several the widest
    counts, and white space at the ends of a line is one too.

    Attributes:
        write: Adds text as it stands in the page, or ``EDGE``.
        annotate: Adds what stands over words, so that these still stand one beside the other.
        blocks: Those that are complete.
    """

    __slots__ = ("_annotations", "_asides", "_gap", "_line", "_texts", "annotate", "blocks", "write")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line: list[str] = []  # as it stands in the page, up to the next gap
        self.write = self._line.append  # the list's own method: a page is written in hundreds of pieces
        self._texts: list[str] = []
        self._gap = Gap.NONE
        self._asides: list[str] = []
        self._annotations: list[str] = []  # of the line
        self.annotate = self._annotations.append

    def gap(self, gap: Gap) -> None:
        """Ask for a gap before whatever is written next."""
        if self._line:
            self._end_line()
        if gap > self._gap:  # noqa: PLR1730 - half as fast again as max(), for each element of a page
            self._gap = gap

    def finish(self, kind: Literal["prose", "heading"], level: int = 0, anchor: str = "") -> None:
        """End a block; one without text is none."""
        if self._line:
            self._end_line()
        if self._texts:
            self.blocks.append(Block(kind, "".join(self._texts), level, anchor))
            self._texts.clear()
        if self._asides:
            self.blocks.append(Block("aside", "\n".join(self._asides)))
            self._asides.clear()
        self._gap = Gap.NONE

    def add_code(self, code: str) -> None:
        """End the prose before a block of code, and add that."""
        self.finish("prose")
        if code := code.strip("\n"):
            if self.blocks and (last := self.blocks[-1]).kind == "prose":
                self.blocks[-1] = last._replace(text=mark_omission(last.text))
            self.blocks.append(Block("code", code))

    def _end_line(self) -> None:
        line = "".join(self._line)
        self._line.clear()
        if self._annotations:
            self._asides += filter(None, [collapse(join_annotations(self._annotations))])
            self._annotations.clear()
        if line.isspace():  # as between most elements
            if line.count("\n") > 1:
                self._gap = Gap.BLOCK
            return
        text = line.strip(_AROUND)
        # Every gap is wider than one line end, which need not be looked for.
        before = after = Gap.NONE
        if len(line) > len(text) and line.count("\n") > text.count("\n") + 1:
            begin = line.find(text)
            before, after = _widest(line[:begin]), _widest(line[begin + len(text) :])
        if text:
            text = _lay_out(text)
            if self._texts:
                self._texts.append(join_gap(max(self._gap, before), self._texts[-1], text))
            self._texts.append(text)
            self._gap = after
        else:
            self._gap = max(self._gap, after)


def _lay_out(text: str) -> str:
    if EDGE in text:
        if _SPACE_ON_BOTH_SIDES.search(text):
            text = _RUN.sub(_widen, text)
        text = text.replace(EDGE, "")
    return collapse(text)


def _widen(run: re.Match[str]) -> str:
    return _SPACES[_widest(run[0])] if EDGE in run[0] else run[0]


def _widest(space: str) -> Gap:
    """Return the widest gap that white space stands for, in which an edge parts two line ends."""
    return max(map(_gap_of, space.split(EDGE))) if EDGE in space else _gap_of(space)


def _gap_of(space: str) -> Gap:
    if "\n" in space:
        return Gap.BLOCK if space.count("\n") > 1 else Gap.WRAP
    return Gap.SPACE if space else Gap.NONE

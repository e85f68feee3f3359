"""Where a line begins, without looking through all of it: a page may be one line of megabytes that is full of marks."""

_FARTHEST = 1_000
"""Characters before a mark that are looked through: what a mark is told by stands nearer."""


def find_line_begin(text: str, at: int, farthest: int = _FARTHEST) -> int | None:
    """Return where the line of an offset begins; None where that is more than so many characters before."""
    first = max(0, at - farthest - 1)
    before = text.rfind("\n", first, at)
    if before < 0 and at > farthest:
        return None
    return before + 1


def begins_line(text: str, at: int, farthest: int = _FARTHEST) -> bool:
    """Check whether only white space stands before an offset in its line, and no more than so many characters."""
    line = find_line_begin(text, at, farthest)
    return line is not None and not text[line:at].strip()

"""Which generations nobody may ever open again: those from before the last withdrawal.

``ROOT/FLOOR`` holds one line, ``g-7 <digest of "g-7">``: generations with lower numbers hold posts that were withdrawn.
It stands outside the generations, so that damage to the newest never makes a reader fall back upon one of them.
"""

import re
from hashlib import blake2b
from pathlib import Path

from indexer.index.generations.durable import replace_file

FLOOR = "FLOOR"
_LINE = re.compile(r"g-([0-9]{1,18}) ([0-9a-f]{32})\n")


def read_floor(root: Path) -> int | None:
    """Return the lowest number that may be opened.

    Returns:
        0 where nothing was ever withdrawn; None where the file is damaged.

    Raises:
        OSError: It is there, and cannot be read: that tells nothing of what it says.
    """
    try:
        line = (root / FLOOR).read_text("ascii", errors="replace")
    except FileNotFoundError:
        return 0
    match = _LINE.fullmatch(line)
    return int(match[1]) if match and line == _line(int(match[1])) else None


def write_floor(root: Path, number: int, mode: int) -> None:
    """Forbid all generations below a number, in one step that survives a power cut.

    Raises:
        OSError: The disk did not take it.
    """
    replace_file(root / FLOOR, _line(number).encode(), mode)


def _line(number: int) -> str:
    return f"g-{number} {blake2b(f'g-{number}'.encode(), digest_size=16).hexdigest()}\n"

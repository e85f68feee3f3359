"""The short ids that hexo-abbrlink makes of titles, for addresses such as ``posts/:abbrlink/``.

The plugin writes them into the posts while a site is built; a post that was not built yet, or only by a machine that
throws its copy away, has none in its source.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.posts.fields import flag_of, text_of
from indexer.posts.generators.config_file import table
from indexer.posts.generators.hexo.package import installs


@dataclass(frozen=True, slots=True)
class Abbrlinks:
    """How a site makes them.

    Attributes:
        is_long: By CRC-32, not by CRC-16.
        is_hexadecimal: Not in decimal figures.
        replaces: One that a post has counts for nothing.
    """

    is_long: bool = False
    is_hexadecimal: bool = False
    replaces: bool = False

    def complete(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return a post's values with its short id; of another layout than ``post`` as they are.

        Where two titles have the same id, the plugin counts on in the order in which it meets them; that is not known.

        Source:
            hexo-abbrlink 2.2 ``lib/logic.js``.
        """
        is_post = (text_of(values.get("layout")) or "post") == "post"
        if not is_post or (values.get("abbrlink") and not self.replaces):
            return dict(values)
        title = values.get("title")
        data = (title if isinstance(title, str) else text_of(title)).encode("utf-8", "replace")
        number = zlib.crc32(data) if self.is_long else crc16(data)
        return {**values, "abbrlink": f"{number:x}" if self.is_hexadecimal else str(number)}


def find_abbrlinks(root: Path, config: Mapping[str, object]) -> Abbrlinks | None:
    """Return how a site makes short ids; None where it does not install the plugin."""
    if not installs(root, "hexo-abbrlink"):
        return None
    options = table(config.get("abbrlink"))
    return Abbrlinks(
        is_long=options.get("alg") == "crc32",
        is_hexadecimal=options.get("rep") == "hex",
        replaces=flag_of(options.get("force")) is True,
    )


def crc16(data: bytes) -> int:
    """Return the CRC-16 of some bytes: polynomial 0x8005, reflected, beginning with 0 (CRC-16/ARC)."""
    rest = 0
    for byte in data:
        rest ^= byte
        for _ in range(8):
            rest = rest >> 1 ^ (0xA001 if rest & 1 else 0)
    return rest

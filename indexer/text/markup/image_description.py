"""Texts of images that say nothing of what they show."""

import re

from indexer.patterns import compile_later
from indexer.text.markup.prose import collapse

_TYPES = "png|jpe?g|gif|svg|webp|bmp|avif|tiff?"
_SAYS_NOTHING = compile_later(
    rf"""
    (?: \S+ \. (?:{_TYPES})                                    # the name of a file,
      | (?: img | image | picture | photo | pic | screen[ _-]?shots? | alt (?:[ _-]?text)? | 图片? | 图像 | 截图 )?
        [\s\d_.()-]* (?: at [\s\d_.-]+ (?:[ap]m)? )? (?:\.(?:{_TYPES}))?  # or what programs call it by,
    )
    \s* (?: \| .* )?                                         # and where it is to stand
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def describe_image(text: str) -> str:
    """Return the text of an image as a browser lays it out; empty where it describes nothing.

    That is the name of its file, or what a program called it.
    """
    text = collapse(text)
    return "" if _SAYS_NOTHING.fullmatch(text) else text

"""What was typed, before anything of it is understood: nothing that cannot be seen, and signs of one width."""

import re

from indexer.search.results import MAX_QUERY_LENGTH

_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | str.maketrans("“”„‟「」『』　", '"' * 8 + " ")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_UNSEEN = re.compile(r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
"""What copies of pages have in the middle of words, as a soft hyphen; the joiner of emoji is among them."""


def clean_text(text: str) -> str:
    """Return what was typed without control characters and lone surrogates, which part words, and invisible ones."""
    typed = text[:MAX_QUERY_LENGTH]
    if not typed.isprintable():  # the patterns take longer to find nothing
        typed = _CONTROLS.sub(" ", _UNSEEN.sub("", typed))
    return " ".join(typed.split())


def widths_to_ascii(text: str) -> str:
    """Return a text with its full-width signs and quotation marks as ASCII ones: each of one character."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)

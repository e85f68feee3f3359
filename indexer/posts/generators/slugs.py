"""How the site generators turn names and titles into parts of an address."""

import re
import unicodedata
from urllib.parse import quote, unquote, unquote_to_bytes

_HEX_PAIR = re.compile(r"[0-9A-Fa-f]{2}")


def hugo_sanitize(text: str) -> str:
    """Drop what Hugo lets into no address; spaces become single hyphens.

    Letters, digits, marks and a few signs stay, and ``%`` before two hexadecimal digits.

    Source:
        Hugo 0.168 ``common/paths/path.go``, ``Sanitize``.
    """
    kept: list[str] = []
    hyphen_due = was_hyphen = False
    for at, char in enumerate(text):
        if _hugo_keeps(text, at, char):
            was_hyphen = char == "-"
            if hyphen_due and not was_hyphen:
                kept.append("-")
            hyphen_due = False
            kept.append(char)
        elif kept and not was_hyphen and char.isspace():
            hyphen_due = True
    return "".join(kept)


def _hugo_keeps(text: str, at: int, char: str) -> bool:
    if char == "%":
        return _HEX_PAIR.match(text, at + 1) is not None
    category = unicodedata.category(char)
    return category[0] in "LM" or category == "Nd" or char in "./\\_#+~-@"


def remove_accents(text: str) -> str:
    """Take the accents off letters (``é`` becomes ``e``), as Hugo's ``removePathAccents`` does."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", bare)


def go_escape_path(path: str) -> str:
    """Percent-encode a path as Go's ``url.URL.EscapedPath`` does: a path that is valid already stays as it is."""
    if re.fullmatch(r"(?:[A-Za-z0-9\-_.~$&+,/:;=@!'()*\[\]]|%[0-9A-Fa-f]{2})*", path):
        return path
    return quote(unquote_to_bytes(path), safe="/-_.~$&+,:;=@")


def go_unescape_query(text: str) -> str:
    """Undo percent-encoding as Go's ``url.QueryUnescape`` does; ``+`` becomes a space."""
    return unquote(text.replace("+", " "))


def hugo_normalise(name: str) -> str:
    """Lower-case a file's or folder's name and put hyphens for its spaces, as Hugo does for its own paths."""
    return name.lower().replace(" ", "-")

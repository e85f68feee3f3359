"""How the site generators percent-encode the paths of addresses."""

import re
from urllib.parse import quote, unquote, unquote_to_bytes


def quote_path(path: str) -> str:
    """Return a path as it stands in an address.

    Source:
        RFC 3986, section 3.3: what ``pchar`` allows, and ``/``.
    """
    return quote(path, safe="/-._~!$&'()*+,;=:@")


def go_escape_path(path: str) -> str:
    """Percent-encode a path as Go's ``url.URL.EscapedPath`` does: a path that is valid already stays as it is."""
    if re.fullmatch(r"(?:[A-Za-z0-9\-_.~$&+,/:;=@!'()*\[\]]|%[0-9A-Fa-f]{2})*", path):
        return path
    return quote(unquote_to_bytes(path), safe="/-_.~$&+,:;=@")


def go_unescape_query(text: str) -> str:
    """Undo percent-encoding as Go's ``url.QueryUnescape`` does; ``+`` becomes a space."""
    return unquote(text.replace("+", " "))


def escape_path(path: str) -> str:
    """Percent-encode what may not stand in the path of an address, and leave what is encoded already."""
    return quote(path, safe="/-_.~!$&'()*+,;=:@%")


def encode_uri(path: str) -> str:
    """Percent-encode a path as JavaScript's ``encodeURI`` does."""
    return quote(path, safe=";,/?:@&=+$-_.!~*'()#")

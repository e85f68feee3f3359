"""Path patterns as the site generators write them, compiled to regular expressions."""

import re
from functools import lru_cache

from indexer.errors import ConfigurationError

_PIECES = re.compile(
    r"(?P<deep>\*\*/)|(?P<all>\*\*)|(?P<some>\*)|(?P<one>\?)|(?P<set>\[!?[^\]]+\])|(?P<open>\{)|(?P<close>\})"
    r"|(?P<or>,)|\\(?P<quoted>.)|(?P<text>.)",
    re.DOTALL,
)


@lru_cache(maxsize=512)
def compile_glob(pattern: str, *, star_crosses: bool = False, deep_may_be_empty: bool = True) -> re.Pattern[str]:
    """Compile a path pattern; use the result's ``fullmatch``.

    Args:
        pattern: ``*`` and ``?`` within a folder, ``**`` across folders, ``[abc]``, ``[!abc]``, ``{this,that}``.
        star_crosses: ``*`` and ``?`` match a slash too, as in Zola's globset and in Ruby's File.fnmatch.
        deep_may_be_empty: ``a/**/b`` matches ``a/b`` too; not so in Hugo's library.

    Raises:
        ConfigurationError: The braces or brackets do not match. Rules compile their patterns when they are made.
    """
    inner = "." if star_crosses else "[^/]"
    depth = 0
    parts = []
    for piece in _PIECES.finditer(pattern):
        kind = piece.lastgroup or "text"
        depth += {"open": 1, "close": -1}.get(kind, 0)
        parts.append(_translate(kind, piece[kind], inner, in_braces=depth > 0, empty=deep_may_be_empty))
    try:
        return re.compile("".join(parts), re.DOTALL)
    except re.error as error:
        raise ConfigurationError(
            f"the site's configuration: the pattern {pattern!r} cannot be read ({error}); correct it"
        ) from error


def _translate(kind: str, text: str, inner: str, *, in_braces: bool, empty: bool) -> str:
    """Return the regular expression for one piece of a pattern."""
    fixed = {
        "deep": "(?:.*/)?" if empty else ".*/",
        "all": ".*",
        "some": f"{inner}*",
        "one": inner,
        "set": text.replace("[!", "[^", 1),
        "open": "(?:",
        "close": ")",
    }
    if kind == "or" and in_braces:
        return "|"
    return fixed.get(kind) or re.escape(text)

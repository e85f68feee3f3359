"""The titles that are shown above blocks of code: Hexo's, and those that themes and other generators name."""

import re
from collections.abc import Mapping

# Those in braces are of other generators.
_OPTION = re.compile(
    r"\s(?:line_number|line_threshold|first_line|wrap|mark|language_attr|highlight):\S+|\s*\{[^}\n]*\}"
)
_WITH_LINK = re.compile(r"\S+\s+(\S.*?)\s+(?:https?://\S+|/\S+)(?:\s+(.+))?")
_LONGEST = 500
_NAMED = re.compile(
    r"(?<=[\s{,])(?:title|file|filename|caption)=(?:\"(?P<double>[^\"\n]+)\"|'(?P<single>[^'\n]+)')"
    r"|\A\S+\s+\[(?=[^\[\]]*[^\W\d_])(?P<label>[^\[\]]+)\]"
)


def read_named_title(tag: Mapping[str, Mapping[str, object]]) -> str:
    r"""Return what a fence says by name: ``\`\`\`js title="src/a.js"``, ``\`\`\`go {file="a.go"}``, ``\`\`\`sh [npm]``.

    Args:
        tag: Of the parser's event for the beginning of a block.

    Returns:
        The title; mostly empty.

    Source:
        Docusaurus and Expressive Code, “Code blocks” (title); Hugo FixIt (title), Hextra (filename), Hugo's own
        documentation (file); VitePress, “Code groups”, and Nuxt Content ([label]).
    """
    info = _info_of(tag)
    found = _NAMED.search(info) if "=" in info or "[" in info else None
    return next(filter(None, found.groups())).strip() if found else ""


def _info_of(tag: Mapping[str, Mapping[str, object]]) -> str:
    """Return what stands behind a fence; nothing where it is too long, or no fence."""
    kind = tag["CodeBlock"]
    info = kind.get("Fenced") if isinstance(kind, Mapping) else None
    return info if isinstance(info, str) and len(info) <= _LONGEST else ""


def read_hexo_title(tag: Mapping[str, Mapping[str, object]]) -> str:
    r"""Return what a fence says behind the language: ``\`\`\`js A title https://example.org``.

    Args:
        tag: Of the parser's event for the beginning of a block.

    Returns:
        The title, and the words of a link beside it; mostly empty.

    Source:
        Hexo 8 ``lib/plugins/filter/before_post_render/backtick_code_block.ts``.
    """
    info = _info_of(tag)
    if " " not in info:
        return ""
    written = _OPTION.sub("", info).strip()
    if found := _WITH_LINK.fullmatch(written):
        return " ".join(filter(None, found.groups()))
    return written.partition(" ")[2].strip()

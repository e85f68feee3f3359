"""The titles that Hexo shows above blocks of code."""

import re
from collections.abc import Mapping

# Those in braces are of other generators.
_OPTION = re.compile(
    r"\s(?:line_number|line_threshold|first_line|wrap|mark|language_attr|highlight):\S+|\s*\{[^}\n]*\}"
)
_WITH_LINK = re.compile(r"\S+\s+(\S.*?)\s+(?:https?://\S+|/\S+)(?:\s+(.+))?")
_LONGEST = 500


def read_code_title(tag: Mapping[str, Mapping[str, object]]) -> str:
    r"""Return what a fence says behind the language: ``\`\`\`js A title https://example.org``.

    Args:
        tag: Of the parser's event for the beginning of a block.

    Returns:
        The title, and the words of a link beside it; mostly empty.

    Source:
        Hexo 8 ``lib/plugins/filter/before_post_render/backtick_code_block.ts``.
    """
    kind = tag["CodeBlock"]
    info = kind.get("Fenced") if isinstance(kind, Mapping) else None
    if not isinstance(info, str) or " " not in info or len(info) > _LONGEST:
        return ""
    written = _OPTION.sub("", info).strip()
    if found := _WITH_LINK.fullmatch(written):
        return " ".join(filter(None, found.groups()))
    return written.partition(" ")[2].strip()

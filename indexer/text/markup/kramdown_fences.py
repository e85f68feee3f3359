"""Fences that kramdown takes for text, as nothing closes them: to other parsers all that follows is code."""

import re

from indexer.patterns import compile_later

_FENCE = compile_later(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<rest>.*)")


def escape_open_fences(markdown: str) -> str:
    """Return Markdown in which fences that are never closed are text, whatever parser reads it.

    A bare one at the very end stays: it makes no code of anything.

    Source:
        kramdown-parser-gfm 1.1, ``FENCED_CODEBLOCK_MATCH``.
    """
    if "```" not in markdown and "~~~" not in markdown:
        return markdown
    lines = markdown.rstrip().split("\n")
    fences = {at: found for at, line in enumerate(lines) if (found := _FENCE.match(line))}
    closing = _longest_closing(fences)
    is_changed, open_fence = False, ""
    for at, found in fences.items():
        fence, rest = found["fence"], found["rest"].strip()
        if open_fence:
            if fence.startswith(open_fence) and not rest:
                open_fence = ""
        elif fence[0] == "~" or "`" not in rest:
            if closing[at][fence[0]] >= len(fence):
                open_fence = fence
            elif rest or at + 1 < len(lines):
                lines[at] = re.sub(r"[`~]", r"\\\g<0>", fence) + found["rest"]
                is_changed = True
    return "\n".join(lines) if is_changed else markdown


def _longest_closing(fences: dict[int, re.Match[str]]) -> dict[int, dict[str, int]]:
    """Return for each line with a fence how long the longest of either kind is that may close one behind it."""
    longest, behind = {"`": 0, "~": 0}, dict[int, dict[str, int]]()
    for at, found in reversed(fences.items()):
        behind[at] = dict(longest)
        if not found["rest"].strip():
            sign = found["fence"][0]
            longest[sign] = max(longest[sign], len(found["fence"]))
    return behind

"""Containers such as ``:::tip Title`` … ``:::``: their marks vanish, the title and the text inside stay."""

import re

from indexer.patterns import compile_later

_GENERATORS = frozenset({"plain", "hexo", "mdx"})
"""The others print the marks as they stand."""
_FENCE = compile_later(r"[ \t]*(?:>[ \t]*)*(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_MARK = compile_later(
    r"(?P<indent>[ \t]*+):{3,}+[ \t]*+(?:[A-Za-z][\w-]*+)?"
    r"(?:\[(?P<boxed>[^\]\n]*+)\])?[ \t]*+(?:\{[^}\n]*+\})?[ \t]*+(?:(?<=[\s}])(?P<title>[^\s{:].*+))?"
)
_LONGEST = 1_000
"""Characters of a line with a mark."""


def unwrap_containers(body: str, generator: str) -> str:
    """Return Markdown without the marks of containers, but those in code.

    Source:
        vitepress.dev/guide/markdown#custom-containers; docusaurus.io/docs/markdown-features/admonitions;
        github.com/markdown-it/markdown-it-container.
    """
    if ":::" not in body or generator not in _GENERATORS:
        return body
    fence, lines = "", list[str]()
    for line in body.split("\n"):
        if found := _FENCE.match(line):
            fence = _next_fence(fence, found)
        may_be = not fence and ":::" in line and len(line) <= _LONGEST
        mark = _MARK.fullmatch(line.rstrip("\r")) if may_be else None
        lines += [line] if mark is None else _shown(mark)
    return "\n".join(lines)


def _next_fence(fence: str, found: re.Match[str]) -> str:
    """Return the fence that is open behind a line of one; empty for none."""
    if not fence:
        return found["fence"]
    closes = found["fence"].startswith(fence) and not found["info"].strip()
    return "" if closes else fence


def _shown(mark: re.Match[str]) -> list[str]:
    """Return the lines instead of a mark: its title, a paragraph of its own."""
    title = (mark["boxed"] or mark["title"] or "").strip()
    return ["", mark["indent"] + title, ""] if title else [""]

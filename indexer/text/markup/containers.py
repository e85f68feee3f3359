"""Lines that are marks, of containers and callouts (``:::tip Title``, ``> [!tip] Title``), and ``[[toc]]``.

The title and the text of a container stay.
"""

import re
from collections.abc import Set as AbstractSet

from indexer.patterns import compile_later

_GENERATORS = frozenset({"plain", "hexo", "docsify", "mdx"})
"""The others print the marks of containers as they stand."""
_FENCE = compile_later(r"[ \t]*(?:>[ \t]*)*(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_MARK = compile_later(
    r"(?P<indent>[ \t]*+):{3,}+[ \t]*+(?:[A-Za-z][\w-]*+)?"
    r"(?:\[(?P<boxed>[^\]\n]*+)\])?[ \t]*+(?:\{[^}\n]*+\})?[ \t]*+(?:(?<=[\s}])(?P<title>[^\s{:].*+))?"
)
_TOC = compile_later(r"[ \t]*+(?:@?\[toc\]|\[\[_?toc_?\]\])[ \t]*+", re.IGNORECASE)
_CALLOUT = compile_later(
    r"(?P<quote>(?:[ \t]*(?:[-*+]|\d{1,9}\.)[ \t]+)?[ \t]*>[ \t>]*+)\[![A-Za-z][\w-]{0,30}(?:\|[^\]\n]{0,100})?\][+-]?"
    r"(?:[ \t\xa0]+(?P<title>.*)|[ \t]*)"
)
"""With a title, or of a kind that the parser does not know."""
_CALLOUT_SIGN = "[!"
SIGNS = frozenset((":::", "toc]", "TOC]", "Toc]", "toc_]", "TOC_]", _CALLOUT_SIGN))
"""What at least one of must stand in a body with marks."""
_LONGEST = 1_000
"""Characters of a line with a mark."""


def unwrap_containers(body: str, generator: str, signs: AbstractSet[str] = SIGNS) -> str:
    """Return Markdown without the marks of containers, callouts and tables of contents, but those in code.

    Args:
        body: Markdown.
        generator: Of the site.
        signs: Those that may stand there, see ``SIGNS``.

    Source:
        gohugo.io/render-hooks/blockquotes; help.obsidian.md/callouts;
        vitepress.dev/guide/markdown#custom-containers; docusaurus.io/docs/markdown-features/admonitions;
        github.com/markdown-it/markdown-it-container; vuepress.vuejs.org/guide/markdown.html#table-of-contents;
        npmjs.com/package/markdown-it-table-of-contents.
    """
    has_marks = generator in _GENERATORS and not (SIGNS - {_CALLOUT_SIGN}).isdisjoint(signs)
    if not has_marks and _CALLOUT_SIGN not in signs:
        return body
    fence, lines = "", list[str]()
    for line in body.split("\n"):
        if found := _FENCE.match(line):
            fence = _next_fence(fence, found)
        lines += [line] if fence or len(line) > _LONGEST else _unwrap(line, has_marks=has_marks)
    return "\n".join(lines)


def _unwrap(line: str, *, has_marks: bool) -> list[str]:
    """Return what is seen of a line outside of code."""
    written = line.rstrip("\r")
    if _CALLOUT_SIGN in line and (callout := _CALLOUT.fullmatch(written)):
        return _shown_callout(callout)
    if not has_marks:
        return [line]
    if ":::" in line and (mark := _MARK.fullmatch(written)):
        return _shown(mark)
    return [""] if "]" in line and _TOC.fullmatch(written) else [line]


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


def _shown_callout(callout: re.Match[str]) -> list[str]:
    """Return the lines instead of a callout's mark: its title, a paragraph of its own in the quotation."""
    begin, title = callout["quote"], (callout["title"] or "").strip()
    within = re.sub(r"[^ \t>]", " ", begin)  # of an item the first line alone has its sign
    return [f"{begin}{title}", within.rstrip()] if title else [begin.rstrip()]

"""Hexo's tags: those of Nunjucks, of Hexo, and of its themes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.text.markup.code_ranges import code_test
from indexer.text.markup.inline_marks import Mark, read_arguments, shown_arguments
from indexer.text.markup.line_begin import find_line_begin
from indexer.text.markup.liquid import STRONG, TAG, liquid_mark, strong_mark

_MARKS = re.compile(
    rf"{TAG.pattern}|<!--\s{{0,20}}(?:tab|timeline)[ \t](?P<caption>[^\n]{{0,500}}?)-->|{STRONG}", re.DOTALL
)
_NO_TEXT = re.compile(r"(?:[a-z]+:)?/\S*\Z|\d+%?\Z|[\w.-]+\.\w{1,5}\Z|true\Z|false\Z|\Z", re.IGNORECASE)
_AFTER_ADDRESS = frozenset({"asset_img", "asset_link", "img", "post_link"})
_ALL_TEXT = frozenset({"blockquote", "codeblock", "link", "quote"})
_NAMED_TABS = frozenset({"tabs", "subtabs", "subsubtabs"})
_TABS = _NAMED_TABS | {"timeline"}


@dataclass(slots=True)
class _Tabs:
    """A group of tabs, or a timeline, that is being read.

    Attributes:
        name: What a tab without a caption is called, with its number; empty of a timeline.
        count: Of the tabs so far.
    """

    name: str
    count: int = 0

    def next_caption(self, written: str) -> str:
        """Return what a reader sees of the next tab, given what its comment says: ``Caption@icon``, or nothing."""
        self.count += 1
        caption, _, icon = map(str.strip, written.partition("@"))
        return caption if caption or icon or not self.name else f"{self.name} {self.count}"


def find_hexo_tags(body: str) -> Iterator[Mark]:
    """Find Hexo's tags and Nunjucks outputs; those in code are shown as written, but ``raw`` works in code spans.

    The captions of tabs stand in comments.

    Source:
        hexo.io/docs/tag-plugins; hexo-theme-next 8 ``scripts/tags/tabs.js``; hexo-theme-butterfly 5
        ``scripts/tag/tabs.js`` and ``timeline.js``.
    """
    in_code, in_block = code_test(body), code_test(body, blocks_alone=True)
    tabs: list[_Tabs] = []
    for found in _MARKS.finditer(body):
        mark = _read_mark(found)
        if mark is None:
            continue
        if (in_block if mark.name == "raw" else in_code)(mark.start):
            continue
        if found["caption"] is not None:
            if tabs:
                yield mark._replace(shown=f"\n\n{tabs[-1].next_caption(found['caption'])}\n\n")
            continue
        yield mark
        if mark.name in _TABS:
            _follow_tabs(tabs, mark, found["tag"])


def _read_mark(found: re.Match[str]) -> Mark | None:
    if found["strong"]:
        return None if _is_in_heading(found) else strong_mark(found)
    if found["caption"] is not None:
        return Mark(found.start(), found.end(), "")
    return liquid_mark(found, _hexo_text)


def _is_in_heading(found: re.Match[str]) -> bool:
    """Say whether words stand in a heading, whose anchor is made of its stars too."""
    line = find_line_begin(found.string, found.start())
    return line is not None and found.string.startswith("#", line)


def _follow_tabs(tabs: list[_Tabs], mark: Mark, tag: str) -> None:
    """Begin a group of tabs, or end the last."""
    if not mark.closes:
        name = "" if mark.name == "timeline" else tag.partition(mark.name)[2].partition(",")[0].strip()
        tabs.append(_Tabs(name))
    elif tabs:
        tabs.pop()


def _hexo_text(name: str, text: str) -> str:
    arguments = list(read_arguments(text))
    if name in _AFTER_ADDRESS:
        at = next((i for i, argument in enumerate(arguments) if _NO_TEXT.match(argument.value)), 0)
        arguments = arguments[at + 1 :]
    elif name in _NAMED_TABS:  # their name is seen only where a tab has none
        return ""
    elif name not in _ALL_TEXT:
        return shown_arguments(text)
    return " ".join(
        argument.value
        for argument in arguments
        if argument.quoted or not (argument.name or _NO_TEXT.match(argument.value))
    )

"""Where code stands in Markdown: marks in it are seen as they are written."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from pyromark import Options, events_with_range

from indexer.patterns import compile_later

InCode: TypeAlias = Callable[[int], bool]
"""Says whether an offset lies in code."""
_Ranges: TypeAlias = Sequence[tuple[int, int]]
_BLOCKS = Options.ENABLE_TABLES | Options.ENABLE_FOOTNOTES | Options.ENABLE_DEFINITION_LIST
_AS_WRITTEN = compile_later(r"<(pre|code|script|style|textarea)\b[^<>]{0,1000}>", re.IGNORECASE)
_MOST_LOOKS = 32
"""How often text before an offset is looked at, which takes time by its length: parsing all of it takes no longer."""
_INDENT = ("    ", "\t")
"""One of which stands before indented code on its line, wherever in lists and quotations that is."""


class _Kinds(NamedTuple):
    """What is meant by code besides fenced blocks."""

    spans: bool
    indented: bool


def code_test(body: str, *, blocks_alone: bool = False) -> InCode:
    """Return a test of whether an offset lies in a fenced block of code, or, but where these are meant, a code span.

    An indented block is none: it may as well be the inside of an indented tag.
    """
    return _lazy_test(body, _Kinds(spans=not blocks_alone, indented=False))


def verbatim_test(body: str) -> InCode:
    """Return a test of whether an offset lies in code of any kind, indented code and HTML's ``<pre>`` included."""
    in_markdown = _lazy_test(body, _Kinds(spans=True, indented=True))
    if not _AS_WRITTEN.search(body):
        return in_markdown
    in_html = _test_of(list(_find_as_written(body, in_markdown)))
    return lambda offset: in_markdown(offset) or in_html(offset)


def _lazy_test(body: str, kinds: _Kinds) -> InCode:
    """Return a test that parses the body where an offset may lie in code, as most do not, or many are asked for."""
    signs = ("`", "~~~", *(_INDENT if kinds.indented else ()))
    if not any(sign in body for sign in signs):
        return lambda _: False
    fence = min((at for at in (body.find("```"), body.find("~~~")) if at >= 0), default=len(body))
    in_code: InCode | None = None
    looks = 0

    def may_be_code(offset: int) -> bool:
        # A fence may stand anywhere before; a span of code ends with its block, which ends with a blank line.
        if offset >= fence or (kinds.spans and body.find("`", body.rfind("\n\n", 0, offset) + 1, offset + 1) >= 0):
            return True
        line = body.rfind("\n", 0, offset) + 1
        return kinds.indented and any(body.find(sign, line, offset) >= 0 for sign in _INDENT)

    def test(offset: int) -> bool:
        nonlocal in_code, looks
        if in_code is None:
            looks += 1
            if looks <= _MOST_LOOKS and not may_be_code(offset):
                return False
            in_code = _test_of(list(_find_code(body, kinds)))
        return in_code(offset)

    return test


def _test_of(ranges: _Ranges) -> InCode:
    starts = [start for start, _ in ranges]

    def test(offset: int) -> bool:
        at = bisect_right(starts, offset) - 1
        return at >= 0 and offset < ranges[at][1]

    return test


def _find_code(body: str, kinds: _Kinds) -> Iterator[tuple[int, int]]:
    encoded = body.encode()
    at = counted = 0
    options = _BLOCKS if kinds.indented else Options.ENABLE_TABLES
    for event, span in events_with_range(body, options=options):  # of some hundreds two are meant
        if isinstance(event, str) or not ("Start" in event or "Code" in event):
            continue
        if "Start" in event:
            tag = event["Start"]
            if isinstance(tag, str) or "CodeBlock" not in tag:
                continue
            if not kinds.indented and not isinstance(tag["CodeBlock"], dict):
                continue
        elif not kinds.spans:
            continue
        start = counted + len(encoded[at : span["start"]].decode())
        at, counted = span["end"], start + len(encoded[span["start"] : span["end"]].decode())
        yield start, counted


def _find_as_written(body: str, in_code: InCode) -> Iterator[tuple[int, int]]:
    """Yield where HTML has text that is seen as written, or not at all; what is never closed has none."""
    at, unclosed = 0, set[str]()
    for tag in _AS_WRITTEN.finditer(body):
        name = tag[1].casefold()
        if tag.start() < at or name in unclosed or in_code(tag.start()):
            continue
        end = re.compile(f"</{name}", re.IGNORECASE).search(body, tag.end())
        if end:
            at = end.start()
            yield tag.start(), at
        else:
            unclosed.add(name)

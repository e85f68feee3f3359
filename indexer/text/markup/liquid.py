"""Jekyll's Liquid tags, kramdown's attribute lists, and Hexo's tags."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from pyromark import Options, events_with_range

from indexer.text.markup.inline_marks import Mark, read_arguments, shown_arguments

_TAG = re.compile(r"\{%-?(?P<tag>(?:(?!\{%).){0,4000}?)-?%\}|\{\{-?(?P<output>(?:(?!\{\{).){0,4000}?)-?\}\}", re.DOTALL)
_KRAMDOWN = re.compile(
    r"\{:\s?(?:(?:[.#][\w:-]{1,200}|[\w-]{1,50}=(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|[\w-]{1,200})|toc|no_toc)\s?)"
    r"{1,20}\}|\{::(?P<opens>comment|nomarkdown|options)\b[^}\n]{0,200}\}|\{:/(?P<closes>comment|nomarkdown|)\}"
)
_BOTH = re.compile(f"{_TAG.pattern}|{_KRAMDOWN.pattern}", re.DOTALL)
_HEADING_ID = re.compile(r"^(#{1,6}[ \t][^\n]*)\n\{:[^}\n]{0,200}?#([\w:-]{1,200})[^}\n]{0,200}\}[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"\s*(end)?(\w+)")
_OUTPUT = re.compile(r"\s*(?:[\"']|(?:config|content|forloop|include|jekyll|layout|page|paginator|post|site|theme)\b)")
_NO_TEXT = re.compile(r"(?:[a-z]+:)?/\S*\Z|\d+%?\Z|[\w.-]+\.\w{1,5}\Z|true\Z|false\Z|\Z", re.IGNORECASE)

_AFTER_ADDRESS = frozenset({"asset_img", "asset_link", "img", "post_link"})
_ALL_TEXT = frozenset({"blockquote", "codeblock", "link", "quote"})


def name_headings(body: str) -> str:
    """Write kramdown's ``{: #anchor}`` below a heading as the ``{#anchor}`` that other parsers know."""
    return _HEADING_ID.sub(r"\1 {#\2}", body)


def find_jekyll_tags(body: str) -> Iterator[Mark]:
    """Find Liquid's and kramdown's marks.

    Those in code are taken as written: Liquid would run them, but who writes them there means to show them.
    """
    in_code = _code_test(body)
    for found in _BOTH.finditer(body):
        mark = _kramdown_mark(found) if found[0].startswith("{:") else _liquid_mark(found)
        if mark and (mark.name == "raw" or not in_code(mark.start)):
            yield mark


def find_hexo_tags(body: str) -> Iterator[Mark]:
    """Find Hexo's tags and Nunjucks outputs; those in code are shown as written."""
    in_code = _code_test(body)
    for found in _TAG.finditer(body):
        mark = _liquid_mark(found, _hexo_text)
        if mark and not in_code(mark.start):
            yield mark


def _liquid_mark(found: re.Match[str], shown: Callable[[str, str], str] | None = None) -> Mark | None:
    if found["output"] is not None:
        return Mark(found.start(), found.end(), "") if _OUTPUT.match(found["output"]) else None
    name = _NAME.match(found["tag"])
    if name is None:
        return None
    arguments = found["tag"][name.end() :]
    text = shown(name[2], arguments) if shown else shown_arguments(arguments)
    return Mark(found.start(), found.end(), name[2], bool(name[1]), "" if name[1] else text)


def _kramdown_mark(found: re.Match[str]) -> Mark:
    closes = found["closes"] is not None
    name = (found["closes"] or "comment") if closes else found["opens"] or ""
    return Mark(found.start(), found.end(), name, closes)


def _hexo_text(name: str, text: str) -> str:
    arguments = list(read_arguments(text))
    if name in _AFTER_ADDRESS:
        at = next((i for i, argument in enumerate(arguments) if _NO_TEXT.match(argument.value)), 0)
        arguments = arguments[at + 1 :]
    elif name not in _ALL_TEXT:
        return shown_arguments(text)
    return " ".join(
        argument.value
        for argument in arguments
        if argument.quoted or not (argument.name or _NO_TEXT.match(argument.value))
    )


def _code_test(body: str) -> Callable[[int], bool]:
    """Return a test of whether an offset lies in a code span or a fenced code block."""
    starts, ends = _code_ranges(body)

    def in_code(offset: int) -> bool:
        at = bisect_right(starts, offset) - 1
        return at >= 0 and offset < ends[at]

    return in_code


def _code_ranges(body: str) -> tuple[list[int], list[int]]:
    encoded = body.encode()
    starts, ends = list[int](), list[int]()
    at = counted = 0
    for event, span in events_with_range(body, options=Options.ENABLE_TABLES):
        if _is_code(event):
            start = counted + len(encoded[at : span["start"]].decode())
            at, counted = span["end"], start + len(encoded[span["start"] : span["end"]].decode())
            starts.append(start)
            ends.append(counted)
    return starts, ends


def _is_code(event: object) -> bool:
    if not isinstance(event, dict) or "Code" in event:
        return isinstance(event, dict)
    tag = event.get("Start")
    # An indented block may as well be the inside of an indented tag.
    return isinstance(tag, dict) and isinstance(tag.get("CodeBlock"), dict)

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
_FILTERED = re.compile(r"\s*[\w.-]+\s*\|\s*[a-z]\w*\s*(?::|\||\Z)")
_SET = re.compile(r"\{%-?\s*(?:assign|capture|for)\s+([\w-]+)")
_NO_TEXT = re.compile(r"(?:[a-z]+:)?/\S*\Z|\d+%?\Z|[\w.-]+\.\w{1,5}\Z|true\Z|false\Z|\Z", re.IGNORECASE)

_AFTER_ADDRESS = frozenset({"asset_img", "asset_link", "img", "post_link"})
_ALL_TEXT = frozenset({"blockquote", "codeblock", "link", "quote"})


def name_headings(body: str) -> str:
    """Write kramdown's ``{: #anchor}`` below a heading as the ``{#anchor}`` that other parsers know."""
    return _HEADING_ID.sub(r"\1 {#\2}", body)


def find_jekyll_tags(body: str) -> Iterator[Mark]:
    """Find Liquid's and kramdown's marks.

    Those in code are taken as written: Liquid would run them, but who writes them there means to show them. So are
    outputs of variables that nothing sets, but for those with a filter.
    """
    in_code = _code_test(body)
    variables = frozenset(_SET.findall(body))
    for found in _BOTH.finditer(body):
        mark = _kramdown_mark(found) if found[0].startswith("{:") else _liquid_mark(found, variables=variables)
        if mark and (mark.name == "raw" or not in_code(mark.start)):
            yield mark


def find_hexo_tags(body: str) -> Iterator[Mark]:
    """Find Hexo's tags and Nunjucks outputs; those in code are shown as written, but ``raw`` works in code spans."""
    in_code = _code_test(body)
    in_block = _code_test(body, _is_code_block) if "raw" in body else in_code
    for found in _TAG.finditer(body):
        mark = _liquid_mark(found, _hexo_text)
        if mark and not (in_block if mark.name == "raw" else in_code)(mark.start):
            yield mark


def _liquid_mark(
    found: re.Match[str],
    shown: Callable[[str, str], str] | None = None,
    variables: frozenset[str] | None = None,
) -> Mark | None:
    """Return a tag's or an output's mark; ``variables`` are those that a Jekyll post sets, None for Hexo's."""
    if found["output"] is not None:
        is_run = _OUTPUT.match(found["output"]) or (variables is not None and _is_set(found["output"], variables))
        return Mark(found.start(), found.end(), "") if is_run else None
    name = _NAME.match(found["tag"])
    if name is None:
        return None
    arguments = found["tag"][name.end() :]
    text = shown(name[2], arguments) if shown else shown_arguments(arguments)
    return Mark(found.start(), found.end(), name[2], bool(name[1]), "" if name[1] else text)


def _is_set(output: str, variables: frozenset[str]) -> bool:
    """Tell whether Liquid prints the value of a variable, not what a reader is to see as written."""
    return bool(_FILTERED.match(output)) or re.split(r"[.\[\s|]", output.strip(), maxsplit=1)[0] in variables


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


def _is_code_block(event: object) -> bool:
    tag = event.get("Start") if isinstance(event, dict) else None
    # An indented block may as well be the inside of an indented tag.
    return isinstance(tag, dict) and isinstance(tag.get("CodeBlock"), dict)


def _is_code(event: object) -> bool:
    return _is_code_block(event) or (isinstance(event, dict) and "Code" in event)


def _code_test(body: str, is_meant: Callable[[object], bool] = _is_code) -> Callable[[int], bool]:
    """Return a test of whether an offset lies in a code span or a fenced code block, or in one that is meant."""
    starts, ends = _code_ranges(body, is_meant)

    def in_code(offset: int) -> bool:
        at = bisect_right(starts, offset) - 1
        return at >= 0 and offset < ends[at]

    return in_code


def _code_ranges(body: str, is_meant: Callable[[object], bool]) -> tuple[list[int], list[int]]:
    encoded = body.encode()
    starts, ends = list[int](), list[int]()
    at = counted = 0
    for event, span in events_with_range(body, options=Options.ENABLE_TABLES):
        if is_meant(event):
            start = counted + len(encoded[at : span["start"]].decode())
            at, counted = span["end"], start + len(encoded[span["start"] : span["end"]].decode())
            starts.append(start)
            ends.append(counted)
    return starts, ends

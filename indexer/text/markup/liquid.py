"""Jekyll's and Eleventy's Liquid tags, and kramdown's attribute lists."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from indexer.text.markup.code_ranges import code_test
from indexer.text.markup.inline_marks import Mark, shown_arguments
from indexer.text.markup.line_begin import find_line_begin

TAG = re.compile(r"\{%-?(?P<tag>(?:(?!\{%).){0,4000}?)-?%\}|\{\{-?(?P<output>(?:(?!\{\{).){0,4000}?)-?\}\}", re.DOTALL)
_KRAMDOWN = re.compile(
    r"\{:\s?(?:(?:[.#][\w:-]{1,200}|[\w-]{1,50}=(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|[\w-]{1,200})|toc|no_toc)\s?)"
    r"{1,20}\}|\{::(?P<opens>comment|nomarkdown|options)\b[^}\n]{0,200}\}|\{:/(?P<closes>comment|nomarkdown|)\}"
)
STRONG = r"\*\*(?<![*\\]\*\*)(?=[^\s*])(?P<strong>[^*`\n{}]{1,1000})(?<=\S)\*\*(?!\*)"
"""Words in two stars, on one line. It begins with a letter of its own, so that a search need not try every place."""

_BOTH = re.compile(f"{TAG.pattern}|{_KRAMDOWN.pattern}|{STRONG}", re.DOTALL)
_BEGINS_A_BLOCK = re.compile(r"[\d#>+=~|:-]")
_HEADING_ID = re.compile(r"^(#{1,6}[ \t][^\n]*)\n\{:[^}\n]{0,200}?#([\w:-]{1,200})[^}\n]{0,200}\}[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"\s*(end)?(\w+)")
_OUTPUT = re.compile(r"\s*(?:[\"']|(?:config|content|forloop|include|jekyll|layout|page|paginator|post|site|theme)\b)")
_FILTERED = re.compile(r"\s*[\w.-]+\s*\|\s*[a-z]\w*\s*(?::|\||\Z)")
_SET = re.compile(r"\{%-?\s*(?:assign|capture|for)\s+([\w-]+)")
_COMMANDS = frozenset(
    """
    assign capture case cycle decrement elif else elseif elsif for from if import increment macro paginate set tablerow
    unless when
    """.split()  # noqa: SIM905 - a list of words reads better
)
"""Tags of which no argument is seen."""
_TOC = re.compile(r"(?<![\w#.=\"'-])toc(?![\w-])")
_ITEM = re.compile(r"[ \t]{0,3}(?:[*+-]|\d{1,9}\.)[ \t]")


def name_headings(body: str) -> str:
    """Write kramdown's ``{: #anchor}`` below a heading as the ``{#anchor}`` that other parsers know."""
    return _HEADING_ID.sub(r"\1 {#\2}", body)


def find_jekyll_tags(body: str) -> Iterator[Mark]:
    """Find Liquid's and kramdown's marks.

    Those in code are taken as written: Liquid would run them, but who writes them there means to show them. So are
    outputs of variables that nothing sets, but for those with a filter.
    """
    in_code = code_test(body)
    variables = frozenset(_SET.findall(body))
    for found in _BOTH.finditer(body):
        if found["strong"]:
            mark = strong_mark(found)
        else:
            mark = _kramdown_mark(found) if found[0].startswith("{:") else liquid_mark(found, variables=variables)
        if mark is None:
            continue
        if mark.name == "raw" or not in_code(found.start()):
            yield mark


def find_eleventy_tags(body: str) -> Iterator[Mark]:
    """Find the marks of Liquid or Nunjucks in Markdown that Eleventy runs as a template, outputs of any variable too.

    Those in code are taken as written, as Jekyll's.

    Source:
        11ty.dev/docs/languages/markdown.
    """
    in_code = code_test(body)
    for found in TAG.finditer(body):
        mark = Mark(found.start(), found.end(), "") if found["output"] is not None else liquid_mark(found)
        if mark and (mark.name == "raw" or not in_code(mark.start)):
            yield mark


def liquid_mark(
    found: re.Match[str],
    shown: Callable[[str, str], str] | None = None,
    variables: frozenset[str] | None = None,
) -> Mark | None:
    """Return a tag's or an output's mark; ``variables`` are those that a Jekyll post sets, None for Hexo's."""
    if found["output"] is not None:
        is_run = (
            _OUTPUT.match(found["output"])
            or found.string.endswith("](", 0, found.start())  # the beginning of an address
            or (variables is not None and _is_set(found["output"], variables))
        )
        return Mark(found.start(), found.end(), "") if is_run else None
    name = _NAME.match(found["tag"])
    if name is None:
        return None
    arguments = found["tag"][name.end() :]
    text = "" if name[2] in _COMMANDS else shown(name[2], arguments) if shown else shown_arguments(arguments)
    return Mark(found.start(), found.end(), name[2], bool(name[1]), "" if name[1] else text)


def _is_set(output: str, variables: frozenset[str]) -> bool:
    """Tell whether Liquid prints the value of a variable, not what a reader is to see as written."""
    return bool(_FILTERED.match(output)) or re.split(r"[.\[\s|]", output.strip(), maxsplit=1)[0] in variables


def _kramdown_mark(found: re.Match[str]) -> Mark:
    closes = found["closes"] is not None
    name = (found["closes"] or "comment") if closes else found["opens"] or ""
    start = _list_before(found) if _TOC.search(found[0]) else found.start()
    return Mark(start, found.end(), name, closes)


def _list_before(found: re.Match[str]) -> int:
    """Return where the line above a mark begins if it is a list's: kramdown puts the table of contents in its place.

    Where it is none, the mark's own beginning comes back.
    """
    body, at = found.string, found.start()
    line = find_line_begin(body, at)
    if not line or body[line:at].strip():
        return at
    above = body.rfind("\n", 0, line - 1) + 1
    return above if _ITEM.match(body, above) else at


def strong_mark(found: re.Match[str]) -> Mark | None:
    """Return the mark for words in ``**`` that CommonMark leaves as they are; None for all others.

    Between Chinese words, a sign of punctuation just inside keeps it from seeing them; kramdown and older versions
    of marked know nothing of that rule.

    Source:
        CommonMark 0.31, 6.2 "Emphasis and strong emphasis", left- and right-flanking.
    """
    words, body = found["strong"], found.string
    before, after = body[found.start() - 1 : found.start()], body[found.end() : found.end() + 1]
    is_unseen = (_is_sign(words[0]) and _is_word(before)) or (_is_sign(words[-1]) and _is_word(after))
    if not is_unseen or (_BEGINS_A_BLOCK.match(words) and before in ("", "\n")):
        return None
    return Mark(found.start(), found.end(), "", shown=words)


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _is_word(letter: str) -> bool:
    return bool(letter) and not letter.isspace() and not _is_sign(letter)

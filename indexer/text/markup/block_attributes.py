"""Goldmark's attributes of blocks, a line of their own: ``{.center style="…"}`` is for the block above, and no text.

Source:
    Hugo, “Markdown attributes”; goldmark ``parser/attribute.go``.
"""

from indexer.patterns import compile_later
from indexer.text.markup.code_ranges import verbatim_test
from indexer.text.markup.line_begin import find_line_begin

_ATTRIBUTES = compile_later(
    r"\{(?:[ \t,]*+(?:[.#][\w:-]{1,200}+"
    r"|[A-Za-z_:][\w:.-]{0,100}+[ \t]*+=[ \t]*+(?:\"[^\"\n]{0,500}+\"|[\w.+-]{1,200}+))){1,20}"
    r"[ \t,]*+\}[ \t]*+(?=\n|\Z)"
)
_INDENT = 20
"""Characters before such a line: blanks, and signs of quotations."""


def drop_block_attributes(body: str) -> str:
    """Return Markdown without such lines, but for those in code."""
    if "{" not in body:
        return body
    found = [each for each in _ATTRIBUTES.finditer(body) if _begins_line(body, each.start())]
    if not found:
        return body
    in_code = verbatim_test(body)
    kept, at = list[str](), 0
    for each in found:
        if not in_code(each.start()):
            kept.append(body[at : each.start()])
            at = each.end()
    return "".join([*kept, body[at:]])


def _begins_line(body: str, at: int) -> bool:
    line = find_line_begin(body, at, _INDENT)
    return line is not None and not body[line:at].strip(" \t>")

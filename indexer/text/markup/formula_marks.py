r"""Formulas in ``\\(a\\)`` and ``\\[a\\]``, which Markdown makes ``\(a\)`` and ``\[a\]`` of, and in ``$ a $``."""

import re
from collections.abc import Set as AbstractSet

from indexer.patterns import compile_later
from indexer.text.markup.code_ranges import verbatim_test
from indexer.text.markup.formula_signs import KNOWN

SIGNS = frozenset((r"\\(", r"\\[", "$ "))
"""What at least one of must stand in a body with others than formulas between bare dollars."""
_OTHERS = compile_later(
    r"\\\\(?<!\\\\\\)(?:\((?P<inline>[^$\n]{1,300}?)\\\\\)|\[(?P<block>(?:[^$\n]|\n(?![ \t]*\n)){1,1000}?)\\\\\])"
    r"|\$ (?<![\w$\\]\$ )(?P<spaced>[^$\n]{1,300}) \$(?![\w$])"
)
_COMMAND = compile_later(r"\\([a-zA-Z]{2,20})(?![a-zA-Z])")


def unify_formulas(markdown: str, signs: AbstractSet[str] = SIGNS) -> str:
    r"""Write all formulas between dollars, without spaces inside, where one of TeX's commands tells that they are some.

    Args:
        markdown: Any.
        signs: Those that may stand there, see ``SIGNS``.

    Source:
        docs.mathjax.org/en/latest/input/tex/delimiters.html.
    """
    if SIGNS.isdisjoint(signs):
        return markdown
    formulas = [found for found in _OTHERS.finditer(markdown) if found["spaced"] is None or _is_tex(found)]
    if not any(map(_is_tex, formulas)):
        return markdown
    in_code, written, at = verbatim_test(markdown), list[str](), 0
    for found in formulas:
        if not in_code(found.start()):
            sign, tex = ("$$", found["block"]) if found["block"] else ("$", found["inline"] or found["spaced"])
            written += (markdown[at : found.start()], sign, tex.strip(), sign)
            at = found.end()
    return "".join([*written, markdown[at:]])


def _is_tex(found: re.Match[str]) -> bool:
    return any(name in KNOWN for name in _COMMAND.findall(found[0]))

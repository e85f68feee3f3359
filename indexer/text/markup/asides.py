"""Text that says nothing of a post's matter: lines that name its author, translator or source."""

import re

from indexer.patterns import compile_later
from indexer.text.markup.section import Section

_LONGEST = 200
"""Characters of a line that only names: a longer one says something."""
_ROLES = (
    "作者|原作者|原文作者|译者|翻译|校对|审校|审核|编辑|责编|责任编辑|原文|原文链接|原文地址|本文链接|原文标题|来源|转载自|出处"
    "|authors?|by|written by|posted by|translators?|translated by|reviewers?|reviewed by|editors?|edited by|original"
)
_NAMES = r"(?:By|Written by|Posted by|Translated by)(?:[ \t]+[A-Z][\w.'’-]+){2,4}[ \t]*(?:[,(&@].*)?"
_FIRST = "".join(sorted({first for role in _ROLES.split("|") for first in (role[0], role[0].upper())}))
_BYLINE = compile_later(rf"\n(?=[{_FIRST}])(?:(?i:{_ROLES})[ \t]*[:：]|{_NAMES}$)", re.MULTILINE)
"""Begins with a letter, the line end before, so that a search need not try every place, nor all roles in every line."""


def set_bylines_aside(section: Section) -> Section:
    """Return a section whose lines that name an author or a source stand apart from its prose."""
    if not _BYLINE.search(f"\n{section.prose}"):
        return section
    names, others = list[str](), list[str]()
    for line in section.prose.split("\n"):
        is_name = len(line) <= _LONGEST and _BYLINE.match(f"\n{line}")
        (names if is_name else others).append(line)
    prose = re.sub(r"\n{3,}", "\n\n", "\n".join(others)).strip()
    return section._replace(prose=prose, asides="\n".join([section.asides, *names]).strip())

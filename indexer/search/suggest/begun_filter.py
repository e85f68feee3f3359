"""The filter that a text being typed ends with, as in ``istio tag:serv``: values complete it, not words."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from indexer.search.query.parsing.cleaning import clean_text, widths_to_ascii
from indexer.search.query.parsing.grammar import FILTER_NAMES, read_name
from indexer.text.analysis.folding import fold_text

VALUED_FACETS = ("tag", "category", "lang")
"""Those whose values are suggested behind a filter's name."""

_FILTER = re.compile(rf'(?P<head>(?:.*\s)?-?)(?P<name>{FILTER_NAMES}):"?(?P<begun>[^"]*)\Z', re.IGNORECASE)


class BegunFilter(NamedTuple):
    """A filter whose value is being typed.

    Attributes:
        head: The text before it, with its minus sign if it has one.
        name: As typed.
        begun: The beginning of the value, folded.
    """

    head: str
    name: str
    begun: str

    @property
    def facet(self) -> str:
        """The facet that it asks for, a value of ``VALUED_FACETS``; empty where no values are suggested."""
        facet = read_name(self.name)
        return facet if facet in VALUED_FACETS else ""

    def complete(self, values: Iterable[str]) -> Iterator[str]:
        """Yield the text with each value that says more than what was typed, in quotation marks if it has spaces."""
        for value in values:
            if '"' not in value and fold_text(value) != self.begun:
                written = f'"{value}"' if len(value.split()) > 1 else value
                yield f"{self.head}{self.name}:{written}"


def read_begun_filter(text: str) -> BegunFilter | None:
    """Return the filter that a text ends with; None where it ends with none, or where its value is complete."""
    read = widths_to_ascii(clean_text(text))
    match = _FILTER.match(read)
    if not match or match["head"].count('"') % 2:
        return None
    is_quoted, begun = read[match.start("begun") - 1] == '"', match["begun"]
    if (" " in begun and not is_quoted) or text[-1:].isspace():
        return None
    return BegunFilter(match["head"], match["name"], fold_text(begun))

"""Cases of Markdown and the sections it becomes, in text files to which anyone can add.

::

    %% what the case shows | generator anchors
    Markdown
    %%
    == lead
    prose of the lead
    == 2 A heading #its-anchor
    its prose
    -- code
    its code
"""

from pathlib import Path
from typing import NamedTuple

from indexer.posts.post import Dialect

FOLDER = Path(__file__).parent / "cases" / "markdown"


class Case(NamedTuple):
    name: str
    dialect: Dialect
    body: str
    expected: str


def read_cases():
    """Return every case of every file."""
    return [case for path in sorted(FOLDER.glob("*.txt")) for case in _cases(path.read_text(encoding="utf-8"))]


def _cases(text):
    for chunk in text.removeprefix("%% ").split("\n%% "):
        title, _, rest = chunk.partition("\n")
        name, _, dialect = title.rpartition(" | ")
        body, _, expected = rest.partition("\n%%\n")
        yield Case(name, Dialect(*dialect.split()), body, expected.strip("\n"))


def render(sections):
    """Write sections the way the files do."""
    lines = []
    for section in sections:
        anchor = f" #{section.anchor}" if section.anchor else ""
        lines.append(f"== {section.level} {section.heading}{anchor}" if section.level else "== lead")
        lines.extend(text for text in (section.prose, section.code and f"-- code\n{section.code}") if text)
    return "\n".join(lines)

"""Inline marks that site generators add to Markdown: they vanish, and some change the text between them."""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from indexer.patterns import compile_later
from indexer.text.markup.line_begin import begins_line, find_line_begin
from indexer.text.markup.prose import CJK


class Mark(NamedTuple):
    """One shortcode or tag in a body.

    Attributes:
        start: Offset in code points; ``end`` is past its last.
        name: Decides what becomes of the text up to its closing mark.
        closes: It ends what the last one of this name began.
        shown: What a reader sees in its place.
    """

    start: int
    end: int
    name: str
    closes: bool = False
    shown: str = ""


class _Inner(Enum):
    CODE = "code"
    AS_IT_IS = "as it is"
    LEFT_OUT = "left out"


_INNER = {
    "highlight": _Inner.CODE,
    "codeblock": _Inner.CODE,
    "code": _Inner.CODE,
    "mermaid": _Inner.CODE,
    "raw": _Inner.AS_IT_IS,
    "comment": _Inner.LEFT_OUT,
}
"""Names whose inner text is not Markdown like the rest, and holds no marks."""

_SHOWN = frozenset(
    "alt author caption content header heading subheader summary text title".split()  # noqa: SIM905 - reads better
)
"""Named arguments that a reader sees as text."""
_UNSEEN = frozenset("class href id key password src style url".split())  # noqa: SIM905 - likewise
"""Named arguments that no reader sees; of the others Chinese text is shown, whatever a theme calls it."""
_NO_TITLES = frozenset({"", "true", "false"})

_ARGUMENT = re.compile(r"""(?:([\w-]{1,100})\s*[=:]\s*)?("(?:\\.|[^"\\])*"|'[^']*'|`[^`]*`|“[^”]*”|[^\s"'`“,]+)""")
_CJK = compile_later(f"[{CJK}]")
_LABEL = compile_later(r"\[[^\[\]\n]{1,300}\]:[ \t]*")
"""Behind which the address of a link of Markdown stands."""
_INDENT = 20
"""Characters that a line with a mark alone may be indented by, and the one below."""
_TEXT_BELOW = re.compile(rf"[ \t]{{0,{_INDENT}}}\n[ \t]{{0,{_INDENT}}}\S")
_PATH = re.compile(r"(?:\A|:|\.)/|\\|/\Z|\.\w{1,5}\Z")


class Argument(NamedTuple):
    """One argument of a mark; ``name`` is empty where it has none."""

    name: str
    value: str
    quoted: bool


def read_arguments(text: str) -> Iterator[Argument]:
    """Read ``name="value"`` pairs and bare values, quoted or not."""
    for argument in _ARGUMENT.finditer(text):
        value = argument[2]
        quoted = value[0] in "\"'`“" and len(value) > 1
        yield Argument(argument[1] or "", value[1:-1].replace('\\"', '"') if quoted else value, quoted)


def shown_arguments(text: str, *more: str, title: int = -1) -> str:
    """Return the arguments that a reader sees: those named like a caption, and Chinese text.

    Args:
        text: A mark's arguments, as written.
        more: Further names whose values are seen.
        title: Which of the arguments without a name is seen, counted from 0, be it in any language.
    """
    arguments = list(read_arguments(text))
    unnamed = [argument for argument in arguments if not argument.name]
    titles = [it for it in unnamed[title : title + 1] if title >= 0 and it.value not in _NO_TITLES]
    names = _SHOWN.union(more)
    shown = [it.value for it in arguments if it.name in names or it in titles or _is_chinese_text(it)]
    return " ".join(dict.fromkeys(shown))


def _is_chinese_text(argument: Argument) -> bool:
    is_seen = argument.name not in _UNSEEN and _CJK.search(argument.value)
    return bool(is_seen) and not _PATH.search(argument.value)


def replace_marks(body: str, marks: Sequence[Mark], write_code: Callable[[str], str]) -> str:
    """Put in place of each mark what it shows, and turn the text between code marks into a code block.

    Args:
        body: Markdown or HTML.
        marks: In the order in which they stand. One that is never closed has no inner text.
        write_code: Makes the code block.
    """
    last_closing = {mark.name: mark.start for mark in marks if mark.closes}
    written: list[str] = []
    begun, at = "", 0
    for mark in marks:
        if begun and not (mark.closes and mark.name == begun):
            continue
        text = body[at : mark.start]
        written.append(_rewrite(text, _INNER[begun], write_code) if begun else text)
        opens = not mark.closes and last_closing.get(mark.name, -1) > mark.start
        if opens and mark.shown:
            # A title is no part of the text that it stands over.
            written += (mark.shown, "\n" if body.startswith("\n", mark.end) else " ")
        elif mark.shown and not mark.shown.endswith("\n") and _stands_above_text(body, mark):
            # Nor is a caption one of what stands below it.
            written += (mark.shown, "\n")
        else:
            written.append(mark.shown or _placeholder(body, mark))
        begun, at = mark.name if opens and mark.name in _INNER else "", mark.end
    return "".join([*written, body[at:]])


def _stands_above_text(body: str, mark: Mark) -> bool:
    """Check whether a mark is alone on its line, and the next line is not empty."""
    return bool(_TEXT_BELOW.match(body, mark.end)) and begins_line(body, mark.start, _INDENT)


def _placeholder(body: str, mark: Mark) -> str:
    """Return an address in place of a mark that is one: ``[label]: {{ … }}`` without any would be text."""
    line = find_line_begin(body, mark.start)
    return "#" if line is not None and body.startswith("[", line) and _LABEL.fullmatch(body, line, mark.start) else ""


def _rewrite(text: str, inner: _Inner, write_code: Callable[[str], str]) -> str:
    if inner is _Inner.CODE:
        return write_code(text.strip("\n"))
    return text if inner is _Inner.AS_IT_IS else ""


def fence_code(code: str) -> str:
    """Write code as a block of Markdown."""
    fence = "~" * max(3, 1 + max(map(len, re.findall("~+", code)), default=0))
    return f"\n\n{fence}\n{code}\n{fence}\n\n"
